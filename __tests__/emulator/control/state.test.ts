import { request } from 'node:http';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseQuirks, parseTiming } from '../../../emulator/world/settings';
import { destroyClients, queryClients } from '../iam/iam-client';
import { ACCOUNT, trust } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { control } from './control-client';

let running: Running;

afterEach(async () => {
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const SEED = { buckets: [{ name: 'box', versioning: 'Enabled' as const, objects: [{ key: 'key', versions: 3 }] }] };

describe('the state', () => {
  it('counts what there is', async () => {
    running = await startEmulator({ seed: SEED });
    const { body } = await control(running, 'GET', 'state');
    expect(body).toMatchObject({
      background: 0,
      counts: { buckets: 1, roles: 0, jobs: 0 },
      buckets: {
        box: { accountId: ACCOUNT, region: 'us-east-1', versioning: 'Enabled', versions: 3, uploads: 0 },
      },
      jobs: {},
    });
  });

  it('goes back to the beginning: seed, faults, timing and quirks as the emulator was started with', async () => {
    running = await startEmulator({
      seed: SEED,
      timing: { jobStateMs: 7 },
      faults: [{ operation: 's3:ListBuckets', error: 'SlowDown' }],
    });
    const s3 = running.s3();
    await s3.send(new CreateBucketCommand({ Bucket: 'another' }));
    await s3.send(new PutObjectCommand({ Bucket: 'box', Key: 'more', Body: 'x' }));
    const role = { RoleName: 'r', AssumeRolePolicyDocument: trust({ AWS: ACCOUNT }) };
    await queryClients(running).iam.send(new CreateRoleCommand(role));
    await control(running, 'POST', 'timing', { jobStateMs: 1, iamPropagationMs: 2 });
    await control(running, 'POST', 'quirks', { unreliableFailedCount: true });
    await control(running, 'POST', 'faults', { operation: 's3:GetObject', error: 'SlowDown' });
    const { body } = await control(running, 'POST', 'reset');
    expect(body).toMatchObject({ counts: { buckets: 1, roles: 0 }, buckets: { box: { versions: 3 } } });
    expect((await control(running, 'GET', 'timing')).body).toMatchObject({ jobStateMs: 7, iamPropagationMs: 0 });
    expect((await control(running, 'GET', 'quirks')).body).toMatchObject({ unreliableFailedCount: false });
    expect((await control(running, 'GET', 'faults')).body['faults']).toMatchObject([{ operation: 's3:ListBuckets' }]);
    await s3.send(new GetObjectCommand({ Bucket: 'box', Key: 'key' }));
  });

  it('ends what goes on in the background when it goes back', async () => {
    running = await startEmulator();
    const { background } = running.emulator.world;
    background.run(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('end')))),
    );
    expect((await control(running, 'GET', 'state')).body['background']).toBe(1);
    expect((await control(running, 'POST', 'reset')).body['background']).toBe(0);
    let ran = false;
    background.run((signal) => Promise.resolve(void (ran = !signal.aborted)));
    expect(ran).toBe(true);
  });
});

describe('waiting until nothing goes on', () => {
  it('ends when the background does', async () => {
    running = await startEmulator();
    const { background } = running.emulator.world;
    let end = (): void => undefined;
    background.run(() => new Promise((resolve) => (end = resolve)));
    const waiting = control(running, 'POST', 'idle', {});
    expect((await control(running, 'GET', 'state')).body['background']).toBe(1);
    end();
    expect((await waiting).body).toEqual({ idle: true, background: 0 });
  });

  it('ends at its timeout, and says so', async () => {
    running = await startEmulator();
    const { background } = running.emulator.world;
    background.run((signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())));
    expect((await control(running, 'POST', 'idle', { timeoutMs: 5 })).body).toEqual({ idle: false, background: 1 });
    expect((await control(running, 'POST', 'idle', { timeoutMs: 'long' })).body['error']).toContain('timeoutMs');
  });
});

describe('timing and quirks', () => {
  it('change while the emulator runs', async () => {
    running = await startEmulator();
    const { status, body } = await control(running, 'POST', 'timing', { iamPropagationMs: 5000 });
    expect(status).toBe(200);
    expect(body).toEqual(running.emulator.world.timing);
    expect(running.emulator.world.timing).toMatchObject({ iamPropagationMs: 5000, liveReplicationMs: 50 });
    await control(running, 'POST', 'quirks', { unreliableFailedCount: true });
    expect(running.emulator.world.quirks).toMatchObject({ unreliableFailedCount: true });
  });

  it.each<[string, string, unknown, string]>([
    ['an unknown time', 'timing', { coffeeMs: 1 }, 'coffeeMs'],
    ['a negative time', 'timing', { jobStateMs: -1 }, 'jobStateMs'],
    ['a time that is text', 'timing', { jobStateMs: '1' }, 'jobStateMs'],
    ['an unknown quirk', 'quirks', { moody: true }, 'moody'],
    ['a quirk that is a number', 'quirks', { unreliableFailedCount: 1 }, 'unreliableFailedCount'],
    ['a list', 'quirks', [], 'expected record'],
  ])('refuse %s', async (_, path, body, word) => {
    running = await startEmulator();
    const answer = await control(running, 'POST', path, body);
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toContain(word);
  });

  it('are words on the command line', async () => {
    running = await startEmulator();
    expect(parseTiming(['jobStateMs=5', 'iamPropagationMs=2000'])).toEqual({ jobStateMs: 5, iamPropagationMs: 2000 });
    expect(parseQuirks(['unreliableFailedCount'])).toEqual({ unreliableFailedCount: true });
    expect(() => parseTiming(['jobStateMs'])).toThrow('jobStateMs');
    expect(() => parseTiming(['jobStateMs=soon'])).toThrow('jobStateMs');
    expect(() => parseTiming(['coffeeMs=1'])).toThrow(/there is liveReplicationMs, jobStateMs, .*coffeeMs/s);
    expect(() => parseQuirks(['moody'])).toThrow('moody');
  });
});

describe('the API', () => {
  it('names its routes to who asks for another', async () => {
    running = await startEmulator();
    const { status, body } = await control(running, 'GET', 'nothing');
    expect(status).toBe(404);
    expect(body['error']).toContain('POST /_emulator/reset');
    expect((await control(running, 'GET', 'faults/1/2')).status).toBe(404);
  });

  it('is not for the pages that a browser has open', async () => {
    running = await startEmulator({ seed: SEED });
    const { status } = await control(running, 'POST', 'reset', {}, { origin: 'https://example.com' });
    expect(status).toBe(403);
  });

  it('is not without a header that a page cannot send to another host', async () => {
    running = await startEmulator({ seed: SEED });
    for (const path of ['state', 'reset']) {
      const response = await fetch(`${running.emulator.endpoint}/_emulator/${path}`, {
        method: path === 'state' ? 'GET' : 'POST',
      });
      expect([response.status, await response.text()]).toEqual([
        403,
        expect.stringContaining('x-s3-backfill-emulator'),
      ]);
    }
    const preflight = await fetch(`${running.emulator.endpoint}/_emulator/state`, { method: 'OPTIONS' });
    expect([preflight.ok, [...preflight.headers.keys()].filter((name) => name.includes('allow'))]).toEqual([false, []]);
  });

  it('reads no more than a body of 1 MiB', async () => {
    running = await startEmulator({ seed: SEED });
    const body = { operation: 'x'.repeat(2 ** 20) };
    expect((await control(running, 'POST', 'faults', body)).status).toBe(413);
  });

  it('leaves an object whose key looks like a route to S3', async () => {
    running = await startEmulator({ seed: SEED });
    const { port } = new URL(running.emulator.endpoint);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: `box.localhost:${port}` };
      const sent = request({ port, host: '127.0.0.1', path: '/_emulator/state', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject);
      sent.end();
    });
    expect(status).toBe(403);
    const key = { Bucket: 'box', Key: '_emulator/state' };
    expect(await errorOf(running.s3().send(new GetObjectCommand(key)))).toMatchObject({ name: 'NoSuchKey' });
  });
});
