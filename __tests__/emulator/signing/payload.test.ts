import { Readable } from 'node:stream';
import { ChecksumAlgorithm, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { send, signed, type RawAnswer } from '../http/raw-request';

let running: Running;

beforeEach(async () => {
  running = await startEmulator({ seed: { buckets: [{ name: 'box' }] } });
});

afterEach(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const stored = () => running.emulator.world.buckets.get('box')?.versions.current('key');

/** Puts the body with these headers, all of them signed. */
async function put(headers: Record<string, string>, body: string | Buffer = 'hello'): Promise<RawAnswer> {
  return send(running, await signed(running, { method: 'PUT', path: '/box/key', headers, body }));
}

describe('the body of a request of the SDK', () => {
  it('that is a stream comes in chunks with a checksum behind them, and is stored without the framing', async () => {
    const parts = ['one ', 'two ', 'three'];
    const Body = Readable.from(parts.map((part) => Buffer.from(part)));
    const input = { Bucket: 'box', Key: 'key', Body, ContentLength: 13, ContentEncoding: 'gzip' };
    await running.s3().send(new PutObjectCommand(input));
    expect(stored()?.body.toString()).toBe('one two three');
    expect(stored()?.systemMetadata['content-encoding']).toBe('gzip');
    expect(stored()?.checksums).toHaveProperty('x-amz-checksum-crc32');
  });

  it.each([ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32C, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256])(
    'is compared with its %s, which is kept',
    async (algorithm) => {
      const s3 = running.s3();
      const input = { Bucket: 'box', Key: 'key', Body: 'hello', ChecksumAlgorithm: algorithm };
      await s3.send(new PutObjectCommand(input));
      const read = new GetObjectCommand({ Bucket: 'box', Key: 'key', ChecksumMode: 'ENABLED' });
      expect(await (await s3.send(read)).Body?.transformToString()).toBe('hello');
      const head = await s3.send(new HeadObjectCommand({ Bucket: 'box', Key: 'key', ChecksumMode: 'ENABLED' }));
      expect(head).toHaveProperty(`Checksum${algorithm}`);
    },
  );

  it('with the checksum of something else is refused', async () => {
    const input = { Bucket: 'box', Key: 'key', Body: 'hello', ChecksumCRC32: 'AAAAAA==' };
    expect(await errorOf(running.s3().send(new PutObjectCommand(input)))).toMatchObject({
      name: 'BadDigest',
      status: 400,
    });
    expect(stored()).toBeUndefined();
  });
});

// Published check values of the CRCs are those of the digits 1 to 9.
const DIGITS = '123456789';

describe('a checksum of a body', () => {
  it.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
    ['md5', '25f9e794323b453885f5181f1b624d0b'],
    ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
  ])('%s is the published one', async (name, hex) => {
    const value = Buffer.from(hex, 'hex').toString('base64');
    expect(await put({ [`x-amz-checksum-${name}`]: value }, DIGITS)).toMatchObject({ status: 200 });
    expect(await put({ [`x-amz-checksum-${name}`]: value }, '12345678')).toMatchObject({
      status: 400,
      code: 'BadDigest',
    });
  });

  it.each(['AAAA', 'AAAAAA', '__invalid__', ''])('that is none is refused: %s', async (value) => {
    const answer = await put({ 'x-amz-checksum-crc32': value });
    expect(answer).toMatchObject({ status: 400, code: 'InvalidRequest' });
    expect(answer.body).toContain('Value for x-amz-checksum-crc32 header is invalid.');
  });

  it('is the only one', async () => {
    const answer = await put({ 'x-amz-checksum-crc32': 'y/Q5Jg==', 'x-amz-checksum-sha1': 'x' }, DIGITS);
    expect(answer).toMatchObject({ status: 400, code: 'InvalidRequest' });
    expect(answer.body).toContain('Multiple checksum Types are not allowed.');
    const twice = chunked(9, { ...TRAILER, 'x-amz-checksum-crc32': 'y/Q5Jg==' });
    const body = '9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n';
    expect(await put(twice, body)).toMatchObject({ status: 400, code: 'InvalidRequest' });
  });

  it('of an unknown name is refused: nothing would check it', async () => {
    expect(await put({ 'x-amz-checksum-xxhash128': 'AAAA' })).toMatchObject({ status: 501, code: 'NotImplemented' });
  });
});

describe('Content-MD5', () => {
  it('of the body is taken', async () => {
    expect(await put({ 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' })).toMatchObject({ status: 200 });
  });

  it('of something else is refused', async () => {
    const answer = await put({ 'content-md5': 'XUFAKrxLKna5cZ2REBfFkQ==' });
    expect(answer).toMatchObject({ status: 400, code: 'BadDigest' });
    expect(answer.body).toContain('<CalculatedDigest>XUFAKrxLKna5cZ2REBfFkg==</CalculatedDigest>');
  });

  it('that is no MD5 is refused', async () => {
    expect(await put({ 'content-md5': 'AAAA' })).toMatchObject({ status: 400, code: 'InvalidDigest' });
  });
});

/** Headers of a body in unsigned chunks, of `size` bytes when put together. */
const chunked = (size: number, more: Record<string, string> = {}): Record<string, string> => ({
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': String(size),
  ...more,
});

const TRAILER = { 'x-amz-trailer': 'x-amz-checksum-crc32' };

describe('a body in unsigned chunks', () => {
  it('is put together, and compared with the checksum behind it', async () => {
    const body = '5\r\n12345\r\n4\r\n6789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n';
    expect(await put(chunked(9, TRAILER), body)).toMatchObject({ status: 200 });
    expect(stored()?.body.toString()).toBe(DIGITS);
  });

  it.each<[string, number, string, Record<string, string>, string]>([
    [
      'another checksum behind it',
      9,
      '9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      TRAILER,
      'BadDigest',
    ],
    ['no trailer where one was announced', 9, '9\r\n123456789\r\n0\r\n\r\n', TRAILER, 'MalformedTrailerError'],
    ['a trailer that is none', 9, '9\r\n123456789\r\n0\r\nnonsense\r\n\r\n', TRAILER, 'IncompleteBody'],
    ['fewer bytes than announced', 10, '9\r\n123456789\r\n0\r\n\r\n', {}, 'IncompleteBody'],
    ['a size that is no number', 9, 'x\r\n123456789\r\n0\r\n\r\n', {}, 'IncompleteBody'],
    ['a chunk that ends too early', 9, '99\r\n123456789\r\n', {}, 'IncompleteBody'],
    ['no last chunk', 9, '9\r\n123456789\r\n', {}, 'IncompleteBody'],
    ['nothing at all', 0, '', {}, 'IncompleteBody'],
  ])('with %s is refused', async (_, size, body, more, code) => {
    expect(await put(chunked(size, more), body)).toMatchObject({ status: 400, code });
    expect(stored()).toBeUndefined();
  });

  it('without its length is refused', async () => {
    const headers = Object.entries(chunked(9)).filter(([name]) => name !== 'x-amz-decoded-content-length');
    expect(await put(Object.fromEntries(headers), '9\r\n123456789\r\n0\r\n\r\n')).toMatchObject({
      status: 411,
      code: 'MissingContentLength',
    });
  });

  it('signed in a way that is not emulated is refused', async () => {
    const headers = { ...chunked(5), 'x-amz-content-sha256': 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' };
    expect(await put(headers)).toMatchObject({ status: 501, code: 'NotImplemented' });
  });
});

describe('a body of unknown length', () => {
  it('is refused outside of the framing of aws-chunked', async () => {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const request = await signed(running, { method: 'PUT', path: '/box/key', headers, body: 'hello' });
    const answer = await send(running, { ...request, headers: { ...request.headers, 'transfer-encoding': 'chunked' } });
    expect(answer).toMatchObject({ status: 501, code: 'NotImplemented' });
    expect(answer.body).toContain('<Header>Transfer-Encoding</Header>');
  });
});
