// CloudWatch Logs, as far as Terraform needs it for a task of DataSync: groups, and who may write to them. Nothing is logged.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
import { jsonResponse, readJson } from '../../http/json-api';
import {
  notEmulated,
  type PreparedOperation,
  type Service,
  ServiceError,
  type ServiceResponse,
} from '../../http/service';
import type { ServiceRequest } from '../../http/service';
import type { World } from '../../world/world';
import type { MonitoringOperation } from '../monitoring-call';
import { LOG_GROUP_OPERATIONS } from './log-groups';
import { LOG_POLICY_OPERATIONS } from './log-policies';

const TARGET_PREFIX = 'Logs_20140328.';

export const LOGS_OPERATIONS: ReadonlyMap<string, MonitoringOperation> = new Map(
  [LOG_GROUP_OPERATIONS, LOG_POLICY_OPERATIONS].flatMap((table) => Object.entries(table)),
);

export function logsService(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const name = (request.headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
  const operation = LOGS_OPERATIONS.get(name);
  if (operation === undefined)
    throw notEmulated(`The CloudWatch Logs operation ${name === '' ? '(none given)' : name}`);
  const perform = (): ServiceResponse => {
    const input = readJson(request, (message) => new ServiceError(400, 'SerializationException', message));
    const answer = operation({ world, request, operation: name, input, invalid, denied, notFound });
    return jsonResponse(request.id, '1.1', answer);
  };
  return { name, perform };
}

function invalid(message: string): ServiceError {
  return new ServiceError(400, 'InvalidParameterException', message);
}

function denied(message: string): ServiceError {
  return new ServiceError(400, 'AccessDeniedException', message);
}

function notFound(message: string): ServiceError {
  return new ServiceError(400, 'ResourceNotFoundException', message);
}
