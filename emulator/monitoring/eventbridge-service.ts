// EventBridge: finds the operation of a request. JSON over POST, the operation in a header.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
import { jsonResponse, readJson } from '../http/json-api';
import {
  notEmulated,
  type PreparedOperation,
  type Service,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../http/service';
import type { World } from '../world/world';
import { RULE_OPERATIONS } from './event-rules';
import { TARGET_OPERATIONS } from './event-targets';
import type { MonitoringOperation } from './monitoring-call';

const TARGET_PREFIX = 'AWSEvents.';

export const EVENTBRIDGE_OPERATIONS: ReadonlyMap<string, MonitoringOperation> = new Map(
  [RULE_OPERATIONS, TARGET_OPERATIONS].flatMap((table) => Object.entries(table)),
);

export function eventBridgeService(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const name = (request.headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
  const operation = EVENTBRIDGE_OPERATIONS.get(name);
  if (operation === undefined) throw notEmulated(`The EventBridge operation ${name === '' ? '(none given)' : name}`);
  const perform = (): ServiceResponse => {
    const input = readJson(request, (message) => new ServiceError(400, 'SerializationException', message));
    const answer = operation({ world, request, operation: name, input, invalid, denied, notFound });
    return jsonResponse(request.id, '1.1', answer);
  };
  return { name, perform };
}

function invalid(message: string): ServiceError {
  return new ServiceError(400, 'ValidationException', message);
}

function denied(message: string): ServiceError {
  return new ServiceError(400, 'AccessDeniedException', message);
}

function notFound(message: string): ServiceError {
  return new ServiceError(400, 'ResourceNotFoundException', message);
}
