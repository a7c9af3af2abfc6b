import type { GetObjectCommandOutput, ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Buckets, ListedVersion, ObjectBytes, PartRead, PartToRead } from '../../ports/s3/buckets';
import type { WrittenByS3 } from '../../ports/s3/replication';
import { ruleOf } from './replication-rule';
import { rulesSettleInMs } from './rules-settle';
import { toRunnerError } from '../errors';
import { decodeListed, decodeMarker, ownedBy, type S3Clients } from './s3-clients';
import { send, type Session } from '../session';
import { pagesOf, told } from '../told';
import { defined } from '../../text/defined';

/** Whether another page follows. @throws RunnerError `unavailable` where an answer does not say, or not how: what is left is not nothing */
function saysMore(
  { IsTruncated, NextKeyMarker, NextVersionIdMarker }: ListObjectVersionsCommandOutput,
  call: string,
): boolean {
  if (!told(IsTruncated, call, 'whether it goes on')) return false;
  told(NextKeyMarker === '' ? undefined : NextKeyMarker, call, 'the key of the next page');
  // By its key alone the next page would leave out what this one has not told of that key.
  told(NextVersionIdMarker === '' ? undefined : NextVersionIdMarker, call, 'the version id of the next page');
  return true;
}

export function s3Buckets(session: Session, { sdk, regionOf, clientOf }: S3Clients): Omit<Buckets, 'versioning'> {
  return {
    regionOf,

    async replication(bucket) {
      const { GetBucketReplicationCommand } = await sdk();
      const call = `S3 GetBucketReplication ${bucket}`;
      const client = await clientOf(bucket);
      try {
        const { ReplicationConfiguration } = await send(session, call, (abortSignal) =>
          client.send(new GetBucketReplicationCommand({ Bucket: bucket }), { abortSignal }),
        );
        if (ReplicationConfiguration === undefined) return undefined;
        return {
          roleArn: told(ReplicationConfiguration.Role, call, 'the role of the configuration'),
          rules: told(ReplicationConfiguration.Rules, call, 'the rules of the configuration').map((rule, index) =>
            ruleOf(rule, index, call),
          ),
          written: JSON.parse(JSON.stringify(ReplicationConfiguration.Rules)) as readonly WrittenByS3[],
        };
      } catch (error) {
        if (isRunnerError(error) && error.code === 'ReplicationConfigurationNotFoundError') return undefined;
        throw error;
      }
    },

    rulesSettleInMs: () => Promise.resolve(rulesSettleInMs(session)),

    async listVersions(bucket, prefix, limit) {
      const { ListObjectVersionsCommand } = await sdk();
      const client = await clientOf(bucket);
      const input = { Bucket: bucket, Prefix: prefix, MaxKeys: Math.min(limit, 1000), EncodingType: 'url' as const };
      const call = `S3 ListObjectVersions ${bucket}`;
      const found: ListedVersion[] = [];
      const goesOn = pagesOf<{ KeyMarker: string; VersionIdMarker: string }>(call);
      let marker: { KeyMarker: string; VersionIdMarker: string } | undefined;
      do {
        const page = await send(session, call, (abortSignal) =>
          client.send(new ListObjectVersionsCommand({ ...input, ...marker }), { abortSignal }),
        );
        for (const { Key, VersionId = 'null', StorageClass } of page.Versions ?? []) {
          const key = decodeListed(told(Key, call, 'the key of a version'));
          const storageClass = told(StorageClass, call, `the storage class of '${key}'`);
          found.push({ key, versionId: VersionId, deleteMarker: false, storageClass });
        }
        for (const { Key, VersionId = 'null' } of page.DeleteMarkers ?? []) {
          found.push({
            key: decodeListed(told(Key, call, 'the key of a delete marker')),
            versionId: VersionId,
            deleteMarker: true,
            storageClass: '',
          });
        }
        const { NextKeyMarker: next = '', NextVersionIdMarker: VersionIdMarker = '' } = page;
        marker = saysMore(page, call) ? goesOn({ KeyMarker: decodeMarker(next, found), VersionIdMarker }) : undefined;
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

    async read(bucket, key, owner, rest) {
      const { GetObjectCommand } = await sdk();
      const client = await clientOf(bucket);
      const what = `S3 GetObject ${bucket}`;
      const input = {
        ...{ Bucket: bucket, Key: key, ...ownedBy(owner) },
        ...(rest === undefined ? {} : { Range: `bytes=${rest.from}-`, IfMatch: rest.etag }),
      };
      try {
        const { Body, ContentRange, ETag } = await send(session, what, (abortSignal) =>
          client.send(new GetObjectCommand(input), { abortSignal }),
        );
        const bytes = chunks(Body as AsyncIterable<Uint8Array>, what);
        // Who does not know ranges has answered with the whole object.
        const isWhole = rest === undefined || ContentRange !== undefined;
        return bytesFrom(isWhole ? bytes : behind(bytes, rest.from), ETag);
      } catch (error) {
        if (isRunnerError(error, 'not-found') && error.code !== 'NoSuchBucket') return undefined;
        // All of it was read before the connection was lost.
        if (rest !== undefined && isRunnerError(error) && error.code === 'InvalidRange')
          return bytesFrom(nothing(), rest.etag);
        throw error;
      }
    },

    async readPart(bucket, key, part, owner) {
      const { GetObjectCommand } = await sdk();
      const client = await clientOf(bucket);
      const what = `S3 GetObject ${bucket}`;
      const { from, into, etag: IfMatch } = part;
      const Range = `bytes=${from}-${from + into.byteLength - 1}`;
      try {
        return await send(session, what, async (abortSignal) => {
          const command = new GetObjectCommand({
            Bucket: bucket,
            Key: key,
            Range,
            ...defined({ IfMatch }),
            ...ownedBy(owner),
          });
          return partOf(await client.send(command, { abortSignal }), part, what);
        });
      } catch (error) {
        if (isRunnerError(error, 'not-found') && error.code !== 'NoSuchBucket') return undefined;
        // An object without bytes has no first one.
        if (isRunnerError(error) && error.code === 'InvalidRange' && from === 0)
          return { readBytes: 0, objectBytes: 0 };
        throw error;
      }
    },
  };
}

function bytesFrom(bytes: AsyncIterable<Uint8Array>, etag: string | undefined): ObjectBytes {
  return { [Symbol.asyncIterator]: () => bytes[Symbol.asyncIterator](), ...defined({ etag }) };
}

// eslint-disable-next-line require-yield -- there is nothing
async function* nothing(): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
}

async function* behind(bytes: AsyncIterable<Uint8Array>, from: number): AsyncGenerator<Uint8Array> {
  let left = from;
  for await (const chunk of bytes) {
    const part = chunk.subarray(Math.min(left, chunk.byteLength));
    left -= chunk.byteLength - part.byteLength;
    if (part.byteLength > 0) yield part;
  }
}

/** Takes the bytes of a part from its answer. Who does not know ranges has answered with the whole object. */
async function partOf(
  { Body, ContentRange, ContentLength, ETag: etag }: GetObjectCommandOutput,
  { from, into }: PartToRead,
  what: string,
): Promise<PartRead> {
  const objectBytes = ContentRange === undefined ? ContentLength : Number(/\/(\d+)$/.exec(ContentRange)?.[1]);
  if (objectBytes === undefined || Number.isNaN(objectBytes) || (ContentRange === undefined && from > 0))
    throw new RunnerError('unavailable', `${what}: the answer does not tell which bytes it holds`);
  const expected = Math.min(into.byteLength, objectBytes - from);
  let readBytes = 0;
  for await (const chunk of chunks(Body as AsyncIterable<Uint8Array>, what)) {
    const wanted = chunk.subarray(0, expected - readBytes);
    into.set(wanted, readBytes);
    readBytes += wanted.byteLength;
    // Who has asked for no more waits for the end: an answer that is left closes its connection.
    if (readBytes === expected && ContentRange === undefined) break;
  }
  if (readBytes < expected)
    throw new RunnerError('unreachable', `${what}: the answer broke off after ${readBytes} of ${expected} bytes`);
  return { readBytes, objectBytes, ...defined({ etag }) };
}

/** The bytes of an answer; a connection that breaks in the middle becomes an error of ours. */
async function* chunks(body: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw toRunnerError(error, what);
  }
}
