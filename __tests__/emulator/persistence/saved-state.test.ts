import { cpSync, openSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import * as IAM from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { CreateTopicCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEmulator, parseSeed } from '../../../emulator/emulator';
import { entryRecord } from '../../../emulator/persistence/journal-entry';
import { readRecords, RecordWriter } from '../../../emulator/persistence/record-file';
import { control } from '../control/control-client';
import { destroyMonitoringClients, monitoringClients } from '../monitoring/monitoring-clients';
import type { Running } from '../running';
import { trustOf } from '../stage';
import { contentOf, makeDataDirectory, type DataDirectory } from './data-directory';

let data: DataDirectory;

beforeEach(() => {
  data = makeDataDirectory();
});
afterEach(() => data.end());

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
  const annotation = { AnnotationName: 'name', AnnotationPayload: 'annotation' };
  await s3.send(new S3.PutObjectAnnotationCommand({ ...box, Key: 'copy', ...annotation }));
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
  await fillMonitoring(running);
  iam.destroy();
  kms.destroy();
}

async function fillMonitoring(running: Running): Promise<void> {
  const { cloudWatch, sns, events } = monitoringClients(running);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'told', Tags: [{ Key: 'team', Value: 'x' }] }));
  await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Told' }));
  await events.send(new PutRuleCommand({ Name: 'jobs', EventPattern: '{"source":["aws.s3"]}' }));
  await events.send(new PutTargetsCommand({ Rule: 'jobs', Targets: [{ Id: '1', Arn: TopicArn }] }));
  const alarm = {
    Namespace: 'AWS/S3',
    MetricName: 'OperationsFailedReplication',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
  } as const;
  for (const AlarmName of ['failed', 'gone']) await cloudWatch.send(new PutMetricAlarmCommand({ AlarmName, ...alarm }));
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['gone'] }));
  destroyMonitoringClients();
}

describe('the state in a directory', () => {
  it('is there again after the emulator was closed', async () => {
    const before = await data.start();
    await fill(before);
    await before.emulator.close();
    const after = await data.start();
    expect(contentOf(after.emulator.world)).toEqual(contentOf(before.emulator.world));
  });

  it('is there again after a crash, whenever that was', async () => {
    const before = await data.start();
    await fill(before);
    const after = await data.start({}, data.crashed());
    expect(contentOf(after.emulator.world)).toEqual(contentOf(before.emulator.world));
  });

  it('goes on being written after it was read', async () => {
    await fill(await data.start());
    const second = await data.start({}, data.crashed());
    await second.s3().send(new S3.PutObjectCommand({ Bucket: 'box', Key: 'later', Body: 'x' }));
    cpSync(data.journal(path.join(data.path, 'crashed')), data.journal(path.join(data.path, 'again')));
    const third = await data.start({}, path.join(data.path, 'again'));
    expect(contentOf(third.emulator.world)).toEqual(contentOf(second.emulator.world));
  });

  it('ends with what was written whole: a record that was cut anywhere is dropped, and nothing before it', async () => {
    await fill(await data.start());
    const whole = [...readRecords(data.journal())];
    const cut = data.crashed();
    const versions = new Set<number | undefined>();
    for (let size = readFileSync(data.journal(cut)).length - 1; size > 200; size -= 251) {
      truncateSync(data.journal(cut), size);
      const kept = [...readRecords(data.journal(cut))];
      expect(kept).toEqual(whole.slice(0, kept.length));
      const left = size - kept.reduce((sum, record) => sum + 8 + record.length, 0);
      expect(left).toBeLessThan(8 + (whole[kept.length]?.length ?? 0));
      const again = path.join(data.path, `cut-${size}`);
      cpSync(data.journal(cut), data.journal(again));
      const emulator = await createEmulator({ dataDirectory: again });
      versions.add(emulator.world.buckets.get('box')?.versions.size);
      await emulator.close();
    }
    expect(versions.size).toBeGreaterThan(5);
  });

  it('is not taken if it was damaged before its end', async () => {
    await fill(await data.start());
    const copy = data.crashed();
    const bytes = readFileSync(data.journal(copy));
    bytes.writeUInt8(bytes.readUInt8(500) ^ 0xff, 500);
    writeFileSync(data.journal(copy), bytes);
    await expect(createEmulator({ dataDirectory: copy })).rejects.toThrow(/is damaged at byte \d+; move it away/);
  });

  it('is not taken from another version, and the message says which', async () => {
    await data.start();
    const other = path.join(data.path, 'other');
    cpSync(data.journal(), data.journal(other));
    const writer = new RecordWriter(openSync(data.journal(other), 'w'));
    writer.append(...entryRecord({ kind: 'begin', format: 's3-backfill emulator', version: 99 }));
    writer.close();
    await expect(createEmulator({ dataDirectory: other })).rejects.toThrow(
      /has the format 99, .* reads 2; name another/,
    );
  });

  it.each([
    ['empty', ''],
    ['a text', 'hello'],
    ['zeros', '\0'.repeat(100)],
  ])('is not taken from a file that is no journal: %s', async (_, content) => {
    writeFileSync(data.journal(), content);
    await expect(createEmulator({ dataDirectory: data.path })).rejects.toThrow('is not the state of an emulator');
    expect(readFileSync(data.journal(), 'utf8')).toBe(content);
  });

  it('is written through no link that was left in its directory', async () => {
    const elsewhere = path.join(data.path, 'elsewhere');
    writeFileSync(elsewhere, 'precious');
    for (const name of ['lock', 'state.journal.new']) symlinkSync(elsewhere, path.join(data.path, name));
    await data.start();
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
    expect(statSync(data.journal()).mode & 0o777).toBe(0o600);
  });

  it('belongs to one process at a time', async () => {
    writeFileSync(path.join(data.path, 'lock'), String(process.ppid));
    await expect(createEmulator({ dataDirectory: data.path })).rejects.toThrow(`process id ${process.ppid}`);
    // No system has so many.
    writeFileSync(path.join(data.path, 'lock'), '999999999');
    await data.start();
  });

  it('has the size of an object that was too large to be held', async () => {
    const sizeBytes = 6 * 1024 ** 3;
    const seed = parseSeed(JSON.stringify({ buckets: [{ name: 'seeded', objects: [{ key: 'k', sizeBytes }] }] }));
    await data.start({ seed });
    const after = await data.start({}, data.crashed());
    const head = await after.s3().send(new S3.HeadObjectCommand({ Bucket: 'seeded', Key: 'k' }));
    expect(head.ContentLength).toBe(sizeBytes);
  });

  it('wins over the seed, which counts only for a new directory', async () => {
    const seed = { buckets: [{ name: 'seeded', objects: [{ key: 'k', versions: 1 }] }] };
    const first = await data.start({ seed });
    await first.s3().send(new S3.DeleteObjectCommand({ Bucket: 'seeded', Key: 'k' }));
    await first.emulator.close();
    const second = await data.start({ seed });
    expect(second.emulator.world.buckets.get('seeded')?.versions.size).toBe(0);
  });

  it('is empty again after a reset', async () => {
    const first = await data.start({ seed: { buckets: [{ name: 'seeded' }] } });
    await fill(first);
    await control(first, 'POST', 'reset');
    await first.s3().send(new S3.PutObjectCommand({ Bucket: 'seeded', Key: 'after', Body: 'x' }));
    const second = await data.start({}, data.crashed());
    expect([...second.emulator.world.buckets.keys()]).toEqual(['seeded']);
    expect(contentOf(second.emulator.world)).toEqual(contentOf(first.emulator.world));
  });

  it('holds a body once, however many versions share it', async () => {
    const running = await data.start();
    const s3 = running.s3();
    await s3.send(new S3.CreateBucketCommand({ Bucket: 'box' }));
    await s3.send(new S3.PutObjectCommand({ Bucket: 'box', Key: 'a', Body: 'x'.repeat(100_000) }));
    for (let copy = 0; copy < 5; copy++) {
      await s3.send(new S3.CopyObjectCommand({ Bucket: 'box', Key: `copy-${copy}`, CopySource: 'box/a' }));
    }
    expect(readFileSync(data.journal()).length).toBeLessThan(110_000);
    const again = await data.start({}, data.crashed());
    const versions = [...(again.emulator.world.buckets.get('box')?.versions.ascend() ?? [])].flat();
    expect(new Set(versions.map(({ body }) => body)).size).toBe(1);
  });

  it('loses what is no longer true when the emulator starts', async () => {
    const first = await data.start();
    const s3 = first.s3();
    await s3.send(new S3.CreateBucketCommand({ Bucket: 'box' }));
    for (let round = 0; round < 20; round++) {
      await s3.send(new S3.PutObjectCommand({ Bucket: 'box', Key: 'a', Body: `${round}`.repeat(1000) }));
    }
    const before = readFileSync(data.journal()).length;
    await first.emulator.close();
    await data.start();
    expect(readFileSync(data.journal()).length).toBeLessThan(before / 5);
  });

  it('says that it cannot be written', async () => {
    writeFileSync(path.join(data.path, 'file'), '');
    await expect(createEmulator({ dataDirectory: path.join(data.path, 'file', 'inside') })).rejects.toThrow('ENOTDIR');
  });
});
