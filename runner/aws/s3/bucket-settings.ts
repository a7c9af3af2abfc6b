import type { S3Client } from '@aws-sdk/client-s3';
import type { BucketSettings } from '../../ports/s3/bucket-settings';
import { isRunnerError } from '../../ports/errors';
import { bucketInArn } from '../../text/arn';
import { keepsBody } from './kept-body';
import { lifecycleRules } from './lifecycle-rules';
import type { S3Clients } from './s3-clients';
import { send, type Session } from '../session';

/** What S3 answers where a bucket says nothing about something. */
const NOTHING_SAID: ReadonlySet<string> = new Set([
  'OwnershipControlsNotFoundError',
  'NoSuchLifecycleConfiguration',
  'ObjectLockConfigurationNotFoundError',
  'NoSuchPublicAccessBlockConfiguration',
  'NoSuchConfiguration',
]);

export function s3BucketSettings(
  session: Session,
  { sdk, clientOf }: S3Clients,
): Omit<BucketSettings, 'encryption' | 'isOwnedBy' | 'policy'> {
  async function ask<T>(
    bucket: string,
    operation: string,
    call: (client: S3Client, abortSignal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const client = await clientOf(bucket);
    try {
      return await send(session, `S3 ${operation} ${bucket}`, (abortSignal) => call(client, abortSignal));
    } catch (error) {
      if (isRunnerError(error) && error.code !== undefined && NOTHING_SAID.has(error.code)) return undefined;
      throw error;
    }
  }

  return {
    async ownership(bucket) {
      const { GetBucketOwnershipControlsCommand } = await sdk();
      const answer = await ask(bucket, 'GetBucketOwnershipControls', (client, abortSignal) =>
        client.send(new GetBucketOwnershipControlsCommand({ Bucket: bucket }), { abortSignal }),
      );
      return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
    },

    async lifecycle(bucket) {
      const { GetBucketLifecycleConfigurationCommand } = await sdk();
      const body = { text: '' };
      const answer = await ask(bucket, 'GetBucketLifecycleConfiguration', (client, abortSignal) => {
        const command = new GetBucketLifecycleConfigurationCommand({ Bucket: bucket });
        command.middlewareStack.add(keepsBody(body), { step: 'deserialize', priority: 'low' });
        return client.send(command, { abortSignal });
      });
      return answer === undefined ? [] : lifecycleRules(answer, body.text);
    },

    async objectLock(bucket) {
      const { GetObjectLockConfigurationCommand } = await sdk();
      const answer = await ask(bucket, 'GetObjectLockConfiguration', (client, abortSignal) =>
        client.send(new GetObjectLockConfigurationCommand({ Bucket: bucket }), { abortSignal }),
      );
      const lock = answer?.ObjectLockConfiguration;
      if (lock?.ObjectLockEnabled !== 'Enabled') return undefined;
      const mode = lock.Rule?.DefaultRetention?.Mode;
      return mode === undefined ? {} : { defaultRetention: mode };
    },

    async blocksPublicAcls(bucket) {
      const { GetPublicAccessBlockCommand } = await sdk();
      const answer = await ask(bucket, 'GetPublicAccessBlock', (client, abortSignal) =>
        client.send(new GetPublicAccessBlockCommand({ Bucket: bucket }), { abortSignal }),
      );
      return answer?.PublicAccessBlockConfiguration?.BlockPublicAcls === true;
    },

    async requesterPays(bucket) {
      const { GetBucketRequestPaymentCommand } = await sdk();
      const answer = await ask(bucket, 'GetBucketRequestPayment', (client, abortSignal) =>
        client.send(new GetBucketRequestPaymentCommand({ Bucket: bucket }), { abortSignal }),
      );
      return answer?.Payer === 'Requester';
    },

    async inventory(bucket, id) {
      const { GetBucketInventoryConfigurationCommand } = await sdk();
      const answer = await ask(bucket, 'GetBucketInventoryConfiguration', (client, abortSignal) =>
        client.send(new GetBucketInventoryConfigurationCommand({ Bucket: bucket, Id: id }), { abortSignal }),
      );
      const told = answer?.InventoryConfiguration;
      if (told === undefined) return undefined;
      const { Bucket = '', Format = '', Prefix = '', Encryption } = told.Destination?.S3BucketDestination ?? {};
      const kmsKeyArn = Encryption?.SSEKMS?.KeyId;
      return {
        isEnabled: told.IsEnabled === true,
        format: Format,
        frequency: told.Schedule?.Frequency ?? '',
        versions: told.IncludedObjectVersions ?? '',
        fields: told.OptionalFields ?? [],
        filterPrefix: told.Filter?.Prefix ?? '',
        bucket: bucketInArn(Bucket) ?? Bucket,
        prefix: Prefix.replace(/\/+$/, ''),
        ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
      };
    },

    async tellsEventBridge(bucket) {
      const { GetBucketNotificationConfigurationCommand } = await sdk();
      const answer = await ask(bucket, 'GetBucketNotificationConfiguration', (client, abortSignal) =>
        client.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }), { abortSignal }),
      );
      return answer?.EventBridgeConfiguration !== undefined;
    },

    async createdMs(bucket) {
      const { ListBucketsCommand } = await sdk();
      const client = await clientOf(bucket);
      const { Buckets = [] } = await send(session, 'S3 ListBuckets', (abortSignal) =>
        client.send(new ListBucketsCommand({}), { abortSignal }),
      );
      return Buckets.find(({ Name }) => Name === bucket)?.CreationDate?.getTime();
    },
  };
}
