import type { ReplicationRule as SdkRule, S3Client } from '@aws-sdk/client-s3';
import { bucketInArn } from '../arn';
import { isRunnerError } from '../errors';
import type { Buckets, ListedVersion, ReplicationRule } from '../ports';
import { toRunnerError } from './errors';
import { isLoopback, lazy, send, type Session } from './session';

/** S3's url encoding of listings writes a space as `+`. */
function decodeListed(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function ruleOf(rule: SdkRule, index: number): ReplicationRule {
  const filter = rule.Filter;
  const tags = filter?.And?.Tags ?? (filter?.Tag === undefined ? [] : [filter.Tag]);
  const destination = rule.Destination?.Bucket ?? '';
  return {
    id: rule.ID ?? `rule ${index + 1}`,
    enabled: rule.Status === 'Enabled',
    priority: rule.Priority ?? 0,
    prefix: filter?.And?.Prefix ?? filter?.Prefix ?? (filter === undefined ? legacyPrefix(rule) : ''),
    tags: Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
    destinationBucket: bucketInArn(destination) ?? destination,
    ...(rule.Destination?.Account === undefined ? {} : { destinationAccountId: rule.Destination.Account }),
    kmsObjects: rule.SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status === 'Enabled',
  };
}

/** The older schema of replication rules has no filter, and its prefix in the rule itself. */
function legacyPrefix(rule: SdkRule): string {
  return (rule as { readonly Prefix?: string }).Prefix ?? '';
}

/** Region that S3 names in an answer or an error; the header is there even where access is denied. */
function regionInHeaders(error: unknown): string | undefined {
  const response = (error as { readonly $response?: { readonly headers?: Readonly<Record<string, string>> } })
    .$response;
  return response?.headers?.['x-amz-bucket-region'];
}

export function s3Buckets(session: Session): Buckets & { close(): void } {
  const sdk = lazy(() => import('@aws-sdk/client-s3'));
  const clients = new Map<string, S3Client>();
  const regions = new Map<string, Promise<string>>();

  async function clientIn(region: string): Promise<S3Client> {
    const { S3Client } = await sdk.get();
    const known = clients.get(region);
    if (known !== undefined) return known;
    const endpoint = session.endpointOf('S3');
    const client = new S3Client({
      ...session.shared,
      region,
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: isLoopback(endpoint) }),
    });
    clients.set(region, client);
    return client;
  }

  async function findRegion(bucket: string): Promise<string> {
    const { HeadBucketCommand } = await sdk.get();
    const client = await clientIn(session.region);
    return send(session, `S3 HeadBucket ${bucket}`, async (abortSignal) => {
      try {
        const answer = await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal });
        return answer.BucketRegion ?? session.region;
      } catch (error) {
        const region = regionInHeaders(error);
        const elsewhere = region !== undefined && region !== session.region;
        if (!elsewhere) throw error;
        return region;
      }
    });
  }

  function regionOf(bucket: string): Promise<string> {
    const known = regions.get(bucket);
    if (known !== undefined) return known;
    const asked = findRegion(bucket);
    regions.set(bucket, asked);
    return asked;
  }

  /** A client in the bucket's Region; where that cannot be seen, in the session's. */
  async function clientOf(bucket: string): Promise<S3Client> {
    const region = await regionOf(bucket).catch((error: unknown) => {
      if (isRunnerError(error, 'denied')) return session.region;
      throw error;
    });
    return clientIn(region);
  }

  return {
    regionOf,

    async versioning(bucket) {
      const { GetBucketVersioningCommand } = await sdk.get();
      const client = await clientOf(bucket);
      const { Status } = await send(session, `S3 GetBucketVersioning ${bucket}`, (abortSignal) =>
        client.send(new GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal }),
      );
      return Status ?? 'never enabled';
    },

    async replication(bucket) {
      const { GetBucketReplicationCommand } = await sdk.get();
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
      const { ListObjectVersionsCommand } = await sdk.get();
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
      const { ListObjectsV2Command } = await sdk.get();
      const client = await clientOf(bucket);
      const input = { Bucket: bucket, Delimiter: '/', MaxKeys: Math.min(limit, 1000), EncodingType: 'url' as const };
      const page = await send(session, `S3 ListObjectsV2 ${bucket}`, (abortSignal) =>
        client.send(new ListObjectsV2Command(input), { abortSignal }),
      );
      const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => decodeListed(Prefix));
      return [...prefixes, ...(page.Contents ?? []).map(({ Key = '' }) => decodeListed(Key))];
    },

    async look(bucket, key, versionId) {
      const { HeadObjectCommand } = await sdk.get();
      const client = await clientOf(bucket);
      const head = await send(session, `S3 HeadObject ${bucket}`, (abortSignal) =>
        client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }), { abortSignal }),
      );
      return {
        ...(head.ReplicationStatus === undefined ? {} : { replicationStatus: head.ReplicationStatus }),
        ...(head.ServerSideEncryption === undefined ? {} : { encryption: head.ServerSideEncryption }),
      };
    },

    async read(bucket, key) {
      const { GetObjectCommand } = await sdk.get();
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

    close: () => {
      for (const client of clients.values()) client.destroy();
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
