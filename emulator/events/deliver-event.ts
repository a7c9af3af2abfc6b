// An event on the default bus: the rules that it matches, and their targets. Functions of Lambda, queues of SQS and topics of SNS get it,
// where their policies let EventBridge in; what other targets would get is noted and goes nowhere.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
import { isAllowed } from '../iam/access/authorize';
import { policyOf } from '../lambda/lambda-call';
import { runInBackground } from '../lambda/run-function';
import { putMessage } from '../sqs/messages';
import { queueKeyAccess } from '../sqs/queue-key';
import { accountOfArn } from '../world/arn';
import type { EventRule, EventTarget } from '../world/event-rule';
import type { World } from '../world/world';
import { matchesPattern } from './event-match';

const EVENTS_SERVICE = 'events.amazonaws.com';
const MOST_KEPT = 1000;

export interface BusEvent {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly [field: string]: unknown;
}

export function deliverEvent(world: World, event: BusEvent): void {
  for (const rule of world.eventRules.values()) {
    const isHere = rule.accountId === event.account && rule.region === event.region;
    if (!isHere || rule.state !== 'ENABLED' || !matchesPattern(rule.pattern, event)) continue;
    for (const target of rule.targets.values()) {
      const failure = send(world, rule, target, inputOf(target, event));
      if (failure !== undefined) sendToDeadLetters(world, rule, target, inputOf(target, event));
      keep(world, event, rule, target, failure);
    }
  }
}

/** What the target gets, as text. */
function inputOf({ Input, InputPath }: EventTarget, event: BusEvent): string {
  if (Input !== undefined) return Input;
  return JSON.stringify(InputPath === undefined ? event : (at(event, InputPath) ?? null));
}

/** `$.detail.object.key` */
function at(event: BusEvent, path: string): unknown {
  const names = path
    .replace(/^\$\.?/, '')
    .split('.')
    .filter((name) => name !== '');
  return names.reduce<unknown>((value, name) => {
    const of = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
    return of[name];
  }, event);
}

/** @returns why it was not delivered */
function send(world: World, rule: EventRule, { Arn }: EventTarget, input: string): string | undefined {
  const [, , service] = Arn.split(':');
  if (service === 'lambda') return sendToFunction(world, rule, Arn, input);
  if (service === 'sqs') return sendToQueue(world, rule, Arn, input);
  if (service === 'sns') return publish(world, rule, Arn, input);
  return `targets of ${service ?? ''} are not emulated`;
}

function sendToFunction(world: World, rule: EventRule, arn: string, input: string): string | undefined {
  const one = world.functions.get(arn);
  if (one === undefined) return `there is no function ${arn}`;
  if (!mayFor(world, rule, 'lambda:InvokeFunction', arn, policyOf(one))) {
    return `the policy of the function does not let ${EVENTS_SERVICE} invoke it for ${rule.arn}`;
  }
  runInBackground(world, one, input);
  return undefined;
}

function sendToQueue(world: World, rule: EventRule, arn: string, input: string): string | undefined {
  const queue = world.queues.get(arn);
  if (queue === undefined) return `there is no queue ${arn}`;
  if (!mayFor(world, rule, 'sqs:SendMessage', arn, queue.attributes.get('Policy'))) {
    return `the policy of the queue does not let ${EVENTS_SERVICE} send to it for ${rule.arn}`;
  }
  const who = { principalArn: EVENTS_SERVICE, principalAccountId: '', context: sourceKeys(rule) };
  const refused = queueKeyAccess(world, queue, 'send', who);
  if (refused !== undefined)
    return `the policy of the key ${refused.keyArn} does not let ${EVENTS_SERVICE} use ${refused.action}`;
  putMessage(world, queue, { body: input, attributes: {}, systemAttributes: {} }, EVENTS_SERVICE);
  return undefined;
}

/** To a topic EventBridge tells neither account nor rule: a policy that asks for them lets nothing in. */
function publish(world: World, rule: EventRule, arn: string, input: string): string | undefined {
  const topic = world.topics.get(arn);
  if (topic === undefined) return `there is no topic ${arn}`;
  if (!mayFor(world, rule, 'sns:Publish', arn, topic.policy, { 'aws:SecureTransport': 'true' }))
    return `the policy of the topic does not let ${EVENTS_SERVICE} publish to it`;
  const messages = (topic.messages ??= []);
  messages.push({ atMs: world.clock.now(), message: input });
  if (messages.length > MOST_KEPT) messages.shift();
  return undefined;
}

function sourceKeys(rule: EventRule): Readonly<Record<string, string>> {
  return { 'aws:SourceArn': rule.arn, 'aws:SourceAccount': rule.accountId, 'aws:SecureTransport': 'true' };
}

function mayFor(
  world: World,
  rule: EventRule,
  action: string,
  arn: string,
  policy: string | undefined,
  context = sourceKeys(rule),
): boolean {
  return isAllowed(world, {
    principalArn: EVENTS_SERVICE,
    principalAccountId: '',
    action,
    resource: arn,
    resourceAccountId: accountOfArn(arn),
    ...(policy === undefined ? {} : { resourcePolicy: policy }),
    context,
  });
}

/** The queue for what could not be delivered, if the target has one that lets the rule in. */
function sendToDeadLetters(world: World, rule: EventRule, { DeadLetterConfig }: EventTarget, input: string): void {
  if (DeadLetterConfig !== undefined) sendToQueue(world, rule, DeadLetterConfig.Arn, input);
}

function keep(world: World, event: BusEvent, rule: EventRule, target: EventTarget, failure: string | undefined): void {
  const { eventDeliveries, clock } = world;
  const last = [...eventDeliveries.keys()].at(-1) ?? 0;
  const outcome = failure === undefined ? {} : { failure };
  const delivery = {
    eventId: event.id,
    atMs: clock.now(),
    ruleArn: rule.arn,
    targetArn: target.Arn,
    event,
    ...outcome,
  };
  eventDeliveries.set(last + 1, delivery);
  eventDeliveries.delete(last + 1 - MOST_KEPT);
}
