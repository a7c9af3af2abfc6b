// Athena: finds the operation of a request. JSON over POST, the operation in a header.
// https://docs.aws.amazon.com/athena/latest/APIReference/API_Operations.html
import { jsonService, type JsonProtocol } from '../http/json-service';
import { type Service, ServiceError } from '../http/service';
import { tagOperations } from '../monitoring/resource-tags';
import type { World } from '../world/world';
import { invalidRequest, type AthenaCall } from './athena-call';
import { runQuery } from './engine/run-query';
import { QUERY_OPERATIONS } from './queries';
import { METADATA_OPERATIONS } from './table-metadata';
import { WORK_GROUP_OPERATIONS, WORK_GROUP_TAGS } from './workgroups';

const PROTOCOL: JsonProtocol = {
  service: 'Athena',
  targetPrefix: 'AmazonAthena.',
  version: '1.1',
  malformed: (message) => new ServiceError(400, 'SerializationException', message),
};

type Operation = (call: AthenaCall) => object | undefined | Promise<object>;

export const ATHENA_OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>(
  [WORK_GROUP_OPERATIONS, QUERY_OPERATIONS, METADATA_OPERATIONS, tagOperations(WORK_GROUP_TAGS)].flatMap((table) =>
    Object.entries(table),
  ),
);

export function athenaService(world: World): Service {
  return jsonService(PROTOCOL, ATHENA_OPERATIONS, (call) => ({ world, ...call, invalid, denied, notFound }));
}

/** Runs the queries of a state that was saved again, which were not over. */
export function resumeQueries(world: World): void {
  for (const query of world.queries.values()) {
    if (query.state === 'QUEUED' || query.state === 'RUNNING') runQuery(world, query);
  }
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
