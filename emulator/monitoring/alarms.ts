// Alarms of CloudWatch. They are kept and shown, and never evaluated: each is in the state in which it was made.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
import * as z from 'zod';
import { ServiceError } from '../http/service';
import type { Alarm, AlarmSettings } from '../world/metric-alarm';
import { ALARM_NAME, PUT_METRIC_ALARM } from './metric-alarm-input';
import {
  arnHere,
  authorize,
  isHere,
  pageOf,
  readInput,
  type MonitoringCall,
  type MonitoringOperations,
} from './monitoring-call';
import { requestTags, tagOperations, withTags } from './resource-tags';

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
const WEEK_SECONDS = 7 * DAY_SECONDS;

export const ALARM_OPERATIONS: MonitoringOperations = {
  PutMetricAlarm: putMetricAlarm,
  DescribeAlarms: describeAlarms,
  DeleteAlarms: deleteAlarms,
  ...tagOperations({
    service: 'cloudwatch',
    arnField: 'ResourceARN',
    find: ({ world }, arn) => world.alarms.get(arn),
  }),
};

function alarmArn(call: MonitoringCall, name: string): string {
  return arnHere(call, 'cloudwatch', `alarm:${name}`);
}

function putMetricAlarm(call: MonitoringCall): undefined {
  const { world, request } = call;
  const { Tags, ...settings } = readInput(call, PUT_METRIC_ALARM);
  const arn = alarmArn(call, settings.AlarmName);
  const before = world.alarms.get(arn);
  const context = requestTags(Tags);
  authorize(call, 'cloudwatch:PutMetricAlarm', arn, { context });
  if (Tags.length > 0 && before === undefined) authorize(call, 'cloudwatch:TagResource', arn, { context });
  checkPeriods(call, settings);
  for (const actions of [settings.OKActions, settings.AlarmActions, settings.InsufficientDataActions]) {
    for (const action of actions) checkAction(call, action);
  }
  const now = world.clock.now();
  if (before !== undefined) {
    before.settings = settings;
    before.updatedMs = now;
    return undefined;
  }
  const { region, caller } = request;
  const tags = withTags(call, Tags);
  world.alarms.set(arn, {
    arn,
    accountId: caller.accountId,
    region,
    createdMs: now,
    tags,
    settings,
    updatedMs: now,
  });
  return undefined;
}

function checkPeriods({ invalid }: MonitoringCall, settings: AlarmSettings): void {
  const { Period: period, EvaluationPeriods: periods, DatapointsToAlarm: needed = periods, Namespace } = settings;
  if (period % 60 !== 0 && ![10, 20, 30].includes(period))
    throw invalid('Period must be 10, 20, 30 or a multiple of 60');
  if (period < 60 && Namespace.startsWith('AWS/')) {
    throw invalid(`Period must not be less than 60 seconds for the namespace ${Namespace}`);
  }
  if (period < HOUR_SECONDS && period * periods > DAY_SECONDS) {
    throw invalid('Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).');
  }
  if (period * periods > WEEK_SECONDS) {
    throw invalid('Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800).');
  }
  if (needed > periods) throw invalid('DatapointsToAlarm must not be greater than EvaluationPeriods');
}

function checkAction({ request, invalid }: MonitoringCall, action: string): void {
  const [prefix, , service, region] = action.split(':');
  if (prefix !== 'arn' || service === undefined) throw invalid(`Invalid arn syntax: ${action}`);
  if (service === 'sns' && region !== request.region) {
    throw invalid(`Invalid region ${region ?? ''} specified. Only ${request.region} is supported.`);
  }
}

const DESCRIBE_ALARMS = z.strictObject({
  AlarmNames: z.array(ALARM_NAME).max(100).optional(),
  AlarmNamePrefix: ALARM_NAME.optional(),
  AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])).default(['MetricAlarm']),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
  ActionPrefix: z.string().min(1).optional(),
  MaxRecords: z.int().min(1).max(100).default(50),
  NextToken: z.string().optional(),
});

function describeAlarms(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const input = readInput(call, DESCRIBE_ALARMS);
  authorize(call, 'cloudwatch:DescribeAlarms', alarmArn(call, '*'));
  const { AlarmNames: names, AlarmNamePrefix: prefix = '', ActionPrefix: action, StateValue: state = STATE } = input;
  if (names !== undefined && prefix !== '') throw call.invalid('AlarmNames and AlarmNamePrefix exclude each other');
  const isWanted = ({ settings }: Alarm): boolean =>
    names === undefined ? settings.AlarmName.startsWith(prefix) : names.includes(settings.AlarmName);
  const found = [...call.world.alarms.values()]
    .filter((alarm) => isHere(call, alarm) && isWanted(alarm))
    .filter(({ settings }) => action === undefined || settings.AlarmActions.some((arn) => arn.startsWith(action)))
    .sort((a, b) => (a.settings.AlarmName < b.settings.AlarmName ? -1 : 1));
  const some = state === STATE && input.AlarmTypes.includes('MetricAlarm') ? found : [];
  const { items, ...rest } = pageOf(some, input.MaxRecords, input.NextToken, () => {
    return new ServiceError(400, 'InvalidNextToken', 'The next token specified is invalid.');
  });
  return { MetricAlarms: items.map(described), CompositeAlarms: [], ...rest };
}

/** Alarms leave it when data comes in; here none are looked at. */
const STATE = 'INSUFFICIENT_DATA';

function described({ arn, settings, createdMs, updatedMs }: Alarm): Readonly<Record<string, unknown>> {
  return {
    ...settings,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: updatedMs / 1000,
    StateValue: STATE,
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: createdMs / 1000,
    StateTransitionedTimestamp: createdMs / 1000,
  };
}

/** If one of them is not there, none is deleted. */
function deleteAlarms(call: MonitoringCall): undefined {
  const { AlarmNames } = readInput(call, z.strictObject({ AlarmNames: z.array(ALARM_NAME).max(100) }));
  const arns = AlarmNames.map((name) => alarmArn(call, name));
  for (const arn of arns) authorize(call, 'cloudwatch:DeleteAlarms', arn);
  const missing = AlarmNames.filter((_, index) => !call.world.alarms.has(arns[index] ?? ''));
  if (missing.length > 0) throw new ServiceError(404, 'ResourceNotFound', `Alarms ${missing.join(', ')} do not exist`);
  for (const arn of arns) call.world.alarms.delete(arn);
  return undefined;
}
