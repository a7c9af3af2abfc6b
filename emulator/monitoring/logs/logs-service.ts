// CloudWatch Logs, as far as Terraform needs it for a task of DataSync: groups, and who may write to them. Nothing is logged.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
import { jsonService, type JsonProtocol } from '../../http/json-service';
import { type Service, ServiceError } from '../../http/service';
import type { World } from '../../world/world';
import type { MonitoringOperation } from '../monitoring-call';
import { LOG_GROUP_OPERATIONS } from './log-groups';
import { LOG_POLICY_OPERATIONS } from './log-policies';

const PROTOCOL: JsonProtocol = {
  service: 'CloudWatch Logs',
  targetPrefix: 'Logs_20140328.',
  version: '1.1',
  malformed: (message) => new ServiceError(400, 'SerializationException', message),
};

export const LOGS_OPERATIONS: ReadonlyMap<string, MonitoringOperation> = new Map(
  [LOG_GROUP_OPERATIONS, LOG_POLICY_OPERATIONS].flatMap((table) => Object.entries(table)),
);

export function logsService(world: World): Service {
  return jsonService(PROTOCOL, LOGS_OPERATIONS, (call) => ({ world, ...call, invalid, denied, notFound }));
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
