/** @group outside */
// The runner's own client of S3 against a server that is none of ours: Ceph's RGW.
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '../../runner/aws/connect';
import { concurrently } from '../../runner/pacing/concurrently';
import type { Aws } from '../../runner/ports/aws';
import type { CopyOrder, ListedObject } from '../../runner/ports/s3/copying';
import { startRgw, whyNoRgw, type Rgw } from './rgw/rgw';

const KEYS = [
  'plain.txt',
  '\u{1f600}/\uffee',
  '\u{10ffff}',
  'a//b',
  '//',
  '/leading',
  'trailing/',
  'a b  c',
  'plus+sign',
  'plus+and space and %2B and %',
  '%20',
  'q?versionId=x&y=z#f',
  'quote\'"<&>',
  'grüße/straße',
  'k'.repeat(1_000),
];

const RICH = 'rich';

const missing = whyNoRgw();
if (missing !== undefined) process.stderr.write(`skipped: copying on Ceph RGW (${missing})\n`);

(missing === undefined ? describe : describe.skip)('Ceph RGW', () => {
  let rgw: Rgw;
  let aws: Aws;
  let s3: S3Client;

  beforeAll(async () => {
    rgw = await startRgw();
    const { endpoint, region, accessKeyId, secretAccessKey } = rgw;
    const credentials = { accessKeyId, secretAccessKey };
    s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
    aws = await connect({ region, endpointUrl: endpoint, signal: new AbortController().signal }, {});
    for (const Bucket of ['src', 'dst']) await s3.send(new CreateBucketCommand({ Bucket }));
    for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body: `of ${Key}` }));
  }, 70_000);

  afterAll(async () => {
    // Undefined where starting it failed.
    (aws as Aws | undefined)?.close();
    (s3 as S3Client | undefined)?.destroy();
    await (rgw as Rgw | undefined)?.end();
  });

  async function list(bucket: string, prefix = ''): Promise<readonly ListedObject[]> {
    const all: ListedObject[] = [];
    for await (const page of aws.copying.objects(bucket, { prefix })) all.push(...page);
    return all;
  }

  function orderOf({ key, etag }: Pick<ListedObject, 'key' | 'etag'>, to: string, onto: CopyOrder['onto']): CopyOrder {
    const from = { bucket: 'src', key, etag };
    return { from, to: { bucket: 'dst', key: to }, onto, storageClass: 'STANDARD', annotations: 'exclude' };
  }

  async function bodyOf(bucket: string, key: string): Promise<string> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToString()) ?? '';
  }

  it('lists every key in the order of its bytes, and copies each with its bytes and its ETag', async () => {
    const source = (await list('src')).filter(({ key }) => key !== RICH);
    const byBytes = KEYS.map((key) => Buffer.from(key)).sort((one, other) => Buffer.compare(one, other));
    expect(source.map(({ key }) => key)).toEqual(byBytes.map(String));
    await concurrently(source, 4, async (object) => {
      await aws.copying.copy(orderOf(object, object.key, 'nothing'));
    });
    const copied = (await list('dst')).filter(({ key }) => KEYS.includes(key));
    expect(copied.map(({ key, etag }) => [key, etag])).toEqual(source.map(({ key, etag }) => [key, etag]));
    for (const key of KEYS) expect(await bodyOf('dst', key)).toBe(`of ${key}`);
  });

  it('goes through a listing of several pages, and through a part of one', async () => {
    const numbers = [...Array(1_001).keys()].map((number) => `pages/${String(number).padStart(4, '0')}`);
    const { ETag = '' } = await s3.send(new HeadObjectCommand({ Bucket: 'src', Key: 'plain.txt' }));
    const plain = { key: 'plain.txt', etag: ETag.replaceAll('"', '') };
    await concurrently(numbers, 16, async (key) => {
      await aws.copying.copy(orderOf(plain, key, 'anything'));
    });
    expect((await list('dst', 'pages/')).map(({ key }) => key)).toEqual(numbers);
    const part: string[] = [];
    for await (const page of aws.copying.objects('dst', { prefix: 'pages/', after: 'pages/0997', until: 'pages/0999' }))
      part.push(...page.map(({ key }) => key));
    expect(part).toEqual(['pages/0998', 'pages/0999']);
  });

  it('keeps metadata, content headers and tags', async () => {
    const own = {
      Metadata: { plain: 'a  b', encoded: '=?UTF-8?Q?gr=C3=BCn?=' },
      ContentType: 'text/css',
      CacheControl: 'no-cache',
      ContentDisposition: 'attachment; filename="a b"',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
    };
    const Tagging = 'a=b&c%20d=e%2Bf';
    const to = { Bucket: 'src', Key: RICH };
    const { ETag = '' } = await s3.send(new PutObjectCommand({ ...to, ...own, Tagging, Body: 'x' }));
    const order = orderOf({ key: RICH, etag: ETag.replaceAll('"', '') }, 'poor', 'nothing');
    await aws.copying.copy(order);
    const copy = { Bucket: 'dst', Key: 'poor' };
    expect(await s3.send(new HeadObjectCommand(copy))).toMatchObject(own);
    const { TagSet } = await s3.send(new GetObjectTaggingCommand(copy));
    expect(TagSet).toEqual([
      { Key: 'a', Value: 'b' },
      { Key: 'c d', Value: 'e+f' },
    ]);
  });

  it('tells an object or a bucket that is not there by its code', async () => {
    const gone = orderOf({ key: 'never there', etag: '0'.repeat(32) }, 'anywhere', 'anything');
    await expect(aws.copying.copy(gone)).rejects.toMatchObject({ code: 'NoSuchKey' });
    const nowhere = { ...gone, to: { bucket: 'no-such-bucket', key: 'x' } };
    await expect(aws.copying.copy(nowhere)).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });

  // S3 answers each of them with 412. An RGW that knows them makes a sentence of docs/benchmarks.md wrong.
  it('copies against every condition of a copy: it does not know them', async () => {
    const put = async (Bucket: string, Key: string, Body: string): Promise<string> => {
      const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      return ETag.replaceAll('"', '');
    };
    const etag = await put('src', 'plain.txt', 'of plain.txt');
    const other = '0'.repeat(32);
    for (const [condition, order] of [
      ['nothing', orderOf({ key: 'plain.txt', etag }, 'nothing', 'nothing')],
      ['etag', orderOf({ key: 'plain.txt', etag }, 'etag', { etag: other })],
      ['source', orderOf({ key: 'plain.txt', etag: other }, 'source', 'anything')],
    ] as const) {
      await put('dst', condition, 'written meanwhile');
      expect([condition, (await aws.copying.copy(order)).etag]).toEqual([condition, etag]);
      expect(await bodyOf('dst', condition)).toBe('of plain.txt');
    }
  });
});
