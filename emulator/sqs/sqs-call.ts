// What an operation of SQS gets, how SQS says what is wrong, and the queue that a request is about.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
import * as z from 'zod';
import { checkInput } from '../http/json-api';
import { ServiceError, type ServiceRequest } from '../http/service';
import { isCallerAllowed, type MoreOnAccess, notAuthorized } from '../iam/access/caller-permission';
import { accountOfArn } from '../world/arn';
import type { Queue } from '../world/serverless/sqs-queue';
import type { World } from '../world/world';

export interface SqsCall {
  readonly world: World;
  readonly request: ServiceRequest;
  /** For example `SendMessage`. */
  readonly operation: string;
  /** Not checked yet. */
  readonly input: unknown;
}

type Answer = Readonly<Record<string, unknown>>;

/** The answer as JSON has it. Undefined: the operation only does. */
export type SqsOperation = (call: SqsCall) => Answer | undefined | Promise<Answer>;

export type SqsOperations = Readonly<Record<string, SqsOperation>>;

/** What the Query API calls some of them: clients that were written for it look for these. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  ...Object.fromEntries(
    [
      ...['BatchEntryIdsNotDistinct', 'BatchRequestTooLong', 'EmptyBatchRequest', 'InvalidBatchEntryId'],
      ...['MessageNotInflight', 'PurgeQueueInProgress', 'TooManyEntriesInBatchRequest', 'UnsupportedOperation'],
    ].map((code) => [code, `AWS.SimpleQueueService.${code}`]),
  ),
};

export function sqsFault(code: string, message: string): ServiceError {
  return new ServiceError(400, code, message, {}, { 'x-amzn-query-error': `${QUERY_CODES[code] ?? code};Sender` });
}

export function invalidValue(message: string): ServiceError {
  return sqsFault('InvalidParameterValue', message);
}

/** @throws ServiceError as `checkInput` does */
export function readInput<Schema extends z.ZodType>(call: SqsCall, schema: Schema): z.output<Schema> {
  return checkInput(call.input, schema, call.operation, invalidValue);
}

export const NAMED = { QueueUrl: z.string() };

export function queueArn(
  { world }: { readonly world: World },
  region: string,
  accountId: string,
  name: string,
): string {
  return `arn:${world.partition}:sqs:${region}:${accountId}:${name}`;
}

/** The queue's own policy has a say, on callers of other accounts too. */
function accessTo(world: World, arn: string): MoreOnAccess {
  const resourcePolicy = world.queues.get(arn)?.attributes.get('Policy');
  return {
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    resourceAccountId: accountOfArn(arn),
  };
}

/** @throws ServiceError `AccessDeniedException` */
export function authorize({ world, request }: SqsCall, action: string, arn: string, more: MoreOnAccess = {}): void {
  if (isCallerAllowed(world, request, action, arn, { ...accessTo(world, arn), ...more })) return;
  throw sqsFault('AccessDeniedException', notAuthorized(request, action.toLowerCase(), arn));
}

/** Actions that policies allow together with others: a batch needs what its messages need. */
function actionOf(operation: string): string {
  return `sqs:${operation.replace(/Batch$/, '')}`;
}

/** `http://127.0.0.1:4566/111122223333/name`; other hosts, and those of AWS, lead to the same queue. */
function arnOfUrl(call: SqsCall, url: string): string {
  const [, accountId, name] = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([\w-]{1,80}(?:\.fifo)?)$/.exec(url) ?? [];
  if (accountId === undefined || name === undefined) {
    throw sqsFault('InvalidAddress', `The address ${url} is not valid for this endpoint.`);
  }
  return queueArn(call, call.request.region, accountId, name);
}

export function urlOf({ request }: SqsCall, { accountId, name }: Pick<Queue, 'accountId' | 'name'>): string {
  return `http://${request.headers['host'] ?? 'localhost'}/${accountId}/${name}`;
}

/**
 * The queue that the request names by its URL, if the caller may do this with it.
 * @throws ServiceError `AccessDeniedException` or `QueueDoesNotExist`
 */
export function openQueue(call: SqsCall, url: string, more: MoreOnAccess = {}): Queue {
  const arn = arnOfUrl(call, url);
  authorize(call, actionOf(call.operation), arn, more);
  const queue = call.world.queues.get(arn);
  if (queue === undefined) throw noSuchQueue();
  return queue;
}

export function noSuchQueue(): ServiceError {
  return sqsFault('QueueDoesNotExist', 'The specified queue does not exist.');
}
