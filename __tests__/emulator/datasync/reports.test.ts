// Task reports: where they lie, what they say in each mode, and what becomes of an execution that cannot write one.
import * as S3 from '@aws-sdk/client-s3';
import type * as DS from '@aws-sdk/client-datasync';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../running';
import { allow, arn } from '../stage';
import {
  ACCOUNT,
  describeExecution,
  FROM,
  keysIn,
  makeTask,
  put,
  REPORT,
  reported,
  REPORTS,
  roleArn,
  setRole,
  setSyncStage,
  start,
  strikeSync,
  TO,
  transfer,
  type SyncStage,
} from './sync-stage';

let stage: SyncStage;

beforeEach(async () => {
  stage = await setSyncStage({ clock: 'controlled' });
});
afterEach(async () => {
  await strikeSync(stage);
  expect(bugs(stage.running)).toEqual([]);
});

const run = (config: Partial<DS.TaskReportConfig> = {}, task: Partial<DS.CreateTaskCommandInput> = {}) =>
  transfer(stage, { task: { ...task, TaskReportConfig: { ...REPORT, ...config } } });

/** Something that happens of each kind. */
const scene = async () => {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await stage.s3.send(new S3.PutBucketVersioningCommand({ Bucket: TO, VersioningConfiguration }));
  await put(stage, 'good', { ContentType: 'text/plain', Metadata: { origin: 'x' }, Tagging: 'a=b' });
  await put(stage, 'cold', { StorageClass: 'GLACIER' });
  await put(stage, 'a//b');
  await put(stage, 'old', { Bucket: TO });
};
const REMOVING = { Options: { PreserveDeletedFiles: 'REMOVE' } } as const;

describe('a report', () => {
  it('lies below the ids of the task and of the execution', async () => {
    await scene();
    const { TaskExecutionArn = '' } = await run({}, REMOVING);
    const [, , , , , , task = '', execution = ''] = TaskExecutionArn.split(/[:/]/).filter(
      (part) => part !== 'execution',
    );
    const { keys } = reported(stage);
    expect(keys[0]).toBe(`told/Detailed-Reports/${task}/${execution}/${keys[0]?.split('/').at(-1) ?? ''}`);
    expect(
      keys.map((key) =>
        key
          .replace(task, 'T')
          .replaceAll(execution, 'E')
          .replace(/[0-9a-f]{16}\.json/, 'H.json'),
      ),
    ).toEqual([
      'told/Detailed-Reports/T/E/E.files-deleted-v1-00001-H.json',
      'told/Detailed-Reports/T/E/E.files-skipped-v1-00001-H.json',
      'told/Detailed-Reports/T/E/E.files-transferred-v1-00001-H.json',
      'told/Detailed-Reports/T/E/E.files-verified-v1-00001-H.json',
      'told/Summary-Reports/T/E/E.json',
    ]);
  });

  it('of Enhanced mode tells of objects', async () => {
    await scene();
    await run({}, REMOVING);
    const { entries } = reported(stage);
    const LastModified = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(entries['Transferred']).toEqual([
      {
        RelativePath: 'good',
        SourceMetadata: {
          Type: 'Object',
          ContentSize: 4,
          LastModified,
          SystemMetadata: { ContentType: 'text/plain', ETag: expect.any(String), ServerSideEncryption: 'AES256' },
          UserMetadata: { origin: 'x' },
          Tags: [{ Key: 'a', Value: 'b' }],
        },
        Overwrite: 'False',
        DstS3VersionId: expect.any(String),
        TransferTimestamp: expect.stringMatching(/\.\d{9}Z$/),
        TransferType: 'CONTENT_AND_METADATA',
        TransferStatus: 'SUCCESS',
      },
    ]);
    expect(entries['Verified']).toMatchObject([
      { RelativePath: 'good', VerifyStatus: 'SUCCESS', DestinationMetadata: { UserMetadata: { origin: 'x' } } },
    ]);
    expect(entries['Verified']?.[0]?.['SrcChecksum']).toBe(entries['Verified']?.[0]?.['DstChecksum']);
    expect(entries['Skipped']).toMatchObject([
      { RelativePath: 'a//b', SkipStatus: 'FAILED', ErrorCode: 'InvalidPath', ErrorDetail: expect.any(String) },
      { RelativePath: 'cold', SkipStatus: 'SUCCESS', SkipReason: 'The object is archived and not restored' },
    ]);
    expect(entries['Deleted']).toMatchObject([{ RelativePath: 'old', DeleteStatus: 'SUCCESS' }]);
  });

  it('of Basic mode tells of files', async () => {
    await scene();
    setRole(stage, 'source', [
      allow('s3:*', arn(FROM)),
      allow('s3:*', arn(FROM, '*')),
      { ...allow('s3:GetObjectTagging', arn(FROM, 'a*')), Effect: 'Deny' },
    ]);
    await put(stage, 'a');
    await run({}, { TaskMode: 'BASIC' });
    const { entries } = reported(stage);
    expect(entries['Transferred']).toMatchObject([
      {
        RelativePath: '/good',
        SrcMetadata: {
          Type: 'Regular',
          ContentSize: 4,
          Uid: 65534,
          Gid: 65534,
          Mode: '0644',
          Mtime: expect.any(String),
        },
        TransferStatus: 'SUCCESS',
      },
    ]);
    expect(entries['Verified']).toMatchObject([{ RelativePath: '/good', DstMetadata: { Type: 'Regular' } }]);
    expect(entries['Skipped']).toMatchObject([
      { RelativePath: '/a', SkipStatus: 'FAILED', FailureReason: 'S3 Get Object Tagging Failed' },
      { RelativePath: '/a//b', SkipStatus: 'FAILED' },
      { RelativePath: '/cold', SkipStatus: 'SUCCESS' },
    ]);
  });

  it('has a summary of counters, options and settings', async () => {
    await scene();
    await run();
    expect(reported(stage).summary).toMatchObject({
      AccountId: ACCOUNT,
      TaskExecutionId: expect.stringMatching(/^exec-/),
      TaskMode: 'ENHANCED',
      SourceLocation: { LocationType: 'Amazon S3', LocationId: expect.stringMatching(/^loc-/) },
      OverallStatus: 'SUCCESS',
      TotalTime: 0,
      Result: {
        FilesTransferred: 1,
        FilesFailed: { Prepare: 1 },
        FilesListed: { AtSource: 3 },
        VerifyStatus: 'SUCCESS',
      },
      Options: { TransferMode: 'CHANGED' },
      Filters: { Includes: [], Excludes: [] },
      TaskReportConfig: { OutputType: 'STANDARD' },
    });
  });

  it.each<[string, Partial<DS.TaskReportConfig>, readonly string[]]>([
    ['SUMMARY_ONLY', { OutputType: 'SUMMARY_ONLY' }, []],
    ['ERRORS_ONLY', { ReportLevel: 'ERRORS_ONLY' }, ['Skipped']],
    [
      'an override',
      { ReportLevel: 'ERRORS_ONLY', Overrides: { Transferred: { ReportLevel: 'SUCCESSES_AND_ERRORS' } } },
      ['Skipped', 'Transferred'],
    ],
  ])('leaves out what %s does not ask for', async (_, config, kinds) => {
    await scene();
    await run(config);
    const { entries, keys } = reported(stage);
    expect(Object.keys(entries).sort()).toEqual(kinds);
    expect(keys.filter((key) => key.includes('Summary-Reports'))).toHaveLength(1);
  });

  it('leaves out version ids unless it is to have them', async () => {
    await scene();
    await run({ ObjectVersionIds: 'NONE' });
    expect(reported(stage).entries['Transferred']?.[0]).not.toHaveProperty('DstS3VersionId');
  });

  it('of many objects is in files of no more than 5 MB', async () => {
    await strikeSync(stage);
    const folder = `${'x'.repeat(250)}/`;
    const objects = [{ key: `${folder.repeat(3)}{n}`, count: 1700, metadata: { m: 'x'.repeat(1900) } }];
    stage = await setSyncStage({ seed: { buckets: [{ name: FROM, objects }, { name: TO }, { name: REPORTS }] } });
    const found = await run({ Overrides: { Verified: { ReportLevel: 'ERRORS_ONLY' } } });
    expect(found).toMatchObject({ FilesTransferred: 1700 });
    const { keys, entries } = reported(stage);
    const sizes = keys.map(
      (key) => stage.running.emulator.world.buckets.get(REPORTS)?.versions.current(key)?.body.length ?? 0,
    );
    expect(keys.filter((key) => key.includes('files-transferred-v1-0000'))).toHaveLength(2);
    expect(Math.max(...sizes)).toBeLessThan(5 * 1024 ** 2);
    expect(entries['Transferred']).toHaveLength(1700);
  });

  it('is there some time after the end', async () => {
    await strikeSync(stage);
    stage = await setSyncStage({ clock: 'controlled', timing: { reportDelayMs: 5000 } });
    const execution = await start(stage, await makeTask(stage), { TaskReportConfig: REPORT });
    const { clock } = stage.running.emulator.world;
    const move = (ms: number) => (clock as unknown as { moveTo(to: number): Promise<void> }).moveTo(clock.now() + ms);
    await move(10);
    expect(await describeExecution(stage, execution)).toMatchObject({
      Status: 'SUCCESS',
      ReportResult: { Status: 'PENDING' },
    });
    expect(keysIn(stage, REPORTS)).toEqual([]);
    await move(5000);
    expect(await describeExecution(stage, execution)).toMatchObject({ ReportResult: { Status: 'SUCCESS' } });
    expect(keysIn(stage, REPORTS)).toHaveLength(1);
  });

  it.each<[string, () => void]>([
    ['the role may not', () => setRole(stage, 'reports', [allow('s3:PutObject', arn(REPORTS, 'elsewhere/*'))])],
    ['nobody may assume the role', () => stage.running.emulator.world.roles.delete(roleArn('reports'))],
    ['the bucket is gone', () => stage.running.emulator.world.buckets.delete(REPORTS)],
  ])('that cannot be written fails alone: %s', async (_, breakIt) => {
    await put(stage, 'a');
    breakIt();
    expect(await run()).toMatchObject({
      Status: 'SUCCESS',
      FilesTransferred: 1,
      ReportResult: {
        Status: 'ERROR',
        ErrorDetail: 'Failed to upload Task Report(s) to S3 due to an invalid bucket or IAM role',
      },
    });
  });
});
