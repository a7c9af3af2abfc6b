import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ControlledClock } from '../../../emulator/time/controlled-clock';
import { systemTurn } from '../../../emulator/system';
import { destroyClients, queryClients } from '../iam/iam-client';
import { ACCOUNT, trust } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { control } from './control-client';

const HOUR_MS = 3_600_000;
const never = new AbortController().signal;

describe('a controlled clock', () => {
  it('stands still until it is moved', async () => {
    const clock = new ControlledClock(1000, 'controlled', systemTurn);
    let awake = false;
    const sleeping = clock.sleep(500, never).then(() => (awake = true));
    await clock.moveTo(1499);
    expect([clock.now(), awake, clock.waiting]).toEqual([1499, false, 1]);
    await clock.moveTo(1500);
    await sleeping;
    expect([clock.now(), clock.waiting]).toEqual([1500, 0]);
  });

  it('wakes each task at its own time, those too that go to sleep again on the way', async () => {
    const clock = new ControlledClock(0, 'controlled', systemTurn);
    const woken: string[] = [];
    const task = async (name: string, each: number): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        await clock.sleep(each, never);
        woken.push(`${name}${clock.now()}`);
      }
    };
    const tasks = [task('a', 20), task('b', 30)];
    await clock.moveTo(100);
    await Promise.all(tasks);
    expect(woken).toEqual(['a20', 'b30', 'a40', 'b60', 'a60', 'b90']);
  });

  it('waits for tasks that only give way', async () => {
    const clock = new ControlledClock(0, 'controlled', systemTurn);
    let endedMs = -1;
    const task = async (): Promise<void> => {
      for (let round = 0; round < 50; round++) await clock.sleep(0, never);
      await clock.sleep(10, never);
      endedMs = clock.now();
    };
    const ending = task();
    await clock.moveTo(100);
    await ending;
    expect(endedMs).toBe(10);
  });

  it('never goes back', async () => {
    const clock = new ControlledClock(1000, 'controlled', systemTurn);
    await expect(clock.moveTo(999)).rejects.toThrow('is in the past');
  });

  it('lets go of a task whose signal aborts', async () => {
    const clock = new ControlledClock(0, 'controlled', systemTurn);
    const giving = new AbortController();
    const sleeping = clock.sleep(10, giving.signal);
    giving.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(0, giving.signal)).rejects.toThrow('enough');
    expect(clock.waiting).toBe(0);
  });

  it('in auto mode jumps over every wait', async () => {
    const clock = new ControlledClock(0, 'auto', systemTurn);
    for (let hour = 0; hour < 100; hour++) await clock.sleep(HOUR_MS, never);
    expect(clock.now()).toBe(100 * HOUR_MS);
  });

  it('that becomes automatic wakes who waits already', async () => {
    const clock = new ControlledClock(0, 'controlled', systemTurn);
    const sleeping = clock.sleep(HOUR_MS, never);
    clock.setMode('auto');
    await sleeping;
    clock.setMode('controlled');
    void clock.sleep(HOUR_MS, never);
    await systemTurn();
    expect([clock.now(), clock.waiting]).toEqual([HOUR_MS, 1]);
  });
});

describe('the clock of an emulator', () => {
  let running: Running;

  afterEach(async () => {
    destroyClients();
    await running.close();
    expect(bugs(running)).toEqual([]);
  });

  const now = async () => Date.parse(String((await control(running, 'GET', 'clock')).body['now']));

  it('is told, and moved, by the API', async () => {
    running = await startEmulator({ clock: 'controlled' });
    const begin = await now();
    await control(running, 'POST', 'clock', { advanceMs: HOUR_MS });
    expect(await now()).toBe(begin + HOUR_MS);
    const later = new Date(begin + 5 * HOUR_MS).toISOString();
    expect((await control(running, 'POST', 'clock', { setTo: later })).body).toEqual({
      now: later,
      mode: 'controlled',
      skewMs: 0,
      waiting: 0,
    });
  });

  it.each<[string, unknown, string]>([
    ['the past', { setTo: '2001-01-01T00:00:00Z' }, 'setTo: 2001-01-01T00:00:00.000Z is in the past'],
    ['what is no time', { setTo: 'tomorrow' }, 'setTo'],
    ['a step back', { advanceMs: -1 }, 'advanceMs'],
    ['two changes at once', { advanceMs: 1, mode: 'auto' }, 'give one of'],
    ['nothing', {}, 'give one of'],
    ['an unknown mode', { mode: 'fast' }, 'mode'],
  ])('refuses %s', async (_, body, word) => {
    running = await startEmulator({ clock: 'controlled' });
    const answer = await control(running, 'POST', 'clock', body);
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toContain(word);
  });

  it("that is the machine's cannot be moved", async () => {
    running = await startEmulator();
    expect((await control(running, 'GET', 'clock')).body['mode']).toBe('system');
    const { status, body } = await control(running, 'POST', 'clock', { advanceMs: 1 });
    expect(status).toBe(409);
    expect(body['error']).toContain('--clock controlled');
  });

  it('does not decide about signatures: clients sign with the real time', async () => {
    running = await startEmulator({ clock: 'controlled' });
    await control(running, 'POST', 'clock', { advanceMs: 1000 * HOUR_MS });
    await running.s3().send(new ListBucketsCommand({}));
    const late = running.s3({ systemClockOffset: -16 * 60_000, maxAttempts: 1 });
    expect(await errorOf(late.send(new ListBucketsCommand({})))).toMatchObject({ name: 'RequestTimeTooSkewed' });
  });

  it('can be wrong: a client that takes the time from the answer comes right at its second try', async () => {
    running = await startEmulator({ clockSkewMs: 20 * 60_000 });
    const send = (maxAttempts: number) => running.s3({ maxAttempts }).send(new ListBucketsCommand({}));
    expect(await errorOf(send(1))).toMatchObject({ name: 'RequestTimeTooSkewed' });
    await send(2);
    await control(running, 'POST', 'clock', { skewMs: 0 });
    await send(1);
  });

  it('decides when temporary credentials expire', async () => {
    running = await startEmulator({ clock: 'controlled' });
    const { iam, sts } = queryClients(running);
    const document = trust({ AWS: ACCOUNT });
    await iam.send(new CreateRoleCommand({ RoleName: 'loader', AssumeRolePolicyDocument: document }));
    const role = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/loader`, RoleSessionName: 'rehearsal' };
    const { Credentials: keys } = await sts.send(new AssumeRoleCommand(role));
    const session = queryClients(running, {
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    }).sts;
    await session.send(new GetCallerIdentityCommand({}));
    await control(running, 'POST', 'clock', { advanceMs: HOUR_MS });
    expect(await errorOf(session.send(new GetCallerIdentityCommand({})))).toMatchObject({
      name: 'ExpiredToken',
      status: 403,
      message: 'The security token included in the request is expired',
    });
  });

  it('in auto mode lets live replication that takes hours happen at once', async () => {
    running = await startEmulator({
      clock: 'auto',
      timing: { liveReplicationMs: 5 * HOUR_MS },
      seed: { buckets: [{ name: 'source', versioning: 'Enabled' }] },
    });
    const begin = await now();
    const bucket = running.emulator.world.buckets.get('source');
    if (bucket === undefined) throw new Error('there is no bucket');
    bucket.replication = {
      roleArn: `arn:aws:iam::${ACCOUNT}:role/replication`,
      rules: [
        {
          id: 'all',
          enabled: true,
          priority: 1,
          prefix: '',
          tags: {},
          destinationBucket: 'missing',
          destinationRegion: 'us-east-1',
          kmsObjects: false,
          replicaModifications: false,
          deleteMarkers: false,
          ownerOverride: false,
        },
      ],
    };
    await running.s3().send(new PutObjectCommand({ Bucket: 'source', Key: 'key', Body: 'x' }));
    expect((await control(running, 'POST', 'idle')).body).toEqual({ idle: true, background: 0 });
    expect(bucket.versions.current('key')?.replicationStatus).toBe('FAILED');
    expect(await now()).toBeGreaterThanOrEqual(begin + 5 * HOUR_MS);
  });
});
