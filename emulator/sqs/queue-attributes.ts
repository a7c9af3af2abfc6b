// Attributes of queues: what each may be, what it is when nobody sets it, and the redrive policies.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
import * as z from 'zod';
import { notEmulated, ServiceError } from '../http/service';
import { parsePolicyDocument } from '../iam/policy-language/policy-document';
import type { Queue } from '../world/serverless/sqs-queue';
import type { World } from '../world/world';
import { invalidValue, sqsFault } from './sqs-call';

const KIB = 1024;

/** What a message, and all messages of a batch together, may have; 256 KiB before August 2025. */
export const MOST_BYTES = 1024 * KIB;

interface NumberAttribute {
  readonly least: number;
  readonly most: number;
  readonly default: number;
}

const NUMBERS: Readonly<Record<string, NumberAttribute>> = {
  DelaySeconds: { least: 0, most: 900, default: 0 },
  MaximumMessageSize: { least: KIB, most: MOST_BYTES, default: MOST_BYTES },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, default: 345_600 },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, default: 0 },
  VisibilityTimeout: { least: 0, most: 43_200, default: 30 },
};

const OF_FIFO_QUEUES = ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];

export function numberOf(queue: Queue, name: keyof typeof NUMBERS): number {
  return Number(queue.attributes.get(name) ?? NUMBERS[name]?.default ?? 0);
}

export const ATTRIBUTES = z.record(z.string(), z.string());

/** An empty text takes an attribute away. */
export type GivenAttributes = z.output<typeof ATTRIBUTES>;

const invalidAttribute = (name: string, value: string, reason = ''): ServiceError =>
  sqsFault(
    'InvalidAttributeValue',
    `Invalid value for the parameter ${name}.${reason}${reason === '' ? '' : ` Given: ${value}`}`,
  );

/**
 * @param arn - of the queue that they are for
 * @throws ServiceError `InvalidAttributeName`, `InvalidAttributeValue` or `InvalidParameterValue`
 */
export function checkAttributes(world: World, arn: string, given: GivenAttributes): void {
  for (const [name, value] of Object.entries(given)) {
    if (value !== '') checkAttribute(world, arn, name, value);
  }
}

function checkAttribute(world: World, arn: string, name: string, value: string): void {
  const number = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (number !== undefined) {
    const isFit = /^\d{1,9}$/.test(value) && Number(value) >= number.least && Number(value) <= number.most;
    if (!isFit) throw invalidAttribute(name, value, ` It is a whole number from ${number.least} to ${number.most}.`);
    return;
  }
  if (OF_FIFO_QUEUES.includes(name)) throw notEmulated(`The attribute ${name} of queues`);
  switch (name) {
    case 'Policy':
      checkPolicy(value);
      return;
    case 'RedrivePolicy':
      checkRedrivePolicy(world, arn, value);
      return;
    case 'RedriveAllowPolicy':
      readRedriveAllowPolicy(value);
      return;
    case 'SqsManagedSseEnabled':
      if (!/^(true|false)$/i.test(value)) throw invalidAttribute(name, value, ' It is true or false.');
      return;
    case 'KmsDataKeyReusePeriodSeconds':
      if (!/^\d{2,5}$/.test(value) || Number(value) < 60 || Number(value) > 86_400)
        throw invalidAttribute(name, value, ' It is a whole number from 60 to 86400.');
      return;
    case 'KmsMasterKeyId':
      return;
    default:
      throw sqsFault('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
}

function checkPolicy(text: string): void {
  try {
    parsePolicyDocument(text, 'resource');
  } catch (error) {
    if (error instanceof ServiceError && error.status < 500)
      throw sqsFault('InvalidAttributeValue', `Invalid value for the parameter Policy. ${error.message}`);
    throw error;
  }
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

const REDRIVE = z.strictObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});

const ALLOW = z.strictObject({
  redrivePermission: z.enum(['allowAll', 'denyAll', 'byQueue']),
  sourceQueueArns: z.array(z.string()).min(1).max(10).optional(),
});

function parsed<Schema extends z.ZodType>(schema: Schema, name: string, text: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidValue(
      `Value ${text} for parameter ${name} is invalid. Reason: Amazon SQS can't parse it: it is not JSON.`,
    );
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const what = `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`;
  throw invalidValue(`Value ${text} for parameter ${name} is invalid. Reason: ${what}`);
}

export function redrivePolicyOf({ attributes }: Queue): RedrivePolicy | undefined {
  const text = attributes.get('RedrivePolicy');
  return text === undefined ? undefined : parsed(REDRIVE, 'RedrivePolicy', text);
}

function readRedriveAllowPolicy(text: string): z.output<typeof ALLOW> {
  const policy = parsed(ALLOW, 'RedriveAllowPolicy', text);
  if ((policy.redrivePermission === 'byQueue') === (policy.sourceQueueArns !== undefined)) return policy;
  throw invalidValue(
    `Value ${text} for parameter RedriveAllowPolicy is invalid. Reason: sourceQueueArns goes with byQueue, and with nothing else.`,
  );
}

/** The dead-letter queue is of the same account and Region, and does not refuse. */
function checkRedrivePolicy(world: World, arn: string, text: string): void {
  const { deadLetterTargetArn } = parsed(REDRIVE, 'RedrivePolicy', text);
  const refused = (reason: string): ServiceError =>
    invalidValue(`Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  const home = (one: string): string => one.split(':').slice(0, 5).join(':');
  const target = world.queues.get(deadLetterTargetArn);
  if (target === undefined || home(deadLetterTargetArn) !== home(arn))
    throw refused('Dead letter target does not exist.');
  const allow = target.attributes.get('RedriveAllowPolicy');
  if (allow === undefined) return;
  const { redrivePermission, sourceQueueArns = [] } = readRedriveAllowPolicy(allow);
  if (redrivePermission === 'denyAll' || (redrivePermission === 'byQueue' && !sourceQueueArns.includes(arn))) {
    throw refused('Dead letter target does not allow this source queue.');
  }
}

/** All that were set, and what the others are. */
export function allAttributes(queue: Queue): Map<string, string> {
  const defaults = Object.entries(NUMBERS).map(([name, number]) => [name, String(number.default)] as const);
  const managed = queue.attributes.has('KmsMasterKeyId') ? 'false' : 'true';
  return new Map([...defaults, ['SqsManagedSseEnabled', managed], ...queue.attributes]);
}
