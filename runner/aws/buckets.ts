import type { ReplicationRule as SdkRule } from '@aws-sdk/client-s3';
import { bucketInArn } from '../text/arn';
import { isRunnerError } from '../ports/errors';
import type { Buckets, ListedVersion } from '../ports/buckets';
import type { ReplicationRule } from '../ports/replication';
import { toRunnerError } from './errors';
import { decodeListed, type S3Clients } from './s3-clients';
import { send, type Session } from './session';

function ruleOf(rule: SdkRule, index: number): ReplicationRule {
  const filter = rule.Filter;
  const tags = filter?.And?.Tags ?? (filter?.Tag === undefined ? [] : [filter.Tag]);
  const destination = rule.Destination?.Bucket ?? '';
  const replicaKey = rule.Destination?.EncryptionConfiguration?.ReplicaKmsKeyID;
  return {
    id: rule.ID ?? `rule ${index + 1}`,
    enabled: rule.Status === 'Enabled',
    priority: rule.Priority ?? 0,
    prefix: filter?.And?.Prefix ?? filter?.Prefix ?? (filter === undefined ? legacyPrefix(rule) : ''),
    tags: Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
    destinationBucket: bucketInArn(destination) ?? destination,
    ...(rule.Destination?.Account === undefined ? {} : { destinationAccountId: rule.Destination.Account }),
    kmsObjects: rule.SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status === 'Enabled',
    // The older schema, which has no filter, always replicates them.
    deleteMarkers: filter === undefined || rule.DeleteMarkerReplication?.Status === 'Enabled',
    ...(rule.Destination?.StorageClass === undefined ? {} : { storageClass: rule.Destination.StorageClass }),
    ...(replicaKey === undefined ? {} : { replicaKmsKeyArn: replicaKey }),
    ...(rule.Destination?.AccessControlTranslation?.Owner === 'Destination' ? { ownerOverride: true } : {}),
  };
}

/** The older schema of replication rules has no filter, and its prefix in the rule itself. */
function legacyPrefix(rule: SdkRule): string {
  return (rule as { readonly Prefix?: string }).Prefix ?? '';
}

export function s3Buckets(session: Session, { sdk, regionOf, clientOf }: S3Clients): Buckets {
  return {
    regionOf,

    async versioning(bucket) {
      const { GetBucketVersioningCommand } = await sdk();
      const client = await clientOf(bucket);
      const { Status } = await send(session, `S3 GetBucketVersioning ${bucket}`, (abortSignal) =>
        client.send(new GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal }),
      );
      return Status ?? 'never enabled';
    },

    async replication(bucket) {
      const { GetBucketReplicationCommand } = await sdk();
      const client = await clientOf(bucket);
      try {
        const { ReplicationConfiguration } = await send(session, `S3 GetBucketReplication ${bucket}`, (abortSignal) =>
          client.send(new GetBucketReplicationCommand({ Bucket: bucket }), { abortSignal }),
        );
        if (ReplicationConfiguration === undefined) return undefined;
        return {
          roleArn: ReplicationConfiguration.Role ?? '',
          rules: (ReplicationConfiguration.Rules ?? []).map(ruleOf),
        };
      } catch (error) {
        if (isRunnerError(error) && error.code === 'ReplicationConfigurationNotFoundError') return undefined;
        throw error;
      }
    },

    async listVersions(bucket, prefix, limit) {
      const { ListObjectVersionsCommand } = await sdk();
      const client = await clientOf(bucket);
      const input = { Bucket: bucket, Prefix: prefix, MaxKeys: Math.min(limit, 1000), EncodingType: 'url' as const };
      const found: ListedVersion[] = [];
      let marker: { KeyMarker: string; VersionIdMarker: string } | undefined;
      do {
        const page = await send(session, `S3 ListObjectVersions ${bucket}`, (abortSignal) =>
          client.send(new ListObjectVersionsCommand({ ...input, ...marker }), { abortSignal }),
        );
        for (const { Key = '', VersionId = 'null', StorageClass = 'STANDARD' } of page.Versions ?? []) {
          found.push({ key: decodeListed(Key), versionId: VersionId, deleteMarker: false, storageClass: StorageClass });
        }
        for (const { Key = '', VersionId = 'null' } of page.DeleteMarkers ?? []) {
          found.push({ key: decodeListed(Key), versionId: VersionId, deleteMarker: true, storageClass: '' });
        }
        marker =
          page.IsTruncated === true && page.NextKeyMarker !== undefined
            ? { KeyMarker: decodeListed(page.NextKeyMarker), VersionIdMarker: page.NextVersionIdMarker ?? '' }
            : undefined;
      } while (marker !== undefined && found.length < limit);
      return found.slice(0, limit);
    },

    async listTop(bucket, limit) {
      const { ListObjectsV2Command } = await sdk();
      const client = await clientOf(bucket);
      const input = { Bucket: bucket, Delimiter: '/', MaxKeys: Math.min(limit, 1000), EncodingType: 'url' as const };
      const page = await send(session, `S3 ListObjectsV2 ${bucket}`, (abortSignal) =>
        client.send(new ListObjectsV2Command(input), { abortSignal }),
      );
      const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => decodeListed(Prefix));
      return [...prefixes, ...(page.Contents ?? []).map(({ Key = '' }) => decodeListed(Key))];
    },

    async read(bucket, key) {
      const { GetObjectCommand } = await sdk();
      const client = await clientOf(bucket);
      const what = `S3 GetObject ${bucket}`;
      try {
        const { Body } = await send(session, what, (abortSignal) =>
          client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal }),
        );
        return chunks(Body as AsyncIterable<Uint8Array>, what);
      } catch (error) {
        if (isRunnerError(error, 'not-found') && error.code !== 'NoSuchBucket') return undefined;
        throw error;
      }
    },
  };
}

/** The bytes of an answer; a connection that breaks in the middle becomes an error of ours. */
async function* chunks(body: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw toRunnerError(error, what);
  }
}
