// DataSync from bucket to bucket. JSON over POST, the operation in a header.
// https://docs.aws.amazon.com/datasync/latest/apireference/API_Operations.html
import { jsonService, type JsonProtocol } from '../http/json-service';
import { type Service, ServiceError } from '../http/service';
import type { World } from '../world/world';
import { type DataSyncOperation, invalidRequest } from './requests/datasync-call';
import { EXECUTION_OPERATIONS } from './requests/executions';
import { LOCATION_OPERATIONS } from './requests/locations';
import { TAG_OPERATIONS } from './requests/tags';
import { TASK_OPERATIONS } from './requests/tasks';

const PROTOCOL: JsonProtocol = {
  service: 'DataSync',
  targetPrefix: 'FmrsService.',
  version: '1.1',
  malformed: (message) => new ServiceError(400, 'SerializationException', message),
};

export const DATASYNC_OPERATIONS: ReadonlyMap<string, DataSyncOperation> = new Map(
  [LOCATION_OPERATIONS, TASK_OPERATIONS, EXECUTION_OPERATIONS, TAG_OPERATIONS].flatMap((table) =>
    Object.entries(table),
  ),
);

export function dataSyncService(world: World): Service {
  return jsonService(PROTOCOL, DATASYNC_OPERATIONS, (call) => ({
    world,
    ...call,
    invalid,
    denied,
    notFound: invalidRequest,
  }));
}

/** What does not fit the model of the API; what DataSync itself finds wrong is an InvalidRequestException. */
function invalid(message: string): ServiceError {
  return new ServiceError(400, 'ValidationException', message);
}

function denied(message: string): ServiceError {
  return new ServiceError(400, 'AccessDeniedException', message);
}
