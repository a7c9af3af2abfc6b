// Log groups: their names, how long they keep events, and their tags.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
import * as z from 'zod';
import { ServiceError } from '../../http/service';
import type { LogGroup } from '../../world/log-group';
import type { World } from '../../world/world';
import { requestTagKeys } from '../../iam/access/request-keys';
import {
  arnHere,
  authorize,
  isHere,
  pageOf,
  readInput,
  type MonitoringCall,
  type MonitoringOperations,
} from '../monitoring-call';

type Answer = Readonly<Record<string, unknown>>;

const NAME = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[.\-_/#A-Za-z0-9]+$/);
const TAGS = z.record(z.string().min(1).max(128), z.string().max(256));
const MAX_TAGS = 50;
const NAMED = z.strictObject({ logGroupName: NAME });
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const LOG_GROUP_OPERATIONS: MonitoringOperations = {
  CreateLogGroup: createLogGroup,
  DescribeLogGroups: describeLogGroups,
  DeleteLogGroup: deleteLogGroup,
  PutRetentionPolicy: putRetentionPolicy,
  DeleteRetentionPolicy: deleteRetentionPolicy,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

const CREATE = NAMED.extend({
  kmsKeyId: z.string().max(256).optional(),
  logGroupClass: z.enum(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY']).default('STANDARD'),
  tags: TAGS.default({}),
});

function createLogGroup(call: MonitoringCall): undefined {
  const { world, request } = call;
  const { logGroupName: name, tags, ...more } = readInput(call, CREATE);
  const arn = groupArn(call, name);
  const given = new Map(Object.entries(tags));
  const context = requestTagKeys(given);
  authorize(call, 'logs:CreateLogGroup', `${arn}:*`, { context });
  if (given.size > 0) authorize(call, 'logs:TagResource', `${arn}:*`, { context });
  if (world.logGroups.has(arn)) {
    throw new ServiceError(400, 'ResourceAlreadyExistsException', 'The specified log group already exists');
  }
  if (given.size > MAX_TAGS) throw call.invalid(`A log group has at most ${MAX_TAGS} tags.`);
  addLogGroup(world, { name, accountId: request.caller.accountId, region: request.region, tags: given, ...more });
  return undefined;
}

/** A log group that is there from now on; AWS services make some themselves. */
export function addLogGroup(
  world: World,
  group: Pick<LogGroup, 'name' | 'accountId' | 'region'> &
    Partial<Pick<LogGroup, 'tags' | 'logGroupClass'>> & { readonly kmsKeyId?: string | undefined },
): void {
  const { name, accountId, region, kmsKeyId } = group;
  const arn = `arn:${world.partition}:logs:${region}:${accountId}:log-group:${name}`;
  world.logGroups.set(arn, {
    arn,
    name,
    accountId,
    region,
    createdMs: world.clock.now(),
    logGroupClass: group.logGroupClass ?? 'STANDARD',
    tags: group.tags ?? new Map<string, string>(),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  });
}

function groupArn(call: MonitoringCall, name: string): string {
  return arnHere(call, 'logs', `log-group:${name}`);
}

/** @throws ServiceError `AccessDeniedException` or `ResourceNotFoundException` */
function openGroup(call: MonitoringCall, arn: string, context: Parameters<typeof authorize>[3] = {}): LogGroup {
  authorize(call, `logs:${call.operation}`, `${arn}:*`, context);
  const group = call.world.logGroups.get(arn);
  if (group === undefined || !isHere(call, group)) throw call.notFound('The specified log group does not exist.');
  return group;
}

const DESCRIBE = z.strictObject({
  logGroupNamePrefix: NAME.optional(),
  logGroupNamePattern: z.string().max(512).optional(),
  logGroupClass: z.enum(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY']).optional(),
  limit: z.int().min(1).max(50).default(50),
  nextToken: z.string().min(1).optional(),
});

function describeLogGroups(call: MonitoringCall): Answer {
  const { logGroupNamePrefix, logGroupNamePattern, logGroupClass, limit, nextToken } = readInput(call, DESCRIBE);
  if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
    throw call.invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  }
  authorize(call, 'logs:DescribeLogGroups', groupArn(call, '*'));
  const found = [...call.world.logGroups.values()]
    .filter((group) => isHere(call, group) && group.name.startsWith(logGroupNamePrefix ?? ''))
    .filter(({ name }) => name.includes(logGroupNamePattern ?? ''))
    .filter((group) => logGroupClass === undefined || group.logGroupClass === logGroupClass)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const wrong = (): ServiceError => call.invalid('The specified nextToken is invalid.');
  const { items, NextToken } = pageOf(found, limit, nextToken, wrong);
  return { logGroups: items.map(described), ...(NextToken === undefined ? {} : { nextToken: NextToken }) };
}

function described(group: LogGroup): Answer {
  const { arn, name, createdMs, retentionInDays, logGroupClass, kmsKeyId } = group;
  return {
    logGroupName: name,
    creationTime: createdMs,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: 0,
    logGroupClass,
    deletionProtectionEnabled: false,
    ...(retentionInDays === undefined ? {} : { retentionInDays }),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  };
}

function deleteLogGroup(call: MonitoringCall): undefined {
  const { logGroupName } = readInput(call, NAMED);
  call.world.logGroups.delete(openGroup(call, groupArn(call, logGroupName)).arn);
  return undefined;
}

function putRetentionPolicy(call: MonitoringCall): undefined {
  const { logGroupName, retentionInDays } = readInput(call, NAMED.extend({ retentionInDays: z.int() }));
  const group = openGroup(call, groupArn(call, logGroupName));
  if (!RETENTION_DAYS.includes(retentionInDays)) {
    throw call.invalid(`Invalid retention value. Valid values are: [${RETENTION_DAYS.join(', ')}]`);
  }
  group.retentionInDays = retentionInDays;
  return undefined;
}

function deleteRetentionPolicy(call: MonitoringCall): undefined {
  const { logGroupName } = readInput(call, NAMED);
  delete openGroup(call, groupArn(call, logGroupName)).retentionInDays;
  return undefined;
}

const ON_RESOURCE = z.strictObject({ resourceArn: z.string().min(1).max(1011) });

/** Clients name a group with and without its streams. */
const plain = (arn: string): string => arn.replace(/:\*$/, '');

function tagResource(call: MonitoringCall): undefined {
  const { resourceArn, tags } = readInput(call, ON_RESOURCE.extend({ tags: TAGS }));
  const given = Object.entries(tags);
  const group = openGroup(call, plain(resourceArn), { context: requestTagKeys(new Map(given)) });
  if (new Set([...group.tags.keys(), ...Object.keys(tags)]).size > MAX_TAGS) {
    throw new ServiceError(400, 'TooManyTagsException', `A log group has at most ${MAX_TAGS} tags.`);
  }
  for (const [key, value] of given) group.tags.set(key, value);
  return undefined;
}

function untagResource(call: MonitoringCall): undefined {
  const { resourceArn, tagKeys } = readInput(call, ON_RESOURCE.extend({ tagKeys: z.array(z.string()).max(50) }));
  const { tags } = openGroup(call, plain(resourceArn));
  for (const key of tagKeys) tags.delete(key);
  return undefined;
}

function listTagsForResource(call: MonitoringCall): Answer {
  const { resourceArn } = readInput(call, ON_RESOURCE);
  return { tags: Object.fromEntries(openGroup(call, plain(resourceArn)).tags) };
}
