// Jobs that copy: what the copies are, and where.
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../../running';
import { counts, csvManifest, describeJob, reportRows } from '../../job-on-stage';
import {
  COPIES,
  COPY_STATEMENTS,
  grant,
  headCopy,
  keyManifest,
  keysIn,
  outcome,
  PLAIN,
  putPlain,
  runCopy,
  setCopyStage,
  tagsOf,
} from '../../copy-on-stage';
import { allow, arn, bodyOf, put, putRules, replicaKeys, SOURCE, type Stage, strike } from '../../stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setCopyStage();
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

const WITH_EVERYTHING = {
  Metadata: { owner: 'ann' },
  ContentType: 'text/plain',
  CacheControl: 'no-cache',
  Tagging: 'team=blue',
  StorageClass: 'STANDARD_IA',
  ChecksumAlgorithm: 'SHA256',
} as const;

describe('a copy job', () => {
  it('copies what its manifest lists, under the same keys', async () => {
    const keys = ['a/1', 'a/ü b+c%.txt', '/a//', 'b'];
    for (const key of keys) await putPlain(stage, key);
    const job = await runCopy(stage);
    expect([job.Status, ...counts(job)]).toEqual(['Complete', 4, 4, 0]);
    expect([...(await keysIn(stage))].sort()).toEqual([...keys].sort());
    expect(await bodyOf(stage.s3, COPIES, 'a/ü b+c%.txt')).toBe('a/ü b+c%.txt');
  });

  it('puts copies into a folder, with a slash between its name and the whole key', async () => {
    await putPlain(stage, 'a/1');
    await runCopy(stage, { TargetKeyPrefix: 'archive' });
    await runCopy(stage, { TargetKeyPrefix: 'archive/2025' });
    expect(await keysIn(stage)).toEqual(['archive/2025/a/1', 'archive/a/1']);
  });

  it('has two slashes after a prefix that ends with one', async () => {
    await putPlain(stage, 'k');
    await runCopy(stage, { TargetKeyPrefix: 'archive/' });
    expect(await keysIn(stage)).toEqual(['archive//k']);
  });

  it('copies metadata, headers and tags, and neither storage class nor redirect', async () => {
    await putPlain(stage, 'k', { ...WITH_EVERYTHING, WebsiteRedirectLocation: '/elsewhere' });
    await runCopy(stage);
    const copy = await headCopy(stage, 'k');
    const { Metadata, ContentType, CacheControl } = WITH_EVERYTHING;
    expect(copy).toMatchObject({ Metadata, ContentType, CacheControl, ChecksumSHA256: expect.any(String) });
    expect([copy.StorageClass, copy.WebsiteRedirectLocation]).toEqual([undefined, undefined]);
    expect(await tagsOf(stage, 'k')).toEqual({ team: 'blue' });
  });

  it('gives what it was told to: class, redirect, checksum', async () => {
    await putPlain(stage, 'k', WITH_EVERYTHING);
    await runCopy(stage, { StorageClass: 'GLACIER_IR', RedirectLocation: '/x', ChecksumAlgorithm: 'CRC32' });
    expect(await headCopy(stage, 'k')).toMatchObject({
      StorageClass: 'GLACIER_IR',
      WebsiteRedirectLocation: '/x',
      ChecksumCRC32: expect.any(String),
      Metadata: WITH_EVERYTHING.Metadata,
    });
  });

  it('replaces metadata, all of them, if the order has new ones', async () => {
    await putPlain(stage, 'k', WITH_EVERYTHING);
    await runCopy(stage, {
      NewObjectMetadata: {
        UserMetadata: { Colour: 'grün' },
        ContentType: 'text/html',
        ContentLanguage: 'de',
        HttpExpiresDate: new Date('2030-01-01T00:00:00Z'),
      },
    });
    const copy = await headCopy(stage, 'k');
    expect(copy).toMatchObject({
      Metadata: { colour: '=?UTF-8?B?Z3LDvG4=?=' },
      ContentType: 'text/html',
      ContentLanguage: 'de',
      ExpiresString: 'Tue, 01 Jan 2030 00:00:00 GMT',
    });
    expect(copy.CacheControl).toBeUndefined();
  });

  it('keeps metadata beside a new encryption, if the order says COPY', async () => {
    await putPlain(stage, 'k', WITH_EVERYTHING);
    await runCopy(stage, { MetadataDirective: 'COPY', NewObjectMetadata: { SSEAlgorithm: 'AES256' } });
    expect(await headCopy(stage, 'k')).toMatchObject({
      Metadata: WITH_EVERYTHING.Metadata,
      ServerSideEncryption: 'AES256',
    });
  });

  it('drops metadata if the order says REPLACE and has none', async () => {
    await putPlain(stage, 'k', WITH_EVERYTHING);
    await runCopy(stage, { MetadataDirective: 'REPLACE' });
    expect(await headCopy(stage, 'k')).toMatchObject({ Metadata: {}, ContentType: 'binary/octet-stream' });
  });

  it.each([
    ['new tags in place of those of the source', [{ Key: 'a b', Value: 'ü=' }], { 'a b': 'ü=' }],
    ['no tags, if its list of tags is empty', [], {}],
  ])('gives %s', async (_what, NewObjectTagging, tags) => {
    await putPlain(stage, 'k', WITH_EVERYTHING);
    await runCopy(stage, { NewObjectTagging });
    expect(await tagsOf(stage, 'k')).toEqual(tags);
  });

  it('locks copies as it was told to', async () => {
    const locking = { Bucket: 'locked-of-stage', ObjectLockEnabledForBucket: true };
    await stage.s3.send(new S3.CreateBucketCommand(locking));
    await putPlain(stage, 'k');
    await grant(stage, [
      ...COPY_STATEMENTS,
      allow(['s3:PutObject', 's3:PutObjectRetention', 's3:PutObjectLegalHold'], arn('locked-of-stage', '*')),
    ]);
    await runCopy(stage, {
      TargetResource: arn('locked-of-stage'),
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date('2099-01-01T00:00:00Z'),
      ObjectLockLegalHoldStatus: 'ON',
    });
    expect(await headCopy(stage, 'k', 'locked-of-stage')).toMatchObject({
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date('2099-01-01T00:00:00Z'),
      ObjectLockLegalHoldStatus: 'ON',
    });
  });

  it('overwrites what is there, and makes versions only where the target has versioning', async () => {
    await putPlain(stage, 'k', { Body: 'new' });
    await stage.s3.send(new S3.PutObjectCommand({ Bucket: COPIES, Key: 'k', Body: 'old' }));
    await runCopy(stage);
    const { Versions = [] } = await stage.s3.send(new S3.ListObjectVersionsCommand({ Bucket: COPIES }));
    expect(Versions).toHaveLength(1);
    expect(await bodyOf(stage.s3, COPIES, 'k')).toBe('new');
  });

  it('copies in place if something changes, and live replication takes the new version on', async () => {
    await put(stage, 'k');
    await putRules(stage);
    await grant(stage, [
      ...COPY_STATEMENTS,
      allow(['s3:GetObject', 's3:PutObject'], arn(SOURCE, '*')),
      allow('s3:ListBucket', arn(SOURCE)),
    ]);
    const Manifest = await keyManifest(stage, ['k'], SOURCE);
    const inPlace = { TargetResource: arn(SOURCE) };
    expect(await outcome(stage, await runCopy(stage, inPlace, { Manifest }))).toEqual({
      counts: [1, 0, 1],
      failures: ['400 InvalidRequest'],
    });
    expect(await replicaKeys(stage)).toEqual([]);
    const job = await runCopy(stage, { ...inPlace, StorageClass: 'STANDARD' }, { Manifest });
    expect(counts(job)).toEqual([1, 1, 0]);
    await stage.running.emulator.idle();
    expect(await replicaKeys(stage)).toEqual(['k']);
  });

  it('is told by DescribeJob as it was ordered', async () => {
    const copy = {
      TargetKeyPrefix: 'archive',
      StorageClass: 'STANDARD_IA',
      NewObjectMetadata: { UserMetadata: { a: 'b' }, SSEAlgorithm: 'AES256' },
      NewObjectTagging: [{ Key: 'a', Value: 'b' }],
      RequesterPays: true,
    } as const;
    await putPlain(stage, 'k');
    const { JobId = '' } = await runCopy(stage, { ...copy, NewObjectTagging: [...copy.NewObjectTagging] });
    expect(await describeJob(stage, JobId)).toMatchObject({
      Operation: { S3PutObjectCopy: { TargetResource: arn(COPIES), ...copy } },
    });
  });

  it('reports what succeeded as Successful, with the keys as they are listed', async () => {
    await putPlain(stage, 'a b');
    const { JobId = '' } = await runCopy(stage, {}, { Manifest: await keyManifest(stage, ['a%20b']) });
    expect(await reportRows(stage, JobId)).toEqual([
      {
        bucket: PLAIN,
        key: 'a%20b',
        versionId: '',
        status: 'succeeded',
        httpStatus: '200',
        code: '',
        message: 'Successful',
      },
    ]);
  });

  it('with version ids copies those versions, and needs the permissions for versions', async () => {
    const old = await put(stage, 'k', { Body: 'old', Tagging: 'a=b' });
    await put(stage, 'k', { Body: 'new' });
    const read = ['s3:GetObjectVersion', 's3:GetObjectVersionTagging'];
    await grant(stage, [...COPY_STATEMENTS, allow(read, arn(SOURCE, '*'))]);
    const job = await runCopy(stage, {}, { Manifest: await csvManifest(stage, [[SOURCE, 'k', old]]) });
    expect(counts(job)).toEqual([1, 1, 0]);
    expect(await bodyOf(stage.s3, COPIES, 'k')).toBe('old');
    expect(await tagsOf(stage, 'k')).toEqual({ a: 'b' });
  });
});
