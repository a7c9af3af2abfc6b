// SQS over AWS's SDK. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
import type { SQSClient } from '@aws-sdk/client-sqs';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Queues } from '../../ports/serverless/queues';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { guarded } from '../configuration/endpoints';
import { lazy, send, type Session } from '../session';

/** Messages of one request. */
const AT_ONCE = 10;
/** Receives that find nothing, of a queue that is spread over many machines, before it is taken for empty. */
const EMPTY_LOOKS = 3;
/** For how long nobody else sees what is looked at. */
const LOOKED_AT_SECONDS = 30;
const DEPTH = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** SQS has codes of its own for what is not there. */
function unknownAsNotFound(error: unknown): unknown {
  if (!isRunnerError(error, 'refused', 'unavailable')) return error;
  if (!/NonExistentQueue|QueueDoesNotExist|ResourceNotFound/.test(error.code ?? '')) return error;
  return new RunnerError('not-found', error.message, error.hint, error.code);
}

interface RedrivePolicy {
  readonly deadLetterTargetArn?: string;
  readonly maxReceiveCount?: number | string;
}

function redrivePolicyIn(text: string | undefined): RedrivePolicy {
  try {
    return JSON.parse(text ?? '{}') as RedrivePolicy;
  } catch {
    return {};
  }
}

export function sqsQueues(session: Session): Queues & { close(): void } {
  const sdk = lazy(() => import('@aws-sdk/client-sqs'));
  const clients = new Map<string, SQSClient>();

  async function clientFor(queue: string): Promise<SQSClient> {
    const { SQSClient: Client } = await sdk.get();
    const [, named] = /^arn:[^:]+:sqs:([^:]+):/.exec(queue) ?? /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(queue) ?? [];
    const region = named ?? session.region;
    const known = clients.get(region);
    if (known !== undefined) return known;
    const endpoint = session.endpoints.of('SQS');
    const client = guarded(
      // Requests go to SQS of the Region, and not to whatever host a handoff names.
      new Client({ ...session.shared, region, useQueueUrlAsEndpoint: false, ...defined({ endpoint }) }),
      session.endpoints.allowsHttp,
    );
    clients.set(region, client);
    return client;
  }

  async function ask<T>(
    operation: string,
    queue: string,
    request: (client: SQSClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const client = await clientFor(queue);
    try {
      return await send(session, `SQS ${operation} ${visible(queue)}`, (signal) => request(client, signal));
    } catch (error) {
      throw unknownAsNotFound(error);
    }
  }

  async function attributes(queueUrl: string, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const { GetQueueAttributesCommand } = await sdk.get();
    const { Attributes = {} } = await ask('GetQueueAttributes', queueUrl, (client, abortSignal) =>
      client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] as 'All'[] }), {
        abortSignal,
      }),
    );
    return Attributes;
  }

  return {
    async depth(queueUrl) {
      const told = await attributes(queueUrl, DEPTH);
      const messages = (name: (typeof DEPTH)[number]): number => {
        const text = told[name] ?? '';
        if (/^\d{1,15}$/.test(text)) return Number(text);
        throw new RunnerError('unavailable', `SQS GetQueueAttributes ${visible(queueUrl)}: the answer has no ${name}`);
      };
      const [waiting, hidden, delayed] = DEPTH;
      return { visible: messages(waiting), inFlight: messages(hidden), delayed: messages(delayed) };
    },

    async queue(queueUrl) {
      const told = await attributes(queueUrl, ['All']);
      const { deadLetterTargetArn: deadLetterArn, maxReceiveCount } = redrivePolicyIn(told['RedrivePolicy']);
      return {
        arn: told['QueueArn'] ?? '',
        visibilitySeconds: Number(told['VisibilityTimeout'] ?? 0),
        ...defined({
          policy: told['Policy'],
          deadLetterArn,
          mostReceives: maxReceiveCount === undefined ? undefined : Number(maxReceiveCount),
          kmsKeyId: told['KmsMasterKeyId'] === '' ? undefined : told['KmsMasterKeyId'],
        }),
      };
    },

    async send(queueUrl, body) {
      const { SendMessageCommand } = await sdk.get();
      await ask('SendMessage', queueUrl, (client, abortSignal) =>
        client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }), { abortSignal }),
      );
    },

    async peek(queueUrl, most) {
      const { ReceiveMessageCommand, ChangeMessageVisibilityBatchCommand } = await sdk.get();
      const seen = new Map<string, { readonly body: string; readonly handle: string }>();
      for (let empty = 0; empty < EMPTY_LOOKS && seen.size < most;) {
        const { Messages = [] } = await ask('ReceiveMessage', queueUrl, (client, abortSignal) =>
          client.send(
            new ReceiveMessageCommand({
              QueueUrl: queueUrl,
              MaxNumberOfMessages: AT_ONCE,
              VisibilityTimeout: LOOKED_AT_SECONDS,
            }),
            { abortSignal },
          ),
        );
        const before = seen.size;
        for (const { MessageId = '', Body: body = '', ReceiptHandle: handle = '' } of Messages)
          seen.set(MessageId, { body, handle });
        empty = seen.size === before ? empty + 1 : 0;
      }
      const handles = [...seen.values()].map(({ handle }) => handle);
      for (let from = 0; from < handles.length; from += AT_ONCE) {
        const Entries = handles
          .slice(from, from + AT_ONCE)
          .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
        await ask('ChangeMessageVisibilityBatch', queueUrl, (client, abortSignal) =>
          client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }), { abortSignal }),
        );
      }
      return [...seen.values()].map(({ body }) => body);
    },

    async purge(queueUrl) {
      const { PurgeQueueCommand } = await sdk.get();
      await ask('PurgeQueue', queueUrl, (client, abortSignal) =>
        client.send(new PurgeQueueCommand({ QueueUrl: queueUrl }), { abortSignal }),
      );
    },

    async redrive(deadQueueArn) {
      const { StartMessageMoveTaskCommand } = await sdk.get();
      try {
        await ask('StartMessageMoveTask', deadQueueArn, (client, abortSignal) =>
          client.send(new StartMessageMoveTaskCommand({ SourceArn: deadQueueArn }), { abortSignal }),
        );
      } catch (error) {
        if (!isRunnerError(error) || !/already a task running/i.test(error.message)) throw error;
      }
    },

    async lastMove(deadQueueArn) {
      const { ListMessageMoveTasksCommand } = await sdk.get();
      const { Results = [] } = await ask('ListMessageMoveTasks', deadQueueArn, (client, abortSignal) =>
        client.send(new ListMessageMoveTasksCommand({ SourceArn: deadQueueArn, MaxResults: 1 }), { abortSignal }),
      );
      const [last] = Results;
      if (last === undefined) return undefined;
      const { Status: status = '', ApproximateNumberOfMessagesMoved: moved = 0, FailureReason: failure } = last;
      return { status, moved, ...defined({ failure }) };
    },

    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
