import { cpSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as IAM from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { CreateJobCommand } from '@aws-sdk/client-s3-control';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ControlledClock } from '../../../emulator/controlled-clock';
import { createEmulator, type EmulatorOptions } from '../../../emulator/emulator';
import { entryRecord } from '../../../emulator/persistence/journal-entry';
import { readRecords, RecordWriter } from '../../../emulator/persistence/record-file';
import type { World } from '../../../emulator/world';
import { control } from '../control/control-client';
import { describeJob, order, reportRows } from '../job-on-stage';
import { bugs, startEmulator, type Running } from '../running';
import { put, putRules, REPLICAS, setStage, SOURCE, strike, trustOf, type Stage } from '../stage';

let directory: string;
let started: Running[] = [];

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 's3-backfill-state-'));
});

afterEach(async () => {
  for (const running of started) {
    await running.close();
    expect(bugs(running)).toEqual([]);
  }
  started = [];
  rmSync(directory, { recursive: true, force: true });
});

const journal = (of = directory) => path.join(of, 'state.journal');

async function start(options: EmulatorOptions = {}, dataDirectory = directory): Promise<Running> {
  const running = await startEmulator({ dataDirectory, ...options });
  started.push(running);
  return running;
}

/** The directory as a crash at this moment would leave it, in another place. */
function crashed(name = 'crashed'): string {
  const copy = path.join(directory, name);
  cpSync(journal(), journal(copy));
  return copy;
}

/** All that is kept of a world, in a form that can be compared. */
function contentOf(world: World): unknown {
  const maps = Object.entries(world).filter(([name, part]) => part instanceof Map && name !== 'buckets');
  return {
    things: Object.fromEntries(maps),
    buckets: [...world.buckets.values()].map((bucket) => ({ ...bucket, versions: [...bucket.versions.ascend()] })),
  };
}

/** One of everything. */
async function fill(running: Running): Promise<void> {
  const s3 = running.s3();
  const settings = { endpoint: running.emulator.endpoint, region: 'us-east-1', credentials: running.credentials(0) };
  const iam = new IAM.IAMClient(settings);
  const kms = new KMSClient(settings);
  const box = { Bucket: 'box' };
  await s3.send(new S3.CreateBucketCommand(box));
  await s3.send(new S3.PutObjectCommand({ ...box, Key: 'null', Body: 'before versioning' }));
  await s3.send(new S3.PutBucketVersioningCommand({ ...box, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(new S3.PutBucketTaggingCommand({ ...box, Tagging: { TagSet: [{ Key: 'team', Value: 'x' }] } }));
  const first = await s3.send(new S3.PutObjectCommand({ ...box, Key: 'a', Body: 'one', Metadata: { m: '1' } }));
  await s3.send(new S3.PutObjectCommand({ ...box, Key: 'a', Body: 'two', Tagging: 'k=v' }));
  await s3.send(
    new S3.PutObjectTaggingCommand({ ...box, Key: 'a', VersionId: first.VersionId, Tagging: { TagSet: [] } }),
  );
  await s3.send(new S3.CopyObjectCommand({ ...box, Key: 'copy', CopySource: 'box/a' }));
  await s3.send(new S3.DeleteObjectCommand({ ...box, Key: 'null' }));
  const gone = await s3.send(new S3.PutObjectCommand({ ...box, Key: 'gone', Body: 'x' }));
  await s3.send(new S3.DeleteObjectCommand({ ...box, Key: 'gone', VersionId: gone.VersionId }));
  await s3.send(new S3.PutObjectCommand({ ...box, Key: 'empty', Body: Buffer.alloc(0), ContentLength: 0 }));
  const begun = { ...box, Key: 'large' };
  const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand(begun));
  await s3.send(new S3.UploadPartCommand({ ...begun, UploadId, PartNumber: 1, Body: 'first' }));
  await s3.send(new S3.UploadPartCommand({ ...begun, UploadId, PartNumber: 1, Body: 'again' }));
  await s3
    .send(new S3.CreateMultipartUploadCommand({ ...begun, Key: 'aborted' }))
    .then((aborted) =>
      s3.send(new S3.AbortMultipartUploadCommand({ ...box, Key: 'aborted', UploadId: aborted.UploadId })),
    );
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'deleted' }));
  await s3.send(new S3.DeleteBucketCommand({ Bucket: 'deleted' }));
  await iam.send(new IAM.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trustOf('s3.amazonaws.com') }));
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  });
  await iam.send(new IAM.PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: document }));
  await iam.send(new IAM.CreatePolicyCommand({ PolicyName: 'managed', PolicyDocument: document }));
  await iam.send(
    new IAM.CreateRoleCommand({ RoleName: 'gone', AssumeRolePolicyDocument: trustOf('s3.amazonaws.com') }),
  );
  await iam.send(new IAM.DeleteRoleCommand({ RoleName: 'gone' }));
  const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId: key?.KeyId }));
  await s3.send(new S3.PutObjectCommand({ ...box, Key: 'secret', Body: 'x', ServerSideEncryption: 'aws:kms' }));
  iam.destroy();
  kms.destroy();
}

describe('the state in a directory', () => {
  it('is there again after the emulator was closed', async () => {
    const before = await start();
    await fill(before);
    await before.emulator.close();
    const after = await start();
    expect(contentOf(after.emulator.world)).toEqual(contentOf(before.emulator.world));
  });

  it('is there again after a crash, whenever that was', async () => {
    const before = await start();
    await fill(before);
    const after = await start({}, crashed());
    expect(contentOf(after.emulator.world)).toEqual(contentOf(before.emulator.world));
  });

  it('goes on being written after it was read', async () => {
    await fill(await start());
    const second = await start({}, crashed());
    await second.s3().send(new S3.PutObjectCommand({ Bucket: 'box', Key: 'later', Body: 'x' }));
    cpSync(journal(path.join(directory, 'crashed')), journal(path.join(directory, 'again')));
    const third = await start({}, path.join(directory, 'again'));
    expect(contentOf(third.emulator.world)).toEqual(contentOf(second.emulator.world));
  });

  it('ends with what was written whole: a record that was cut anywhere is dropped, and nothing before it', async () => {
    await fill(await start());
    const whole = [...readRecords(journal())];
    const cut = crashed();
    const versions = new Set<number | undefined>();
    for (let size = readFileSync(journal(cut)).length - 1; size > 200; size -= 251) {
      truncateSync(journal(cut), size);
      const kept = [...readRecords(journal(cut))];
      expect(kept).toEqual(whole.slice(0, kept.length));
      const left = size - kept.reduce((sum, record) => sum + 8 + record.length, 0);
      expect(left).toBeLessThan(8 + (whole[kept.length]?.length ?? 0));
      const again = path.join(directory, `cut-${size}`);
      cpSync(journal(cut), journal(again));
      const emulator = await createEmulator({ dataDirectory: again });
      versions.add(emulator.world.buckets.get('box')?.versions.size);
      await emulator.close();
    }
    expect(versions.size).toBeGreaterThan(5);
  });

  it('is not taken if it was damaged before its end', async () => {
    await fill(await start());
    const copy = crashed();
    const bytes = readFileSync(journal(copy));
    bytes.writeUInt8(bytes.readUInt8(500) ^ 0xff, 500);
    writeFileSync(journal(copy), bytes);
    await expect(createEmulator({ dataDirectory: copy })).rejects.toThrow(/is damaged at byte \d+; move it away/);
  });

  it('is not taken from another version, and the message says which', async () => {
    await start();
    const other = path.join(directory, 'other');
    cpSync(journal(), journal(other));
    const writer = new RecordWriter(openSync(journal(other), 'w'));
    writer.append(...entryRecord({ kind: 'begin', format: 's3-backfill emulator', version: 99 }));
    writer.close();
    await expect(createEmulator({ dataDirectory: other })).rejects.toThrow(
      /has the format 99, .* reads 1; name another/,
    );
  });

  it.each([
    ['empty', ''],
    ['a text', 'hello'],
    ['zeros', '\0'.repeat(100)],
  ])('is not taken from a file that is no journal: %s', async (_, content) => {
    writeFileSync(journal(), content);
    await expect(createEmulator({ dataDirectory: directory })).rejects.toThrow('is not the state of an emulator');
    expect(readFileSync(journal(), 'utf8')).toBe(content);
  });

  it('belongs to one process at a time', async () => {
    writeFileSync(path.join(directory, 'lock'), String(process.ppid));
    await expect(createEmulator({ dataDirectory: directory })).rejects.toThrow(`process id ${process.ppid}`);
    // No system has so many.
    writeFileSync(path.join(directory, 'lock'), '999999999');
    await start();
  });

  it('wins over the seed, which counts only for a new directory', async () => {
    const seed = { buckets: [{ name: 'seeded', objects: [{ key: 'k', versions: 1 }] }] };
    const first = await start({ seed });
    await first.s3().send(new S3.DeleteObjectCommand({ Bucket: 'seeded', Key: 'k' }));
    await first.emulator.close();
    const second = await start({ seed });
    expect(second.emulator.world.buckets.get('seeded')?.versions.size).toBe(0);
  });

  it('is empty again after a reset', async () => {
    const first = await start({ seed: { buckets: [{ name: 'seeded' }] } });
    await fill(first);
    await control(first, 'POST', 'reset');
    await first.s3().send(new S3.PutObjectCommand({ Bucket: 'seeded', Key: 'after', Body: 'x' }));
    const second = await start({}, crashed());
    expect([...second.emulator.world.buckets.keys()]).toEqual(['seeded']);
    expect(contentOf(second.emulator.world)).toEqual(contentOf(first.emulator.world));
  });

  it('holds a body once, however many versions share it', async () => {
    const running = await start();
    const s3 = running.s3();
    await s3.send(new S3.CreateBucketCommand({ Bucket: 'box' }));
    await s3.send(new S3.PutObjectCommand({ Bucket: 'box', Key: 'a', Body: 'x'.repeat(100_000) }));
    for (let copy = 0; copy < 5; copy++) {
      await s3.send(new S3.CopyObjectCommand({ Bucket: 'box', Key: `copy-${copy}`, CopySource: 'box/a' }));
    }
    expect(readFileSync(journal()).length).toBeLessThan(110_000);
    const again = await start({}, crashed());
    const versions = [...(again.emulator.world.buckets.get('box')?.versions.ascend() ?? [])].flat();
    expect(new Set(versions.map(({ body }) => body)).size).toBe(1);
  });

  it('loses what is no longer true when the emulator starts', async () => {
    const first = await start();
    const s3 = first.s3();
    await s3.send(new S3.CreateBucketCommand({ Bucket: 'box' }));
    for (let round = 0; round < 20; round++) {
      await s3.send(new S3.PutObjectCommand({ Bucket: 'box', Key: 'a', Body: `${round}`.repeat(1000) }));
    }
    const before = readFileSync(journal()).length;
    await first.emulator.close();
    await start();
    expect(readFileSync(journal()).length).toBeLessThan(before / 5);
  });

  it('says that it cannot be written', async () => {
    writeFileSync(path.join(directory, 'file'), '');
    await expect(createEmulator({ dataDirectory: path.join(directory, 'file', 'inside') })).rejects.toThrow('ENOTDIR');
  });
});

describe('what was going on', () => {
  /** Like `setStage`, on another emulator. */
  async function onStage(options: EmulatorOptions): Promise<Stage> {
    const stage = await setStage({ dataDirectory: directory, ...options });
    started.push({ ...stage.running, close: () => strike(stage) });
    return stage;
  }

  const move = (stage: Stage, milliseconds: number): Promise<void> => {
    const { clock } = stage.running.emulator.world;
    if (!(clock instanceof ControlledClock)) throw new Error('the clock is not controlled');
    return clock.moveTo(clock.now() + milliseconds);
  };

  it('goes on: a job that was at its tasks does all of them and reports all of them', async () => {
    const stage = await onStage({ clock: 'controlled', timing: { jobStateMs: 10 } });
    for (let number = 0; number < 20; number++) await put(stage, `key-${number}`);
    await putRules(stage);
    const { JobId = '' } = await stage.control.send(new CreateJobCommand(order()));
    await move(stage, 45);
    const before = await describeJob(stage, JobId);
    expect(before.Status).toBe('Completing');
    const again = await start({ clock: 'auto' }, crashed());
    await again.emulator.idle();
    const later: Stage = { ...stage, running: again, s3: again.s3() };
    const { jobs, buckets } = again.emulator.world;
    expect(jobs.get(JobId)).toMatchObject({ status: 'Complete', counts: { total: 20, succeeded: 20, failed: 0 } });
    expect(buckets.get(REPLICAS)?.versions.size).toBe(20);
    expect(await reportRows(later, JobId)).toHaveLength(20);
  });

  it('goes on: a job that waits for its confirmation still waits', async () => {
    const stage = await onStage({});
    await put(stage, 'key');
    await putRules(stage);
    const { JobId = '' } = await stage.control.send(new CreateJobCommand(order({ ConfirmationRequired: true })));
    await stage.running.emulator.idle();
    await describeJob(stage, JobId);
    const again = await start({}, crashed());
    const job = again.emulator.world.jobs.get(JobId);
    expect(job).toMatchObject({ status: 'Suspended', tasks: [{ key: 'key' }] });
  });

  it('goes on: what live replication had not replicated yet is replicated', async () => {
    const stage = await onStage({ clock: 'controlled', timing: { liveReplicationMs: 1000 } });
    await putRules(stage);
    await put(stage, 'key');
    const again = await start({ clock: 'auto' }, crashed());
    await again.emulator.idle();
    const { buckets } = again.emulator.world;
    expect(buckets.get(SOURCE)?.versions.current('key')?.replicationStatus).toBe('COMPLETED');
    expect(buckets.get(REPLICAS)?.versions.current('key')?.replicationStatus).toBe('REPLICA');
  });

  it('is over if it was over: a finished job and its outcome are there', async () => {
    const stage = await onStage({});
    await put(stage, 'key');
    await putRules(stage);
    const { JobId = '' } = await stage.control.send(new CreateJobCommand(order()));
    await stage.running.emulator.idle();
    const again = await start({}, crashed());
    expect(again.emulator.world.jobs.get(JobId)).toMatchObject({ status: 'Complete', counts: { succeeded: 1 } });
    expect(contentOf(again.emulator.world)).toEqual(contentOf(stage.running.emulator.world));
  });

  it('is later than all that was written, under a controlled clock too', async () => {
    const first = await start({ clock: 'controlled' });
    await control(first, 'POST', 'clock', { advanceMs: 1e10 });
    await first.s3().send(new S3.CreateBucketCommand({ Bucket: 'box' }));
    await first.s3().send(new S3.PutObjectCommand({ Bucket: 'box', Key: 'k', Body: 'x' }));
    const again = await start({ clock: 'controlled' }, crashed());
    expect(again.emulator.world.clock.now()).toBe(first.emulator.world.clock.now());
  });
});
