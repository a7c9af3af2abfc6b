// DataSync from bucket to bucket. JSON over POST, the operation in a header.
// https://docs.aws.amazon.com/datasync/latest/apireference/API_Operations.html
import { jsonResponse, readJson } from '../http/json-api';
import { notEmulated, type PreparedOperation, type Service, ServiceError, type ServiceResponse } from '../http/service';
import type { ServiceRequest } from '../http/service';
import type { World } from '../world/world';
import { type DataSyncOperation, invalidRequest } from './requests/datasync-call';
import { EXECUTION_OPERATIONS } from './requests/executions';
import { LOCATION_OPERATIONS } from './requests/locations';
import { TAG_OPERATIONS } from './requests/tags';
import { TASK_OPERATIONS } from './requests/tasks';

const TARGET_PREFIX = 'FmrsService.';

export const DATASYNC_OPERATIONS: ReadonlyMap<string, DataSyncOperation> = new Map(
  [LOCATION_OPERATIONS, TASK_OPERATIONS, EXECUTION_OPERATIONS, TAG_OPERATIONS].flatMap((table) =>
    Object.entries(table),
  ),
);

export function dataSyncService(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const name = (request.headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
  const operation = DATASYNC_OPERATIONS.get(name);
  if (operation === undefined) throw notEmulated(`The DataSync operation ${name === '' ? '(none given)' : name}`);
  const perform = (): ServiceResponse => {
    const input = readJson(request, (message) => new ServiceError(400, 'SerializationException', message));
    const call = { world, request, operation: name, input, invalid, denied, notFound: invalidRequest };
    return jsonResponse(request.id, '1.1', operation(call));
  };
  return { name, perform };
}

/** What does not fit the model of the API; what DataSync itself finds wrong is an InvalidRequestException. */
function invalid(message: string): ServiceError {
  return new ServiceError(400, 'ValidationException', message);
}

function denied(message: string): ServiceError {
  return new ServiceError(400, 'AccessDeniedException', message);
}
