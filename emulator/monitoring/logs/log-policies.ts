// Resource policies of CloudWatch Logs: which services may write to the log groups of an account in a Region.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
import * as z from 'zod';
import { ServiceError } from '../../http/service';
import { isAllowed } from '../../iam/access/authorize';
import { readPolicy } from '../../iam/access/policy-match';
import type { ConditionValues } from '../../iam/policy-language/policy-variables';
import { accountOfArn, regionOfArn } from '../../world/arn';
import type { LogPolicy } from '../../world/log-group';
import type { World } from '../../world/world';
import {
  authorize,
  isHere,
  pageOf,
  readInput,
  type MonitoringCall,
  type MonitoringOperations,
} from '../monitoring-call';

type Answer = Readonly<Record<string, unknown>>;

const MAX_POLICIES = 10;
const MAX_CHARACTERS = 5120;

export const LOG_POLICY_OPERATIONS: MonitoringOperations = {
  PutResourcePolicy: putResourcePolicy,
  DescribeResourcePolicies: describeResourcePolicies,
  DeleteResourcePolicy: deleteResourcePolicy,
};

const PUT = z.strictObject({
  policyName: z.string().min(1),
  policyDocument: z.string().min(1).max(MAX_CHARACTERS),
});

function putResourcePolicy(call: MonitoringCall): Answer {
  const { world, request } = call;
  const { policyName: name, policyDocument: document } = readInput(call, PUT);
  authorize(call, 'logs:PutResourcePolicy', '*');
  if (readPolicy(document, 'resource') === undefined) throw call.invalid('The provided policy document is not valid.');
  const others = policiesHere(call).filter((policy) => policy.name !== name);
  if (others.length >= MAX_POLICIES) {
    throw new ServiceError(400, 'LimitExceededException', 'Resource limit exceeded.');
  }
  const { accountId } = request.caller;
  const policy: LogPolicy = { name, accountId, region: request.region, document, updatedMs: world.clock.now() };
  world.logPolicies.set(idOf(policy), policy);
  return { resourcePolicy: described(policy) };
}

function idOf({ accountId, region, name }: Pick<LogPolicy, 'accountId' | 'region' | 'name'>): string {
  return `${accountId}/${region}/${name}`;
}

function policiesHere(call: MonitoringCall): readonly LogPolicy[] {
  return [...call.world.logPolicies.values()].filter((policy) => isHere(call, policy));
}

function described({ name, document, updatedMs }: LogPolicy): Answer {
  return { policyName: name, policyDocument: document, lastUpdatedTime: updatedMs };
}

const DESCRIBE = z.strictObject({
  limit: z.int().min(1).max(50).default(50),
  nextToken: z.string().min(1).optional(),
  policyScope: z.literal('ACCOUNT').optional(),
});

function describeResourcePolicies(call: MonitoringCall): Answer {
  const { limit, nextToken } = readInput(call, DESCRIBE);
  authorize(call, 'logs:DescribeResourcePolicies', '*');
  const wrong = (): ServiceError => call.invalid('The specified nextToken is invalid.');
  const { items, NextToken } = pageOf(policiesHere(call), limit, nextToken, wrong);
  return { resourcePolicies: items.map(described), ...(NextToken === undefined ? {} : { nextToken: NextToken }) };
}

function deleteResourcePolicy(call: MonitoringCall): undefined {
  const { world, request } = call;
  const { policyName: name } = readInput(call, z.strictObject({ policyName: z.string().min(1) }));
  authorize(call, 'logs:DeleteResourcePolicy', '*');
  const id = idOf({ accountId: request.caller.accountId, region: request.region, name });
  if (!world.logPolicies.delete(id)) throw call.notFound(`Policy with name [${name}] does not exist`);
  return undefined;
}

const DELIVERY = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/**
 * Whether the policies of the group's account and Region let a service write to the log group.
 * @param groupArn - without the `:*` behind it
 * @param context - for whom the service writes: `aws:SourceAccount`, `aws:SourceArn`
 */
export function mayDeliverLogs(world: World, groupArn: string, service: string, context: ConditionValues): boolean {
  const resourceAccountId = accountOfArn(groupArn);
  const policies = [...world.logPolicies.values()].filter(
    ({ accountId, region }) => accountId === resourceAccountId && region === regionOfArn(groupArn),
  );
  const may = (action: string, resourcePolicy: string): boolean =>
    isAllowed(world, {
      principalArn: service,
      principalAccountId: '',
      action,
      resource: `${groupArn}:log-stream:stream`,
      resourceAccountId,
      resourcePolicy,
      context,
    });
  return DELIVERY.every((action) => policies.some(({ document }) => may(action, document)));
}
