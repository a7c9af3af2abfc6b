// Rules of EventBridge on patterns, on the default event bus. Schedules and other buses are not emulated.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
import * as z from 'zod';
import { ServiceError } from '../http/service';
import { patternFault } from './event-pattern';
import type { EventRule, EventTarget } from '../world/event-rule';
import {
  arnHere,
  authorize,
  isHere,
  pageOf,
  readInput,
  type MonitoringCall,
  type MonitoringOperations,
} from './monitoring-call';
import { requestTags, TAGS, tagOperations, withTags } from './resource-tags';

export const RULE_OPERATIONS: MonitoringOperations = {
  PutRule: putRule,
  DescribeRule: describeRule,
  ListRules: listRules,
  DeleteRule: deleteRule,
  ...tagOperations({
    service: 'events',
    arnField: 'ResourceARN',
    find: ({ world }, arn) => world.eventRules.get(arn),
  }),
};

export const RULE_NAME = z
  .string()
  .max(64)
  .regex(/^[.\-_A-Za-z0-9]+$/);
export const ON_BUS = { EventBusName: z.string().min(1).max(1600).optional() };

/** @throws ServiceError `ResourceNotFoundException` */
function checkBus(call: MonitoringCall, bus = 'default'): void {
  if (bus === 'default' || bus === arnHere(call, 'events', 'event-bus/default')) return;
  throw call.notFound(`Event bus ${bus} does not exist.`);
}

function ruleArn(call: MonitoringCall, name: string): string {
  return arnHere(call, 'events', `rule/${name}`);
}

/** @throws ServiceError `AccessDeniedException` or `ResourceNotFoundException` */
export function openRule(call: MonitoringCall, name: string, bus: string | undefined): EventRule {
  const arn = ruleArn(call, name);
  authorize(call, `events:${call.operation}`, arn);
  checkBus(call, bus);
  const rule = call.world.eventRules.get(arn);
  if (rule === undefined) throw call.notFound(`Rule ${name} does not exist on EventBus default.`);
  return rule;
}

const PUT_RULE = z.strictObject({
  ...ON_BUS,
  Name: RULE_NAME,
  EventPattern: z.string().min(1),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().max(512).optional(),
  Tags: TAGS.default([]),
});

/** Replaces a rule that is there, save its targets and its tags. */
function putRule(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const { world, request } = call;
  const { Name, EventBusName, EventPattern, State, Description, Tags } = readInput(call, PUT_RULE);
  const arn = ruleArn(call, Name);
  const before = world.eventRules.get(arn);
  const context = requestTags(Tags);
  authorize(call, 'events:PutRule', arn, { context });
  if (Tags.length > 0 && before === undefined) authorize(call, 'events:TagResource', arn, { context });
  checkBus(call, EventBusName);
  const fault = patternFault(EventPattern);
  if (fault !== undefined) {
    throw new ServiceError(400, 'InvalidEventPatternException', `Event pattern is not valid. Reason: ${fault}`);
  }
  world.eventRules.set(arn, {
    arn,
    name: Name,
    accountId: request.caller.accountId,
    region: request.region,
    tags: before?.tags ?? withTags(call, Tags),
    targets: before?.targets ?? new Map<string, EventTarget>(),
    pattern: EventPattern,
    state: State,
    ...(Description === undefined ? {} : { description: Description }),
  });
  return { RuleArn: arn };
}

const NAMED = z.strictObject({ ...ON_BUS, Name: RULE_NAME });

function describeRule(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const { Name, EventBusName } = readInput(call, NAMED);
  const rule = openRule(call, Name, EventBusName);
  return { ...described(rule), CreatedBy: rule.accountId };
}

function described({ arn, name, pattern, state, description }: EventRule): Readonly<Record<string, unknown>> {
  return {
    Name: name,
    Arn: arn,
    EventPattern: pattern,
    State: state,
    EventBusName: 'default',
    ...(description === undefined ? {} : { Description: description }),
  };
}

const LIST_RULES = z.strictObject({
  ...ON_BUS,
  NamePrefix: RULE_NAME.optional(),
  Limit: z.int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

function listRules(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const { EventBusName, NamePrefix = '', Limit, NextToken } = readInput(call, LIST_RULES);
  authorize(call, 'events:ListRules', ruleArn(call, '*'));
  checkBus(call, EventBusName);
  const found = [...call.world.eventRules.values()]
    .filter((rule) => isHere(call, rule) && rule.name.startsWith(NamePrefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, ...rest } = pageOf(found, Limit, NextToken, () => call.invalid('The NextToken is not valid.'));
  return { Rules: items.map(described), ...rest };
}

function deleteRule(call: MonitoringCall): undefined {
  const { Name, EventBusName } = readInput(call, NAMED.extend({ Force: z.boolean().optional() }));
  const { arn, targets } = openRule(call, Name, EventBusName);
  if (targets.size > 0) throw call.invalid("Rule can't be deleted since it has targets.");
  call.world.eventRules.delete(arn);
  return undefined;
}
