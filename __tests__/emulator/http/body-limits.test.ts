// Bodies of which nobody knows yet who sends them, and bodies without end.
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, startEmulator, type Running } from '../running';
import { send, signed, type RawRequest } from './raw-request';

let running: Running;

beforeAll(async () => {
  running = await startEmulator({ seed: { buckets: [{ name: 'box', objects: [] }] } });
});

afterAll(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

interface Told {
  readonly status: number;
  readonly body: string;
  /** Bytes that were sent when the answer came. */
  readonly sentBytes: number;
  /** Bytes that were sent until the connection ended, or until there were no more. */
  readonly takenBytes: number;
}

/** Sends zeros until there are `length`, or until nobody takes them any more. */
async function pour({ method, path, query = {}, headers = {} }: RawRequest, length: number): Promise<Told> {
  const { hostname, port } = new URL(running.emulator.endpoint);
  const search = new URLSearchParams(query).toString();
  const sent = httpRequest({ hostname, port, method, path: `${path}?${search}`, headers, agent: false });
  let answer: { status: number; sentBytes: number } | undefined;
  let body = '';
  let taken = 0;
  const seen = new Set<'end' | 'answer'>();
  sent.on('response', (response) => {
    answer = { status: response.statusCode ?? 0, sentBytes: taken };
    response.on('data', (part: Buffer) => (body += part.toString()));
    response.on('end', () => void seen.add('answer'));
    response.on('error', () => undefined);
  });
  sent.on('error', () => void seen.add('end'));
  sent.on('close', () => void seen.add('end'));
  const part = Buffer.alloc(MIB);
  while (!seen.has('end') && taken < length) {
    taken += part.length;
    if (!sent.write(part)) await Promise.race([once(sent, 'drain'), once(sent, 'close')]).catch(() => undefined);
  }
  const until = AbortSignal.timeout(5_000);
  while (seen.size === 0 && !until.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
  sent.destroy();
  return { status: answer?.status ?? 0, body, sentBytes: answer?.sentBytes ?? Infinity, takenBytes: taken };
}

const unsigned = { method: 'PUT', path: '/box/key', headers: { 'content-length': String(1.5 * GIB) } };
const DATE = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
const stranger = {
  'x-amz-date': DATE,
  'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
  authorization: `AWS4-HMAC-SHA256 Credential=AKIANOBODY/${DATE.slice(0, 8)}/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00`,
};

describe('a large body', () => {
  it.each<[string, RawRequest, number]>([
    ['without a signature', unsigned, 403],
    ['of an unknown key', { ...unsigned, headers: { ...unsigned.headers, ...stranger } }, 403],
    ['without a length', { ...unsigned, headers: { 'transfer-encoding': 'chunked', ...stranger } }, 501],
    ['for the API of the emulator', { ...unsigned, path: '/_emulator/reset' }, 403],
    ['for another host', { ...unsigned, headers: { ...unsigned.headers, host: 'evil.example' } }, 403],
  ])('%s is answered before it is there, and not kept', async (_, request, status) => {
    const before = process.memoryUsage().rss;
    const told = await pour(request, 1.5 * GIB);
    expect(told.status).toBe(status);
    expect(told.sentBytes).toBeLessThan(64 * MIB);
    expect(told.takenBytes).toBeLessThan(256 * MIB);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MIB);
  });

  it.each<[string, RawRequest, string]>([
    [
      'an object of more than 5 GiB',
      { method: 'PUT', path: '/box/key', headers: { 'content-length': String(5 * GIB + 1) } },
      'EntityTooLarge',
    ],
    [
      'an object of more than 1 GiB',
      { method: 'PUT', path: '/box/key', headers: { 'content-length': String(GIB + 1) } },
      'NotImplemented',
    ],
    [
      'a document of more than 8 MiB',
      { method: 'POST', path: '/box', query: { delete: '' }, headers: { 'content-length': String(8 * MIB + 1) } },
      'MaxMessageLengthExceeded',
    ],
    [
      'tags of more than 8 MiB',
      { method: 'PUT', path: '/box/key', query: { tagging: '' }, headers: { 'content-length': String(8 * MIB + 1) } },
      'MaxMessageLengthExceeded',
    ],
  ])('is refused by what its headers say, before it is sent: %s', async (_, request, code) => {
    const told = await pour(await signed(running, request), MIB);
    expect(told.body).toContain(`<Code>${code}</Code>`);
  });

  it('is taken of a caller who may send it', async () => {
    const body = Buffer.alloc(3 * MIB, 'x');
    const request = await signed(running, { method: 'PUT', path: '/box/large', body });
    expect(await send(running, request)).toMatchObject({ status: 200 });
    const wrong = { ...request, headers: { ...request.headers, authorization: 'AWS4-HMAC-SHA256 Credential=x' } };
    expect((await send(running, wrong)).status).toBe(400);
  });
});

describe('bodies that come all at once, and slowly', () => {
  const announced = { method: 'PUT', path: '/box/slow', headers: { 'content-length': String(GIB) } };

  /** Announces a gibibyte, sends a byte of it, and says what is answered within that time. */
  async function trickle(waitMs: number): Promise<{ readonly status: number | undefined; end(): Promise<void> }> {
    const {
      method,
      path,
      headers = {},
    } = await signed(running, {
      ...announced,
      headers: { ...announced.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    });
    const { hostname, port } = new URL(running.emulator.endpoint);
    const sent = httpRequest({ hostname, port, method, path, headers, agent: false });
    sent.on('error', () => undefined);
    let status: number | undefined;
    sent.on('response', (response) => {
      status = response.statusCode;
      response.resume();
    });
    sent.write('x');
    const until = AbortSignal.timeout(waitMs);
    while (status === undefined && !until.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
    return {
      status,
      end: async () => {
        const closed = new Promise<void>((done) => (sent.closed ? done() : sent.on('close', () => done())));
        sent.destroy();
        await closed;
      },
    };
  }

  it('are refused beyond 2 GiB before they are there, and taken again when others are gone', async () => {
    const first = await trickle(300);
    expect(first.status).toBeUndefined();
    const second = await trickle(5_000);
    expect(second.status).toBe(503);
    // What is small is answered meanwhile.
    const small = await signed(running, { method: 'PUT', path: '/box/small', body: 'x' });
    expect(await send(running, small)).toMatchObject({ status: 200 });
    await first.end();
    await second.end();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const third = await trickle(300);
    expect(third.status).toBeUndefined();
    await third.end();
  });
});

describe('a document', () => {
  /** The fastest of three: what else the machine does meanwhile is no property of the parser. */
  const delivered = async (body: string): Promise<{ code: string; milliseconds: number }> => {
    let [code, milliseconds] = ['', Infinity];
    for (let times = 0; times < 3; times += 1) {
      const request = await signed(running, { method: 'POST', path: '/box', query: { delete: '' }, body });
      const began = performance.now();
      ({ code = '' } = await send(running, request));
      milliseconds = Math.min(milliseconds, performance.now() - began);
    }
    return { code, milliseconds };
  };

  it.each<[string, (length: number) => string]>([
    ['elements in elements', (length) => '<a>'.repeat(length / 3)],
    ['elements in elements, well-formed', (length) => '<a>'.repeat(length / 7) + '</a>'.repeat(length / 7)],
    ['elements without end', (length) => '<'.repeat(length)],
    ['elements beside elements', (length) => `<a>${'<b/>'.repeat(length / 4)}</a>`],
    ['comments that do not end', (length) => `<a>${'<!--'.repeat(length / 4)}</a>`],
    ['sections that do not end', (length) => `<a>${'<![CDATA['.repeat(length / 9)}</a>`],
    ['a long name', (length) => `<${'a'.repeat(length)}/>`],
    ['many attributes', (length) => `<a ${'b="c" '.repeat(length / 6)}/>`],
    ['white space', (length) => `<a>${' '.repeat(length)}x</a>${' '.repeat(length)}`],
    ['entities', (length) => `<a>${'&'.repeat(length)}</a>`],
  ])('of %s takes no more than twice the time for twice the length, and no stack', async (_, make) => {
    const [small, large] = [await delivered(make(MIB)), await delivered(make(2 * MIB))];
    expect(large.code).toMatch(/^(MalformedXML|InvalidRequest|MissingContentMD5)$/);
    expect(large.milliseconds).toBeLessThan(4 * small.milliseconds + 500);
  });
});
