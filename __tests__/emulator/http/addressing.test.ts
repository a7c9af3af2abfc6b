import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListJobsCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Agent } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, startEmulator, type Running } from '../running';
import { send, signed, type RawRequest } from './raw-request';

let running: Running;

beforeEach(async () => {
  running = await startEmulator({
    hosts: ['s3.example.com'],
    seed: { buckets: [{ name: 'box', objects: [{ key: 'key', body: 'hello' }] }] },
  });
});

afterEach(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

/** Signed as if the emulator were at this host, and sent to it. */
async function sendTo(host: string, request: RawRequest): ReturnType<typeof send> {
  const { port } = new URL(running.emulator.endpoint);
  return send(running, await signed(running, { ...request, headers: { ...request.headers, host: `${host}:${port}` } }));
}

const ACCOUNT = '111122223333';

describe('a bucket', () => {
  it.each(['box.localhost', 'box.s3.localhost'])('may be in the name of the host: %s', async (host) => {
    expect(await sendTo(host, { method: 'GET', path: '/key' })).toMatchObject({ status: 200, body: 'hello' });
  });

  it.each(['localhost', '127.0.0.1', 's3.example.com'])('is in the path where the host is %s', async (host) => {
    expect(await sendTo(host, { method: 'GET', path: '/box/key' })).toMatchObject({ status: 200, body: 'hello' });
  });

  it('is in the name of the host where the SDK puts it, with a resolver that knows *.localhost', async () => {
    const { port } = new URL(running.emulator.endpoint);
    const agent = new Agent({
      lookup: (_host, options, found) =>
        found(null, options.all === true ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4),
    });
    const s3 = running.s3({
      endpoint: `http://localhost:${port}`,
      forcePathStyle: false,
      requestHandler: new NodeHttpHandler({ httpAgent: agent }),
    });
    await s3.send(new PutObjectCommand({ Bucket: 'box', Key: 'a/b c', Body: 'x' }));
    expect((await s3.send(new GetObjectCommand({ Bucket: 'box', Key: 'a/b c' }))).ContentLength).toBe(1);
    const targets = running.log.map((entry) => (entry.kind === 'request' ? entry.target : ''));
    expect(targets[0]).toMatch(/^\/a\/b%20c\?/);
  });
});

describe('S3 Control', () => {
  it('is found by its path and the account in a header', async () => {
    const { endpoint, region } = running.emulator;
    const client = new S3ControlClient({
      endpointProvider: () => ({ url: new URL(endpoint) }),
      region,
      credentials: running.credentials(0),
      maxAttempts: 1,
    });
    expect((await client.send(new ListJobsCommand({ AccountId: ACCOUNT }))).Jobs).toEqual([]);
    client.destroy();
  });

  it('is found by its path and the account in the name of the host', async () => {
    const request: RawRequest = { method: 'GET', path: '/v20180820/jobs' };
    const answer = await sendTo(`${ACCOUNT}.localhost`, request);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<ListJobsResult');
    expect(await sendTo(`${ACCOUNT}.s3-control.localhost`, request)).toMatchObject({ status: 200 });
  });

  it('of another account is refused', async () => {
    const headers = { 'x-amz-account-id': '444455556666' };
    const request: RawRequest = { method: 'GET', path: '/v20180820/jobs', headers };
    expect(await sendTo('127.0.0.1', request)).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  it('leaves a bucket that is called like its version to S3', async () => {
    expect(await sendTo('127.0.0.1', { method: 'GET', path: '/v20180820/jobs' })).toMatchObject({
      code: 'NoSuchBucket',
    });
  });
});

describe('a request', () => {
  it('signed for a service that is not emulated is answered with 501', async () => {
    const request = await signed(running, { method: 'GET', path: '/box/key' });
    const authorization = (request.headers?.['authorization'] ?? '').replace('/s3/', '/dynamodb/');
    const answer = await send(running, { ...request, headers: { ...request.headers, authorization } });
    expect(answer).toMatchObject({ status: 501, code: 'NotImplemented' });
  });

  it.each([
    ['a path that is not percent-encoded rightly', '/box/%zz', 400, 'InvalidURI'],
    ['a path of broken UTF-8', '/box/%ff', 400, 'InvalidURI'],
  ])('with %s is refused', async (_, path, status, code) => {
    expect(await send(running, { method: 'GET', path })).toMatchObject({ status, code });
  });

  it('gets an id, and the time', async () => {
    const { headers } = await send(running, { method: 'GET', path: '/' });
    expect(headers['x-amz-request-id']).toBe('0000000000000001');
    expect(Math.abs(Date.parse(headers.date ?? '') - Date.now())).toBeLessThan(60_000);
  });
});
