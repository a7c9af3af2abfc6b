// Parts of an object without the SDK: from the emulator, and from servers that answer otherwise than S3.
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import type { Aws } from '../../../../runner/ports/aws';
import { leanAws, type LeanAws } from './lean-aws';

const BYTES = randomBytes(300_000);

let started: LeanAws;
let s3: S3Client;
let aws: Aws;

beforeAll(async () => {
  started = await leanAws();
  ({ s3, aws } = started);
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a b/ü', Body: BYTES }));
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'empty', Body: '' }));
});
afterAll(() => started.close());

const ACCOUNT = '111122223333';

describe('a part of an object', () => {
  it('is written where it is wanted, over connections that stay open, with the ETag of the object', async () => {
    const { etag } = (await aws.buckets.readPart('bucket', 'a b/ü', { from: 0, into: Buffer.alloc(1) }, ACCOUNT)) ?? {};
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const whole = Buffer.alloc(BYTES.length);
    for (let from = 0; from < BYTES.length; from += 70_000) {
      const into = new Uint8Array(new SharedArrayBuffer(70_000));
      const read = await aws.buckets.readPart('bucket', 'a b/ü', { from, into, ...(etag && { etag }) }, ACCOUNT);
      const readBytes = Math.min(70_000, BYTES.length - from);
      expect(read).toEqual({ readBytes, objectBytes: BYTES.length, etag });
      whole.set(into.subarray(0, readBytes), from);
    }
    expect(whole.equals(BYTES)).toBe(true);
  });

  it('is not read of another object than the one whose ETag is named', async () => {
    const asked = { from: 0, into: Buffer.alloc(10), etag: `"${'0'.repeat(32)}"` };
    await expect(aws.buckets.readPart('bucket', 'a b/ü', asked)).rejects.toMatchObject({ code: 'PreconditionFailed' });
  });

  it('is none of an object without bytes, of no object, and of a bucket of somebody else', async () => {
    const into = Buffer.alloc(10);
    expect(await aws.buckets.readPart('bucket', 'empty', { from: 0, into })).toEqual({ readBytes: 0, objectBytes: 0 });
    expect(await aws.buckets.readPart('bucket', 'none', { from: 0, into })).toBeUndefined();
    const others = aws.buckets.readPart('bucket', 'a b/ü', { from: 0, into }, '999999999999');
    await expect(others).rejects.toMatchObject({ kind: 'denied' });
  });
});

/** Undefined: there is no such object. */
async function restOf(of: Aws, key: string, from: number, etag: string): Promise<Buffer | undefined> {
  const bytes = await of.buckets.read('bucket', key, undefined, { from, etag });
  if (bytes === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('the rest of an object', () => {
  it('is read from a byte on, of the object whose ETag is named and of no other', async () => {
    const { etag = '' } = (await aws.buckets.readPart('bucket', 'a b/ü', { from: 0, into: Buffer.alloc(1) })) ?? {};
    for (const from of [1, 123_456, BYTES.length - 1, BYTES.length])
      expect((await restOf(aws, 'a b/ü', from, etag))?.equals(BYTES.subarray(from))).toBe(true);
    expect(await restOf(aws, 'none', 1, etag)).toBeUndefined();
    const other = restOf(aws, 'a b/ü', 1, `"${'0'.repeat(32)}"`);
    await expect(other).rejects.toMatchObject({ code: 'PreconditionFailed' });
  });
});

describe('a server', () => {
  let server: Server | undefined;
  let other: Aws | undefined;

  afterEach(() => {
    other?.close();
    server?.close();
    server?.closeAllConnections();
  });

  async function answering(answer: RequestListener): Promise<Aws> {
    const made = createServer(answer);
    server = made;
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    const endpointUrl = `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
    other = await connect({ region: 'us-east-1', endpointUrl, signal: new AbortController().signal }, {});
    return other;
  }

  const part = (of: Aws, into: Uint8Array) => of.buckets.readPart('bucket', 'k', { from: 0, into });

  it('that knows no ranges answers with the whole object, of which the rest is taken', async () => {
    const of = await answering((_, answer) => answer.end('all of it'));
    expect((await restOf(of, 'k', 4, '"1"'))?.toString()).toBe('of it');
  });

  it('that knows no ranges is asked by the SDK, and answers with the whole object', async () => {
    const into = Buffer.alloc(4);
    const found = await part(await answering((_, answer) => answer.end('all of it')), into);
    expect([found, into.toString()]).toEqual([{ readBytes: 4, objectBytes: 9 }, 'all ']);
  });

  it.each([
    ['more than was asked for', 'bytes 0-8/9', 'all of it'],
    ['another part', 'bytes 4-7/9', 'of i'],
    ['less than it says', 'bytes 0-3/9', 'all'],
    ['no word of which part', undefined, 'all '],
  ])('that answers with %s is not believed', async (_title, range, body) => {
    const found = part(
      await answering((_, answer) => {
        answer.writeHead(206, range === undefined ? {} : { 'content-range': range }).end(body);
      }),
      Buffer.alloc(4),
    );
    await expect(found).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('that breaks off has not answered: who is patient asks again', async () => {
    const found = part(
      await answering((request, answer) => {
        answer.writeHead(206, { 'content-range': 'bytes 0-3/9', 'content-length': '4' });
        answer.write('al', () => request.socket.destroy());
      }),
      Buffer.alloc(4),
    );
    await expect(found).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
