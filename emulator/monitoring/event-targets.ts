// What the rules of EventBridge send events to.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
import * as z from 'zod';
import { ServiceError } from '../http/service';
import { ON_BUS, openRule, RULE_NAME } from './event-rules';
import { pageOf, readInput, type MonitoringCall, type MonitoringOperations } from './monitoring-call';

export const TARGET_OPERATIONS: MonitoringOperations = {
  PutTargets: putTargets,
  ListTargetsByRule: listTargets,
  RemoveTargets: removeTargets,
};

const MAX_TARGETS = 5;

const OF_RULE = { ...ON_BUS, Rule: RULE_NAME };
const TARGET_ID = z
  .string()
  .max(64)
  .regex(/^[.\-_A-Za-z0-9]+$/);

/** Targets without parameters of their own: topics, queues, functions. */
const TARGET = z.strictObject({
  Id: TARGET_ID,
  Arn: z.string().min(1).max(1600),
  Input: z.string().max(8192).optional(),
  InputPath: z.string().max(256).optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().regex(/^arn:[\w-]+:sqs:/) }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
    })
    .optional(),
});

const DONE = { FailedEntryCount: 0, FailedEntries: [] };

/** A target with an id that is there is replaced. */
function putTargets(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const input = z.strictObject({ ...OF_RULE, Targets: z.array(TARGET).min(1).max(100) });
  const { Rule, EventBusName, Targets } = readInput(call, input);
  const { targets } = openRule(call, Rule, EventBusName);
  for (const { Arn, Input, InputPath } of Targets) {
    if (!/^arn:[\w-]+:[\w-]+:/.test(Arn))
      throw call.invalid(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
    if (Input !== undefined && InputPath !== undefined)
      throw call.invalid('Only one of Input, InputPath, or InputTransformer must be provided.');
  }
  const ids = new Set([...targets.keys(), ...Targets.map(({ Id }) => Id)]);
  if (ids.size > MAX_TARGETS) {
    const message = 'The requested resource exceeds the maximum number allowed.';
    throw new ServiceError(400, 'LimitExceededException', message);
  }
  for (const target of Targets) targets.set(target.Id, target);
  return DONE;
}

function listTargets(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const paging = { Limit: z.int().min(1).max(100).default(100), NextToken: z.string().optional() };
  const { Rule, EventBusName, Limit, NextToken } = readInput(call, z.strictObject({ ...OF_RULE, ...paging }));
  const { targets } = openRule(call, Rule, EventBusName);
  const invalid = (): ServiceError => call.invalid('The NextToken is not valid.');
  const { items, ...rest } = pageOf([...targets.values()], Limit, NextToken, invalid);
  return { Targets: items, ...rest };
}

function removeTargets(call: MonitoringCall): Readonly<Record<string, unknown>> {
  const ids = { Ids: z.array(TARGET_ID).min(1).max(100), Force: z.boolean().optional() };
  const { Rule, EventBusName, Ids } = readInput(call, z.strictObject({ ...OF_RULE, ...ids }));
  const { targets } = openRule(call, Rule, EventBusName);
  const missing = Ids.filter((id) => !targets.delete(id));
  return {
    FailedEntryCount: missing.length,
    FailedEntries: missing.map((TargetId) => ({
      TargetId,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Rule ${Rule} does not have a target with the Id ${TargetId}.`,
    })),
  };
}
