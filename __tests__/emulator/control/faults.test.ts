import { GetRoleCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ListJobsCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { EmulatorOptions } from '../../../emulator/emulator';
import type { FaultError, FaultOrder } from '../../../emulator/faults/fault';
import { seededRandom } from '../../../emulator/seeded-random';
import { destroyClients, queryClients } from '../iam/iam-client';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { control } from './control-client';

let running: Running;
const ends: (() => void)[] = [];

afterEach(async () => {
  destroyClients();
  for (const end of ends.splice(0)) end();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

/** An emulator with these faults and one object, `box/folder/key`. */
async function withFaults(faults: readonly FaultOrder[], options: EmulatorOptions = {}): Promise<void> {
  const objects = [{ key: 'folder/key', body: 'hello world' }];
  running = await startEmulator({ seed: { buckets: [{ name: 'box', objects }] }, faults, ...options });
}

const get = (client = running.s3(), Key = 'folder/key') => client.send(new GetObjectCommand({ Bucket: 'box', Key }));
const put = (client = running.s3()) => client.send(new PutObjectCommand({ Bucket: 'box', Key: 'new', Body: 'x' }));

/** What each of `count` requests, one after the other, ended with. */
async function outcomes(count: number, send: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  for (let number = 0; number < count; number++) {
    names.push(
      await send().then(
        () => 'ok',
        (error: unknown) => (error as Error).name,
      ),
    );
  }
  return names;
}

describe('a fault', () => {
  it.each<[FaultError, number, string]>([
    ['InternalError', 500, 'InternalError'],
    ['SlowDown', 503, 'SlowDown'],
    ['ServiceUnavailable', 503, 'ServiceUnavailable'],
    ['ExpiredToken', 400, 'ExpiredToken'],
    ['RequestTimeTooSkewed', 403, 'RequestTimeTooSkewed'],
    ['RequestTimeout', 400, 'RequestTimeout'],
    ['AccessDenied', 403, 'AccessDenied'],
    ['ConditionalRequestConflict', 409, 'ConditionalRequestConflict'],
    ['PreconditionFailed', 412, 'PreconditionFailed'],
  ])('answers S3 requests with the error %s', async (error, status, name) => {
    await withFaults([{ operation: 's3:GetObject', error }]);
    expect(await errorOf(get())).toMatchObject({ name, status });
    await put();
  });

  it('is an error in an answer that began well', async () => {
    await withFaults([{ operation: 's3:CopyObject', error: 'InternalError', errorStatus: 200, times: 1 }]);
    const copy = { Bucket: 'box', Key: 'copy', CopySource: 'box/folder/key' };
    await expect(running.s3().send(new CopyObjectCommand(copy))).rejects.toThrow();
    expect(running.log).toContainEqual(
      expect.objectContaining({ operation: 's3:CopyObject', status: 200, code: 'InternalError' }),
    );
    expect(await errorOf(get(running.s3(), 'copy'))).toMatchObject({ name: 'NoSuchKey' });
  });

  it('is an error in the words of each service', async () => {
    await withFaults([{ operation: '*:*', error: 'SlowDown' }]);
    const { iam, sts } = queryClients(running);
    const { endpoint, region } = running.emulator;
    const settings = { endpoint, region, credentials: running.credentials(0), maxAttempts: 1 };
    const kms = new KMSClient(settings);
    const s3Control = new S3ControlClient({ ...settings, endpointProvider: () => ({ url: new URL(endpoint) }) });
    ends.push(
      () => kms.destroy(),
      () => s3Control.destroy(),
    );
    const throttled = { name: 'Throttling', status: 400, message: 'Rate exceeded' };
    expect(await errorOf(iam.send(new GetRoleCommand({ RoleName: 'r' })))).toMatchObject(throttled);
    expect(await errorOf(sts.send(new GetCallerIdentityCommand({})))).toMatchObject(throttled);
    expect(await errorOf(kms.send(new DescribeKeyCommand({ KeyId: 'k' })))).toMatchObject({
      ...throttled,
      name: 'ThrottlingException',
    });
    const list = s3Control.send(new ListJobsCommand({ AccountId: '111122223333' }));
    expect(await errorOf(list)).toMatchObject({ name: 'SlowDown', status: 503 });
  });

  it('says that credentials are expired as the service says it', async () => {
    await withFaults([{ operation: '*:*', error: 'ExpiredToken' }]);
    const { iam } = queryClients(running);
    const kms = new KMSClient({
      endpoint: running.emulator.endpoint,
      region: 'us-east-1',
      credentials: running.credentials(0),
      maxAttempts: 1,
    });
    ends.push(() => kms.destroy());
    expect(await errorOf(get())).toMatchObject({ name: 'ExpiredToken', status: 400 });
    expect(await errorOf(iam.send(new GetRoleCommand({ RoleName: 'r' })))).toMatchObject({
      name: 'ExpiredToken',
      status: 403,
    });
    expect(await errorOf(kms.send(new DescribeKeyCommand({ KeyId: 'k' })))).toMatchObject({
      name: 'ExpiredTokenException',
      status: 400,
    });
  });

  it('meets operations by name, with wildcards', async () => {
    await withFaults([{ operation: 's3:List*', error: 'SlowDown' }]);
    const s3 = running.s3();
    expect(await errorOf(s3.send(new ListBucketsCommand({})))).toMatchObject({ name: 'SlowDown' });
    await get(s3);
  });

  it.each<[string, Partial<FaultOrder>]>([
    ['bucket', { bucket: 'box' }],
    ['bucket with a wildcard', { bucket: 'b?x' }],
    ['prefix of keys', { keyPrefix: 'folder/' }],
    ['access key', { accessKeyId: 'AKIAEMULATOR11112222' }],
  ])('meets only requests with its %s', async (_, condition) => {
    await withFaults([{ operation: 's3:*', error: 'SlowDown', ...condition }]);
    expect(await errorOf(get())).toMatchObject({ name: 'SlowDown' });
    const other = running.s3({ credentials: running.credentials(1) });
    await other.send(new CreateBucketCommand({ Bucket: 'other' }));
  });

  it.each<[string, Partial<FaultOrder>]>([
    ['bucket', { bucket: 'bo' }],
    ['prefix of keys', { keyPrefix: 'other/' }],
    ['access key', { accessKeyId: 'AKIAEMULATOR44445555' }],
  ])('leaves alone requests with another %s', async (_, condition) => {
    await withFaults([{ operation: 's3:*', error: 'SlowDown', ...condition }]);
    await get();
  });

  it('begins after so many requests and ends after so many times', async () => {
    await withFaults([{ operation: 's3:GetObject', error: 'InternalError', after: 2, times: 3 }]);
    const client = running.s3();
    const names = await outcomes(7, () => get(client));
    expect(names).toEqual(['ok', 'ok', 'InternalError', 'InternalError', 'InternalError', 'ok', 'ok']);
  });

  it('meets a share of the requests, the same in every run with the same seed of chance', async () => {
    const runs: string[][] = [];
    for (let run = 0; run < 2; run++) {
      if (run > 0) await running.close();
      const fault = { operation: 's3:GetObject', error: 'SlowDown' as const, probability: 0.5 };
      await withFaults([fault], { random: seededRandom(7) });
      const client = running.s3();
      runs.push(await outcomes(20, () => get(client)));
    }
    const [first = [], second] = runs;
    expect(second).toEqual(first);
    expect(first).toContain('ok');
    expect(first).toContain('SlowDown');
  });

  it('throttles what is beyond its rate, and lets through as much as the rate allows', async () => {
    let now = Date.now();
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    await withFaults([{ operation: 's3:GetObject', perSecond: 2 }], { clock });
    const client = running.s3();
    expect(await outcomes(4, () => get(client))).toEqual(['ok', 'ok', 'SlowDown', 'SlowDown']);
    now += 500;
    expect(await outcomes(2, () => get(client))).toEqual(['ok', 'SlowDown']);
    now += 5_000;
    expect(await outcomes(3, () => get(client))).toEqual(['ok', 'ok', 'SlowDown']);
  });

  it('delays the answer', async () => {
    const slept: number[] = [];
    const clock = { now: () => Date.now(), sleep: (ms: number) => Promise.resolve(void slept.push(ms)) };
    const fault = { operation: 's3:GetObject', latencyMs: 200 };
    await withFaults([fault, { ...fault, latencyMs: 50 }], { clock });
    await get();
    expect(slept).toEqual([250]);
  });

  it('does not keep the emulator from closing', async () => {
    await withFaults([{ operation: 's3:GetObject', latencyMs: 60_000 }]);
    const waiting = get().catch((error: unknown) => error);
    while (running.emulator.world.buckets.size > 0 && !(await isMet())) await Promise.resolve();
    await running.emulator.close();
    expect(await waiting).toBeInstanceOf(Error);
  });

  it('resets the connection before anything is done', async () => {
    await withFaults([{ operation: 's3:PutObject', reset: 'before' }]);
    await expect(put()).rejects.toThrow('ECONNRESET');
    expect(await errorOf(get(running.s3(), 'new'))).toMatchObject({ name: 'NoSuchKey' });
  });

  it('resets the connection after all was done', async () => {
    await withFaults([{ operation: 's3:PutObject', reset: 'after' }]);
    await expect(put()).rejects.toThrow('ECONNRESET');
    expect((await get(running.s3(), 'new')).ContentLength).toBe(1);
    expect(running.log).toContainEqual(
      expect.objectContaining({ operation: 's3:PutObject', status: 0, faults: ['fault-1'] }),
    );
  });

  it('resets the connection in the middle of the answer', async () => {
    await withFaults([{ operation: 's3:GetObject', reset: 'midway' }]);
    const { Body: body, ContentLength: length } = await get();
    expect(length).toBe(11);
    await expect(body?.transformToString()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('cuts the body of the answer short', async () => {
    await withFaults([{ operation: 's3:GetObject', truncateToBytes: 4 }]);
    const { Body: body } = await get();
    const parts: string[] = [];
    const read = async () => {
      for await (const part of body as AsyncIterable<Buffer>) parts.push(part.toString());
    };
    await expect(read()).rejects.toThrow('aborted');
    expect(parts.join('')).toBe('hell');
  });

  it('is survived by a client that tries again', async () => {
    await withFaults([
      { operation: 's3:GetObject', error: 'InternalError', times: 1 },
      { operation: 's3:GetObject', reset: 'before', times: 1, after: 1 },
    ]);
    const patient = running.s3({ maxAttempts: 4 });
    const { Body: body } = await get(patient);
    expect(await body?.transformToString()).toBe('hello world');
  });
});

async function isMet(): Promise<boolean> {
  const { body } = await control(running, 'GET', 'faults');
  return (body['faults'] as { met: number }[]).some(({ met }) => met > 0);
}

describe('the API of faults', () => {
  it('adds, lists with what they did, and removes', async () => {
    await withFaults([]);
    const ordered = await control(running, 'POST', 'faults', {
      operation: 's3:GetObject',
      error: 'SlowDown',
      after: 1,
    });
    expect(ordered).toEqual({
      status: 200,
      body: {
        faults: [
          { id: 'fault-1', operation: 's3:GetObject', error: 'SlowDown', after: 1, probability: 1, seen: 0, met: 0 },
        ],
      },
    });
    const several = [
      { operation: 'iam:*', latencyMs: 5 },
      { operation: 'sts:*', error: 'SlowDown' },
    ];
    await control(running, 'POST', 'faults', several);
    expect(await outcomes(2, () => get())).toEqual(['ok', 'SlowDown']);
    const { body } = await control(running, 'GET', 'faults');
    expect(body['faults']).toMatchObject([{ seen: 2, met: 1 }, { id: 'fault-2' }, { id: 'fault-3' }]);
    expect((await control(running, 'DELETE', 'faults/fault-2')).body['faults']).toHaveLength(2);
    expect((await control(running, 'DELETE', 'faults/fault-2')).status).toBe(404);
    expect((await control(running, 'DELETE', 'faults')).body['faults']).toEqual([]);
    await get();
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { operation: 's3:*', error: 'SlowDown', latency: 5 }, 'latency'],
    ['no operation', { error: 'SlowDown' }, 'operation'],
    ['an operation without a service', { operation: 'GetObject', error: 'SlowDown' }, 'operation'],
    ['an unknown error', { operation: 's3:*', error: 'Oops' }, 'error'],
    ['a probability above one', { operation: 's3:*', error: 'SlowDown', probability: 2 }, 'probability'],
    ['no effect', { operation: 's3:*' }, 'does nothing'],
    ['two effects', { operation: 's3:*', error: 'SlowDown', reset: 'before' }, 'give one of'],
    ['what is not JSON', '{', 'not JSON'],
  ])('refuses %s, and names it', async (_, order, word) => {
    await withFaults([]);
    const { status, body } = await control(running, 'POST', 'faults', order);
    expect(status).toBe(400);
    expect(body['error']).toContain(word);
    expect((await control(running, 'GET', 'faults')).body['faults']).toEqual([]);
  });
});
