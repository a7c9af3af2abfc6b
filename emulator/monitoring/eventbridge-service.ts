// EventBridge: finds the operation of a request. JSON over POST, the operation in a header.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
import { jsonService, type JsonProtocol } from '../http/json-service';
import { type Service, ServiceError } from '../http/service';
import type { World } from '../world/world';
import { RULE_OPERATIONS } from './event-rules';
import { TARGET_OPERATIONS } from './event-targets';
import type { MonitoringOperation } from './monitoring-call';

const PROTOCOL: JsonProtocol = {
  service: 'EventBridge',
  targetPrefix: 'AWSEvents.',
  version: '1.1',
  malformed: (message) => new ServiceError(400, 'SerializationException', message),
};

export const EVENTBRIDGE_OPERATIONS: ReadonlyMap<string, MonitoringOperation> = new Map(
  [RULE_OPERATIONS, TARGET_OPERATIONS].flatMap((table) => Object.entries(table)),
);

export function eventBridgeService(world: World): Service {
  return jsonService(PROTOCOL, EVENTBRIDGE_OPERATIONS, (call) => ({ world, ...call, invalid, denied, notFound }));
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
