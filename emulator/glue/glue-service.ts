// Glue: finds the operation of a request. Of it there is the Data Catalog. JSON over POST, the operation in a header.
// https://docs.aws.amazon.com/glue/latest/webapi/API_Operations.html
import { jsonService, type JsonProtocol } from '../http/json-service';
import type { Service, ServiceError } from '../http/service';
import type { World } from '../world/world';
import { DATABASE_OPERATIONS } from './databases';
import { glueFault, notFound, type GlueCall } from './glue-call';
import { TABLE_OPERATIONS } from './tables';

const PROTOCOL: JsonProtocol = {
  service: 'Glue',
  targetPrefix: 'AWSGlue.',
  version: '1.1',
  malformed: invalid,
};

export const GLUE_OPERATIONS: ReadonlyMap<string, (call: GlueCall) => object> = new Map(
  [DATABASE_OPERATIONS, TABLE_OPERATIONS].flatMap((table) => Object.entries(table)),
);

export function glueService(world: World): Service {
  return jsonService(PROTOCOL, GLUE_OPERATIONS, (call) => ({ world, ...call, invalid, denied, notFound }));
}

function invalid(message: string): ServiceError {
  return glueFault('InvalidInputException', message);
}

function denied(message: string): ServiceError {
  return glueFault('AccessDeniedException', message);
}
