// Copies in parts without the SDK, against the emulator: the copy has what its source has.
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import { copyInParts, type PartsRun } from '../../../../runner/methods/copy/engine/parts/copy-in-parts';
import { PartRoom } from '../../../../runner/methods/copy/engine/parts/part-room';
import type { Aws } from '../../../../runner/ports/aws';
import type { CopyOrder } from '../../../../runner/ports/s3/copying';
import { bugs, startEmulator, type Running } from '../../../emulator/running';
import { fakeClock } from '../../fakes/fake-clock';

const MIB = 1024 ** 2;
const BODY = Buffer.alloc(6 * MIB, 'abc');

let running: Running;
let s3: S3Client;
let aws: Aws;
const { signal } = new AbortController();

beforeAll(async () => {
  running = await startEmulator({});
  s3 = running.s3();
  const { accessKeyId, secretAccessKey } = running.credentials(0);
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
  const { endpoint, region } = running.emulator;
  aws = await connect({ region, endpointUrl: endpoint, signal }, {});
  for (const Bucket of ['src', 'dst']) await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  aws.close();
  expect(bugs(running)).toEqual([]);
  await running.close();
});

function run(): PartsRun {
  const room: PartRoom = new PartRoom(() => void room.grant());
  const nothing = (): void => undefined;
  return { partBytes: 5 * MIB, atOnce: 4, room, throttled: nothing, again: nothing, answered: nothing };
}

async function copied(key: string, to: string, changes: Partial<CopyOrder> = {}) {
  const etag = (await aws.copying.head({ bucket: 'src', key }))?.etag ?? '';
  const order: CopyOrder = {
    from: { bucket: 'src', key, etag },
    to: { bucket: 'dst', key: to },
    onto: 'nothing',
    storageClass: 'STANDARD',
    annotations: 'copy',
    ...changes,
  };
  return copyInParts(order, aws.copying, { clock: fakeClock(), random: () => 0.5, signal }, run());
}

describe('a copy in parts', () => {
  it('has the bytes, the headers, the metadata, the tags, the annotations and the class of its source', async () => {
    await s3.send(
      new PutObjectCommand({
        Bucket: 'src',
        Key: 'a b/ü+%',
        Body: BODY,
        ContentType: 'text/plain',
        CacheControl: 'no-store',
        Metadata: { name: 'Grüße', two: 'a  b' },
        Tagging: 'a=1&b%20c=%C3%BC',
        ChecksumAlgorithm: 'CRC32',
      }),
    );
    const source = { bucket: 'src', key: 'a b/ü+%' };
    const { etag = '', checksums } = (await aws.copying.head(source)) ?? {};
    await aws.copying.putAnnotation(source, etag, 'note', 'täxt <&>');
    expect(await copied(source.key, 'to/k', { storageClass: 'STANDARD_IA' })).toMatchObject({ became: 'copied' });
    const there = { bucket: 'dst', key: 'to/k' };
    expect(await aws.copying.head(there)).toMatchObject({
      sizeBytes: BODY.length,
      storageClass: 'STANDARD_IA',
      contentHeaders: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
      checksums,
    });
    const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket: 'dst', Key: 'to/k' }));
    expect(Metadata).toEqual((await s3.send(new HeadObjectCommand({ Bucket: 'src', Key: source.key }))).Metadata);
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: 'dst', Key: 'to/k' }));
    expect(TagSet).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b c', Value: 'ü' },
    ]);
    expect(await aws.copying.annotations(there)).toEqual(['note']);
    expect(await aws.copying.annotation(there, 'note')).toBe('täxt <&>');
    expect(await aws.copying.annotation(there, 'other')).toBeUndefined();
    expect(await aws.copying.uploads('dst', 'to/')).toEqual([]);
  });

  it('of an object of parts has its ETag and its composite checksum', async () => {
    const Key = 'parts';
    const algorithm = { ChecksumAlgorithm: 'SHA256', ChecksumType: 'COMPOSITE' } as const;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'src', Key, ...algorithm }));
    const Parts = [];
    for (const [index, size] of [6 * MIB, 7].entries()) {
      const part = { PartNumber: index + 1, Body: Buffer.alloc(size, 'x'), ChecksumAlgorithm: 'SHA256' } as const;
      const sent = await s3.send(new UploadPartCommand({ Bucket: 'src', Key, UploadId, ...part }));
      Parts.push({ PartNumber: index + 1, ETag: sent.ETag, ChecksumSHA256: sent.ChecksumSHA256 });
    }
    await s3.send(new CompleteMultipartUploadCommand({ Bucket: 'src', Key, UploadId, MultipartUpload: { Parts } }));
    const source = await aws.copying.head({ bucket: 'src', key: Key });
    expect(await copied(Key, Key)).toMatchObject({ became: 'copied', copied: { etag: source?.etag } });
    expect((await aws.copying.head({ bucket: 'dst', key: Key }))?.checksums).toEqual(source?.checksums);
  });

  it('onto what is there is made only if it is what was listed', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'onto', Body: BODY }));
    await s3.send(new PutObjectCommand({ Bucket: 'dst', Key: 'onto', Body: 'there' }));
    const etag = (await aws.copying.head({ bucket: 'dst', key: 'onto' }))?.etag ?? '';
    expect(await copied('onto', 'onto')).toEqual({ became: 'changed' });
    expect(await copied('onto', 'onto', { onto: { etag: 'other' } })).toEqual({ became: 'changed' });
    expect(await aws.copying.uploads('dst', 'onto')).toEqual([]);
    expect((await copied('onto', 'onto', { onto: { etag } })).became).toBe('copied');
  });

  it('has tags that no header holds', async () => {
    const tags = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`t${index}`, 'ü'.repeat(60)]));
    await s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'tags', Body: BODY }));
    await aws.copying.putTags({ bucket: 'src', key: 'tags' }, tags);
    await copied('tags', 'tags');
    expect(await aws.copying.tags({ bucket: 'dst', key: 'tags' })).toEqual(tags);
  });
});

describe('uploads', () => {
  it('are listed with odd keys, and aborted once, also when the program was interrupted', async () => {
    const keys = ['l/a+b c', 'l/ü'];
    for (const Key of keys) await s3.send(new CreateMultipartUploadCommand({ Bucket: 'dst', Key }));
    await s3.send(new CreateMultipartUploadCommand({ Bucket: 'dst', Key: 'other' }));
    const abort = new AbortController();
    const { endpoint, region } = running.emulator;
    const other = await connect({ region, endpointUrl: endpoint, signal: abort.signal }, {});
    const { copying } = other;
    const listed = await copying.uploads('dst', 'l/');
    expect(listed.map(({ key }) => key)).toEqual(keys);
    abort.abort();
    const [{ key, uploadId } = { key: '', uploadId: '' }] = listed;
    const upload = { bucket: 'dst', key, uploadId };
    expect(await copying.abort(upload)).toBe('aborted');
    expect(await copying.abort(upload)).toBe('gone');
    await expect(copying.uploads('dst', 'l/')).rejects.toMatchObject({ kind: 'interrupted' });
    other.close();
  });
});
