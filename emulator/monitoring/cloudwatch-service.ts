// CloudWatch: finds the operation of a request. Clients say it in a header and send JSON, or send a form and want XML.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html
import { jsonResponse, readJson } from '../http/json-api';
import { queryResponse } from '../http/query-api';
import {
  notEmulated,
  type PreparedOperation,
  type Service,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../http/service';
import type { World } from '../world/world';
import { ALARM_OPERATIONS } from './alarms';
import { DASHBOARD_OPERATIONS } from './dashboards';
import { METRIC_OPERATIONS } from './metric-statistics';
import type { MonitoringOperation } from './monitoring-call';
import { formInput, resultMarkup, type FieldKinds } from './query-form';

const TARGET_PREFIX = 'GraniteServiceVersion20100801.';
const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';

export const CLOUDWATCH_OPERATIONS: ReadonlyMap<string, MonitoringOperation> = new Map(
  [ALARM_OPERATIONS, DASHBOARD_OPERATIONS, METRIC_OPERATIONS].flatMap((table) => Object.entries(table)),
);

const KINDS: FieldKinds = {
  ActionsEnabled: 'flag',
  AlarmActions: 'list',
  DashboardNames: 'list',
  DatapointsToAlarm: 'number',
  Dimensions: 'list',
  EndTime: 'time',
  EvaluationPeriods: 'number',
  InsufficientDataActions: 'list',
  MaxRecords: 'number',
  OKActions: 'list',
  Period: 'number',
  StartTime: 'time',
  Tags: 'list',
  Threshold: 'number',
};

export function cloudWatchService(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const target = request.headers['x-amz-target'];
  const named = target === undefined ? actionOf(request) : target.replace(TARGET_PREFIX, '');
  const operation = CLOUDWATCH_OPERATIONS.get(named);
  if (operation === undefined) throw notEmulated(`The CloudWatch operation ${named === '' ? '(none given)' : named}`);
  const perform = (): ServiceResponse => {
    const input =
      target === undefined
        ? formInput(request, KINDS, () => invalid('The parameters contradict each other'))
        : readJson(request, (message) => new ServiceError(400, 'SerializationException', message));
    const answer = operation({ world, request, operation: named, input, invalid, denied, notFound });
    if (target === undefined) {
      return queryResponse(named, NAMESPACE, request.id, answer === undefined ? answer : resultMarkup(answer));
    }
    return jsonResponse(request.id, '1.0', answer);
  };
  return { name: named, perform };
}

function actionOf({ query, body }: ServiceRequest): string {
  return query.get('Action') ?? new URLSearchParams(body.toString('utf8')).get('Action') ?? '';
}

function invalid(message: string): ServiceError {
  return new ServiceError(400, 'ValidationError', message);
}

function denied(message: string): ServiceError {
  return new ServiceError(403, 'AccessDenied', message);
}

function notFound(message: string): ServiceError {
  return new ServiceError(404, 'ResourceNotFoundException', message);
}
