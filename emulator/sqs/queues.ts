// Queues, their attributes and their tags. Standard queues only.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
import * as z from 'zod';
import { listPage } from '../http/list-page';
import { notEmulated } from '../http/service';
import { requestTagKeys } from '../iam/access/request-keys';
import type { Queue } from '../world/serverless/sqs-queue';
import { countMessages, messagesOf } from './messages';
import { allAttributes, ATTRIBUTES, checkAttributes, redrivePolicyOf, type GivenAttributes } from './queue-attributes';
import {
  authorize,
  invalidValue,
  NAMED,
  noSuchQueue,
  openQueue,
  queueArn,
  readInput,
  sqsFault,
  urlOf,
  type SqsCall,
  type SqsOperations,
} from './sqs-call';

export const QUEUE_OPERATIONS: SqsOperations = {
  CreateQueue: createQueue,
  GetQueueUrl: getQueueUrl,
  ListQueues: listQueues,
  GetQueueAttributes: getAttributes,
  SetQueueAttributes: setAttributes,
  DeleteQueue: deleteQueue,
  PurgeQueue: purgeQueue,
  ListDeadLetterSourceQueues: listSources,
  TagQueue: tagQueue,
  UntagQueue: untagQueue,
  ListQueueTags: listTags,
};

type Answer = Readonly<Record<string, unknown>>;

const TAGS = z.record(z.string().min(1).max(128), z.string().max(256));
const MOST_TAGS = 50;
const PURGE_PAUSE_MS = 60_000;

const CREATE = z.strictObject({ QueueName: z.string(), Attributes: ATTRIBUTES.nullish(), tags: TAGS.nullish() });

/** A queue that is there already is found, if it is the same in all that was given. */
function createQueue(call: SqsCall): Answer {
  const { world, request } = call;
  const { QueueName: name, Attributes, tags } = readInput(call, CREATE);
  if (name.endsWith('.fifo')) throw notEmulated('A FIFO queue');
  if (!/^[\w-]{1,80}$/.test(name)) {
    throw invalidValue('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
  const { accountId } = request.caller;
  const arn = queueArn(call, request.region, accountId, name);
  const given = new Map(Object.entries(tags ?? {}));
  const context = requestTagKeys(given);
  authorize(call, 'sqs:CreateQueue', arn, { context });
  if (given.size > 0) authorize(call, 'sqs:TagQueue', arn, { context });
  checkAttributes(world, arn, Attributes ?? {});
  const before = world.queues.get(arn);
  if (before !== undefined) {
    checkSame(before, Attributes ?? {});
    return { QueueUrl: urlOf(call, before) };
  }
  const now = world.clock.now();
  const queue: Queue = {
    arn,
    name,
    accountId,
    region: request.region,
    createdMs: now,
    modifiedMs: now,
    tags: given,
    attributes: new Map(Object.entries(Attributes ?? {}).filter(([, value]) => value !== '')),
  };
  world.queues.set(arn, queue);
  return { QueueUrl: urlOf(call, queue) };
}

function checkSame(queue: Queue, given: GivenAttributes): void {
  const own = allAttributes(queue);
  for (const [name, value] of Object.entries(given)) {
    if ((own.get(name) ?? '') === value) continue;
    throw sqsFault(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${name}`,
    );
  }
}

function getQueueUrl(call: SqsCall): Answer {
  const { world, request } = call;
  const owner = {
    QueueOwnerAWSAccountId: z
      .string()
      .regex(/^\d{12}$/)
      .nullish(),
  };
  const input = readInput(call, z.strictObject({ QueueName: z.string(), ...owner }));
  const arn = queueArn(call, request.region, input.QueueOwnerAWSAccountId ?? request.caller.accountId, input.QueueName);
  authorize(call, 'sqs:GetQueueUrl', arn);
  const queue = world.queues.get(arn);
  if (queue === undefined) throw noSuchQueue();
  return { QueueUrl: urlOf(call, queue) };
}

const PAGING = { MaxResults: z.int().min(1).max(1000).nullish(), NextToken: z.string().nullish() };

function page(
  call: SqsCall,
  queues: readonly Queue[],
  paging: { MaxResults?: number | null | undefined; NextToken?: string | null | undefined },
) {
  const { items, nextToken } = listPage(queues, paging.MaxResults ?? 1000, paging.NextToken ?? undefined, () =>
    invalidValue('Invalid or expired next token.'),
  );
  return {
    urls: items.map((queue) => urlOf(call, queue)),
    ...(nextToken === undefined || paging.MaxResults == null ? {} : { NextToken: nextToken }),
  };
}

function listQueues(call: SqsCall): Answer {
  const { world, request } = call;
  const input = readInput(call, z.strictObject({ QueueNamePrefix: z.string().nullish(), ...PAGING }));
  const { accountId } = request.caller;
  authorize(call, 'sqs:ListQueues', queueArn(call, request.region, accountId, '*'));
  const found = [...world.queues.values()].filter(
    (queue) =>
      queue.accountId === accountId &&
      queue.region === request.region &&
      queue.name.startsWith(input.QueueNamePrefix ?? ''),
  );
  const { urls, ...rest } = page(call, found, input);
  return { ...(urls.length === 0 ? {} : { QueueUrls: urls }), ...rest };
}

function listSources(call: SqsCall): Answer {
  const input = readInput(call, z.strictObject({ ...NAMED, ...PAGING }));
  const target = openQueue(call, input.QueueUrl);
  const sources = [...call.world.queues.values()].filter(
    (queue) => redrivePolicyOf(queue)?.deadLetterTargetArn === target.arn,
  );
  const { urls, ...rest } = page(call, sources, input);
  return { queueUrls: urls, ...rest };
}

function getAttributes(call: SqsCall): Answer {
  const { world } = call;
  const names = { AttributeNames: z.array(z.string()).nullish() };
  const { QueueUrl, AttributeNames } = readInput(call, z.strictObject({ ...NAMED, ...names }));
  const queue = openQueue(call, QueueUrl);
  const counts = countMessages(world, queue);
  const all = new Map([
    ...allAttributes(queue),
    ['QueueArn', queue.arn],
    ['ApproximateNumberOfMessages', String(counts.visible)],
    ['ApproximateNumberOfMessagesNotVisible', String(counts.inFlight)],
    ['ApproximateNumberOfMessagesDelayed', String(counts.delayed)],
    ['CreatedTimestamp', String(Math.floor(queue.createdMs / 1000))],
    ['LastModifiedTimestamp', String(Math.floor(queue.modifiedMs / 1000))],
  ]);
  const wanted = AttributeNames ?? [];
  const unknown = wanted.find((name) => name !== 'All' && !all.has(name) && !MAY_BE_ABSENT.includes(name));
  if (unknown !== undefined) throw sqsFault('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const chosen = [...all].filter(([name]) => wanted.includes('All') || wanted.includes(name));
  return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
}

const MAY_BE_ABSENT = [
  ...['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds'],
  ...['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'],
];

function setAttributes(call: SqsCall): undefined {
  const { world } = call;
  const { QueueUrl, Attributes } = readInput(call, z.strictObject({ ...NAMED, Attributes: ATTRIBUTES }));
  const queue = openQueue(call, QueueUrl);
  checkAttributes(world, queue.arn, Attributes);
  for (const [name, value] of Object.entries(Attributes)) {
    if (value === '') queue.attributes.delete(name);
    else queue.attributes.set(name, value);
  }
  queue.modifiedMs = world.clock.now();
  return undefined;
}

function deleteQueue(call: SqsCall): undefined {
  const { arn } = openQueue(call, readInput(call, z.strictObject(NAMED)).QueueUrl);
  call.world.queues.delete(arn);
  call.world.queueMessages.delete(arn);
  return undefined;
}

function purgeQueue(call: SqsCall): undefined {
  const { world } = call;
  const queue = openQueue(call, readInput(call, z.strictObject(NAMED)).QueueUrl);
  const now = world.clock.now();
  if (queue.purgedMs !== undefined && now - queue.purgedMs < PURGE_PAUSE_MS) {
    throw sqsFault(
      'PurgeQueueInProgress',
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
    );
  }
  queue.purgedMs = now;
  messagesOf(world, queue).clear();
  return undefined;
}

function tagQueue(call: SqsCall): undefined {
  const { QueueUrl, Tags } = readInput(call, z.strictObject({ ...NAMED, Tags: TAGS }));
  const given = new Map(Object.entries(Tags));
  const { tags } = openQueue(call, QueueUrl, { context: requestTagKeys(given) });
  const after = new Set([...tags.keys(), ...given.keys()]);
  if (after.size > MOST_TAGS) throw invalidValue(`Too many tags: a queue has at most ${MOST_TAGS}.`);
  for (const [key, value] of given) tags.set(key, value);
  return undefined;
}

function untagQueue(call: SqsCall): undefined {
  const { QueueUrl, TagKeys } = readInput(call, z.strictObject({ ...NAMED, TagKeys: z.array(z.string()) }));
  const { tags } = openQueue(call, QueueUrl);
  for (const key of TagKeys) tags.delete(key);
  return undefined;
}

function listTags(call: SqsCall): Answer {
  const { tags } = openQueue(call, readInput(call, z.strictObject(NAMED)).QueueUrl);
  return tags.size === 0 ? {} : { Tags: Object.fromEntries(tags) };
}
