// Which objects an execution takes: filters, and manifests.
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PathFilter } from '../../../emulator/datasync/run/path-filter';
import { bugs } from '../running';
import { allow, arn, without } from '../stage';
import {
  FROM,
  keysIn,
  outcomes,
  put,
  REPORT,
  REPORTS,
  roleArn,
  setRole,
  setSyncStage,
  SOURCE_STATEMENTS,
  strikeSync,
  transfer,
  type SyncStage,
  type Transfer,
} from './sync-stage';

const filter = (Value: string) => [{ FilterType: 'SIMPLE_PATTERN', Value }] as const;

describe('a filter', () => {
  it.each([
    ['/dir', ['dir', 'dir/', 'dir/a', 'dir/a/b'], ['dirs', 'Dir/a', 'a/dir', 'a/dir/b']],
    ['/dir/', ['dir/a'], ['dirs/a']],
    ['/reports*', ['reports', 'reports2021/a', 'reports/a'], ['old/reports', 'report']],
    ['*/temp', ['temp', 'a/temp/b', 'temp/x'], ['temps', 'atemp']],
    ['*.tmp', ['a.tmp', 'b/a.tmp', 'c.tmp/d'], ['a.tmpx']],
    ['/a|/b', ['a/x', 'b'], ['c']],
    ['/folder/*', ['folder/a', 'folder/a/b'], ['folder']],
    ['dir', [], ['dir', 'a/dir']],
    ['/a\\|b', ['a|b'], ['a', 'b']],
    ['/a\\*', ['a*'], ['ab']],
    ['/a\\\\b', ['a\\b'], ['ab']],
    ['/a\\b?', ['ab?'], ['abc']],
  ])('%s leaves out %s and not %s', (Value, out, kept) => {
    const excluding = new PathFilter([], filter(Value));
    const including = new PathFilter(filter(Value), []);
    expect([...out, ...kept].filter((path) => excluding.excludesPath(path))).toEqual(out);
    expect([...out, ...kept].filter((path) => including.lists(path))).toEqual(out);
  });
});

let stage: SyncStage;

beforeEach(async () => {
  stage = await setSyncStage();
});
afterEach(async () => {
  await strikeSync(stage);
  expect(bugs(stage.running)).toEqual([]);
});

describe('filters of an execution', () => {
  beforeEach(async () => {
    for (const key of ['in/a', 'in/b/c', 'in/b/d.tmp', 'in/x']) await put(stage, key);
  });
  const source = { Subdirectory: '/in' };

  it('are relative to the location; what is not included is not listed, what is excluded is', async () => {
    const task = { Includes: [...filter('/b|/x')], Excludes: [...filter('*.tmp')] };
    const found = await transfer(stage, { source, task });
    expect(found).toMatchObject({ FilesListed: { AtSource: 3 }, FilesTransferred: 2, Includes: task.Includes });
    expect(keysIn(stage)).toEqual(['b/c', 'x']);
  });

  it('take the place of those of the task', async () => {
    const start = { Includes: [...filter('/a')] };
    await transfer(stage, { source, task: { Includes: [...filter('/x')] }, start });
    expect(keysIn(stage)).toEqual(['a']);
  });
});

describe('a manifest', () => {
  const manifest = async (content: string | Buffer, more: object = {}): Promise<Transfer> => {
    await stage.s3.send(new S3.PutObjectCommand({ Bucket: REPORTS, Key: 'm.csv', Body: content }));
    const s3 = { ManifestObjectPath: 'm.csv', S3BucketArn: arn(REPORTS), BucketAccessRoleArn: roleArn('reports') };
    const ManifestConfig = { Action: 'TRANSFER', Format: 'CSV', Source: { S3: { ...s3, ...more } } } as const;
    return { source: { Subdirectory: '/in' }, start: { ManifestConfig, TaskReportConfig: REPORT } };
  };

  it('names keys below the location, in quotes where it has to', async () => {
    for (const key of ['in/a', 'in/b,c', 'in/d"e', 'in/f\ng', 'in/ü%20+', 'in/not']) await put(stage, key);
    const found = await transfer(stage, await manifest('a\r\n"b,c"\nd""e\n"f\ng"\nü%20+\n\n'));
    expect(found).toMatchObject({ Status: 'SUCCESS', FilesListed: { AtSource: 5 }, FilesTransferred: 5 });
    expect(keysIn(stage)).toEqual(['a', 'b,c', 'd"e', 'f\ng', 'ü%20+']);
  });

  it('names versions, which need permissions of their own', async () => {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await stage.s3.send(new S3.PutBucketVersioningCommand({ Bucket: FROM, VersioningConfiguration }));
    const { VersionId } = await stage.s3.send(new S3.PutObjectCommand({ Bucket: FROM, Key: 'in/a', Body: 'old' }));
    await put(stage, 'in/a', { Body: 'newer' });
    const order = await manifest(`a,${VersionId ?? ''}\n`);
    expect(await transfer(stage, order)).toMatchObject({ FilesTransferred: 1, FilesVerified: 1, BytesTransferred: 3 });
    setRole(stage, 'source', without('s3:GetObjectVersionTagging', SOURCE_STATEMENTS));
    expect(await transfer(stage, order)).toMatchObject({ FilesTransferred: 0, FilesFailed: { Prepare: 1 } });
  });

  it('that names what is not there fails for that alone', async () => {
    await put(stage, 'in/a');
    const found = await transfer(stage, await manifest('a\nnone\n'));
    expect(found).toMatchObject({ Status: 'SUCCESS', FilesTransferred: 1, FilesFailed: { Prepare: 1 } });
    expect(outcomes(stage)).toContain('Skipped none: FAILED ManifestFileDoesNotExist');
  });

  it.each<[string, string | Buffer, object]>([
    ['a is listed twice', 'a\na\n', {}],
    ['the entry of a has 3 fields', 'a,b,c\n', {}],
    ['it is not UTF-8', Buffer.from([0xff, 0x0a]), {}],
    ['does not exist', 'a\n', { ManifestObjectPath: 'other.csv' }],
    ['a field has more than 1024 bytes', `${'x'.repeat(1025)}\n`, {}],
  ])('that cannot be used ends the execution: %s', async (why, content, more) => {
    setRole(stage, 'reports', [
      allow(['s3:GetObject', 's3:PutObject'], arn(REPORTS, '*')),
      allow('s3:ListBucket', arn(REPORTS)),
    ]);
    const found = await transfer(stage, await manifest(content, more));
    expect(found).toMatchObject({ Status: 'ERROR', Result: { ErrorDetail: expect.stringContaining(why) } });
    expect(found.Result?.ErrorDetail).toMatch(/^Unable to read the manifest s3:\/\/reports-of-stage\//);
  });

  it('is read by its own role', async () => {
    const order = await manifest('a\n');
    setRole(stage, 'reports', [allow('s3:PutObject', arn(REPORTS, '*'))]);
    const found = await transfer(stage, order);
    expect(found.Result?.ErrorDetail).toContain('is not authorized to perform: s3:GetObject');
  });
});
