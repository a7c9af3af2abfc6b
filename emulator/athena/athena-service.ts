// Athena: finds the operation of a request. JSON over POST, the operation in a header.
// https://docs.aws.amazon.com/athena/latest/APIReference/API_Operations.html
import { jsonResponse, readJson } from '../http/json-api';
import { notEmulated, ServiceError, type PreparedOperation, type Service, type ServiceRequest } from '../http/service';
import { tagOperations } from '../monitoring/resource-tags';
import type { World } from '../world/world';
import { invalidRequest, type AthenaCall } from './athena-call';
import { runQuery } from './engine/run-query';
import { QUERY_OPERATIONS } from './queries';
import { METADATA_OPERATIONS } from './table-metadata';
import { WORK_GROUP_OPERATIONS, WORK_GROUP_TAGS } from './workgroups';

const TARGET_PREFIX = 'AmazonAthena.';

type Operation = (call: AthenaCall) => object | undefined | Promise<object>;

export const ATHENA_OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>(
  [WORK_GROUP_OPERATIONS, QUERY_OPERATIONS, METADATA_OPERATIONS, tagOperations(WORK_GROUP_TAGS)].flatMap((table) =>
    Object.entries(table),
  ),
);

export function athenaService(world: World): Service {
  return (request) => find(world, request);
}

/** Runs the queries of a state that was saved again, which were not over. */
export function resumeQueries(world: World): void {
  for (const query of world.queries.values()) {
    if (query.state === 'QUEUED' || query.state === 'RUNNING') runQuery(world, query);
  }
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const name = (request.headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
  const operation = ATHENA_OPERATIONS.get(name);
  if (operation === undefined) throw notEmulated(`The Athena operation ${name === '' ? '(none given)' : name}`);
  return {
    name,
    perform: async () => {
      const input = readJson(request, (message) => new ServiceError(400, 'SerializationException', message));
      const call = { world, request, operation: name, input, invalid, denied, notFound };
      return jsonResponse(request.id, '1.1', await operation(call));
    },
  };
}

function invalid(message: string): ServiceError {
  return invalidRequest(message);
}

function denied(message: string): ServiceError {
  return new ServiceError(400, 'AccessDeniedException', message);
}

function notFound(message: string): ServiceError {
  return new ServiceError(400, 'ResourceNotFoundException', message);
}
