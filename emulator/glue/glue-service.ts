// Glue: finds the operation of a request. Of it there is the Data Catalog. JSON over POST, the operation in a header.
// https://docs.aws.amazon.com/glue/latest/webapi/API_Operations.html
import { jsonResponse, readJson } from '../http/json-api';
import {
  notEmulated,
  type PreparedOperation,
  type Service,
  type ServiceError,
  type ServiceRequest,
} from '../http/service';
import type { World } from '../world/world';
import { DATABASE_OPERATIONS } from './databases';
import { glueFault, notFound, type GlueCall } from './glue-call';
import { TABLE_OPERATIONS } from './tables';

const TARGET_PREFIX = 'AWSGlue.';

export const GLUE_OPERATIONS: ReadonlyMap<string, (call: GlueCall) => object> = new Map(
  [DATABASE_OPERATIONS, TABLE_OPERATIONS].flatMap((table) => Object.entries(table)),
);

export function glueService(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const name = (request.headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
  const operation = GLUE_OPERATIONS.get(name);
  if (operation === undefined) throw notEmulated(`The Glue operation ${name === '' ? '(none given)' : name}`);
  return {
    name,
    perform: () => {
      const input = readJson(request, invalid);
      return jsonResponse(
        request.id,
        '1.1',
        operation({ world, request, operation: name, input, invalid, denied, notFound }),
      );
    },
  };
}

function invalid(message: string): ServiceError {
  return glueFault('InvalidInputException', message);
}

function denied(message: string): ServiceError {
  return glueFault('AccessDeniedException', message);
}
