// AWS as the functions see it: S3 by the adapters of the runner, and SQS by the SDK.
import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { endpoints } from '../../runner/aws/configuration/endpoints';
import { leanCopying } from '../../runner/aws/lean/copying';
import { leanS3 } from '../../runner/aws/lean/lean-s3';
import { openLink } from '../../runner/aws/lean/link';
import { s3Buckets } from '../../runner/aws/s3/buckets';
import { s3Clients } from '../../runner/aws/s3/s3-clients';
import { s3Objects } from '../../runner/aws/s3/objects';
import { sharedConfiguration, type Session } from '../../runner/aws/session';
import type { Buckets } from '../../runner/ports/s3/buckets';
import type { Copying } from '../../runner/ports/s3/copying';
import type { Environment } from '../settings';

export interface Connected {
  /** Of inventories and reports, in the account of the function alone: the name of a bucket that is gone may be another account's by now. */
  readonly buckets: Pick<Buckets, 'read'>;
  readonly copying: Copying;
  /** Into a bucket of that account. */
  readonly put: (bucket: string, key: string, text: string) => Promise<void>;
  /** At most ten messages, of 1 MiB together. @throws Error unless SQS has taken all */
  readonly send: (queueUrl: string, bodies: readonly string[]) => Promise<void>;
  readonly again: (queueUrl: string, receiptHandle: string, afterSeconds: number) => Promise<void>;
}

/** Attempts of a request to SQS: what is lost is sent again with the message that it came of. */
const ATTEMPTS = 5;

/**
 * @param accountId of the function
 * @param now milliseconds since 1970
 */
export function connect(region: string, accountId: string, environment: Environment, now: () => number): Connected {
  const session: Session = {
    region,
    remedyFor: () => Promise.resolve(undefined),
    // Lambda ends what is under way.
    signal: new AbortController().signal,
    shared: sharedConfiguration(region, {}),
    endpoints: endpoints({}, environment, { profiles: new Map(), services: new Map() }),
  };
  const clients = s3Clients(session);
  const buckets = s3Buckets(session, clients);
  const objects = s3Objects(session, clients);
  const sqs = new SQSClient({ region, maxAttempts: ATTEMPTS });
  return {
    buckets: { read: (bucket, key) => buckets.read(bucket, key, accountId) },
    copying: leanCopying(leanS3(session, clients, openLink(session, now))),
    async put(bucket, key, text) {
      await objects.put(bucket, key, text, 'application/json', accountId);
    },
    async send(QueueUrl, bodies) {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      const [first] = Failed;
      if (first === undefined) return;
      throw new Error(
        `SQS has refused ${Failed.length} of ${bodies.length} messages: ${first.Code ?? ''} ${first.Message ?? ''}`,
      );
    },
    async again(QueueUrl, ReceiptHandle, VisibilityTimeout) {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    },
  };
}
