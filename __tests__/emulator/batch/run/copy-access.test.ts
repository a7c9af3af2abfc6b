// Why tasks of a copy job fail: what the role may not do, and what cannot be copied.
import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { CreateJobCommand, UpdateJobStatusCommand } from '@aws-sdk/client-s3-control';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseSeed } from '../../../../emulator/emulator';
import { bugs } from '../../running';
import { csvManifest, describeJob, order, reasons, reportRows } from '../../job-on-stage';
import {
  COPIES,
  COPY_ROLE,
  COPY_STATEMENTS,
  copyOrder,
  everything,
  grant,
  headCopy,
  keyManifest,
  keysIn,
  outcome,
  PLAIN,
  putPlain,
  runCopy,
  setCopyStage,
} from '../../copy-on-stage';
import {
  ACCOUNT,
  allow,
  arn,
  AWAY,
  put,
  putBucketPolicy,
  REPLICAS,
  REPORTS,
  SOURCE,
  type Stage,
  type Statement,
  strike,
  trustOf,
  without,
} from '../../stage';
import { createKey, destroyKmsClients, kmsClient } from '../../kms/kms-client';

let stage: Stage;

beforeEach(async () => {
  stage = await setCopyStage();
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  destroyKmsClients();
  await strike(stage);
});

const ALL_FAILED = { counts: [1, 0, 1] };
const also = (...statements: readonly Statement[]): Promise<void> => grant(stage, [...COPY_STATEMENTS, ...statements]);

const forRole = (statement: Statement): Statement & { readonly Principal: unknown } => ({
  ...statement,
  Principal: { AWS: COPY_ROLE },
});

describe('a task of a copy job fails with 403 AccessDenied', () => {
  it.each(['s3:GetObject', 's3:GetObjectTagging', 's3:PutObject', 's3:PutObjectTagging'])(
    'without %s',
    async (action) => {
      await putPlain(stage, 'k', { Tagging: 'a=b' });
      const kept = allow(['s3:GetObject', 's3:PutObject'], arn(REPORTS, '*'));
      await grant(stage, [...without(action, COPY_STATEMENTS), kept]);
      const job = await runCopy(stage);
      expect(await outcome(stage, job)).toEqual({ ...ALL_FAILED, failures: ['403 AccessDenied'] });
      const [row] = await reportRows(stage, job.JobId ?? '');
      expect(row?.message).toContain(`${COPY_ROLE} is not authorized to perform: ${action} on resource:`);
      expect(row?.message).toMatch(
        / \(Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: [0-9A-F]{16}; .+\)$/,
      );
    },
  );

  it('without the permissions for tags only where there are tags', async () => {
    await putPlain(stage, 'k');
    await grant(stage, without('s3:GetObjectTagging', without('s3:PutObjectTagging', COPY_STATEMENTS)));
    expect(await outcome(stage, await runCopy(stage))).toEqual({ counts: [1, 1, 0], failures: [] });
  });

  it.each(['s3:GetObjectVersion', 's3:GetObjectVersionTagging'])(
    'without %s, of rows with a version id',
    async (action) => {
      const id = await put(stage, 'k', { Tagging: 'a=b' });
      const needed = allow(['s3:GetObjectVersion', 's3:GetObjectVersionTagging'], arn(SOURCE, '*'));
      await also(...without(action, [needed]));
      const job = await runCopy(stage, {}, { Manifest: await csvManifest(stage, [[SOURCE, 'k', id]]) });
      expect(await outcome(stage, job)).toEqual({ ...ALL_FAILED, failures: ['403 AccessDenied'] });
    },
  );

  it.each([
    ['s3:PutObjectRetention', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date('2099-01-01') }],
    ['s3:PutObjectLegalHold', { ObjectLockLegalHoldStatus: 'ON' }],
  ] as const)('without %s, of copies that are to be locked', async (action, lock) => {
    const Bucket = 'locked-of-stage';
    await stage.s3.send(new S3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    await putPlain(stage, 'k');
    await also(
      ...without(action, [allow(['s3:PutObject', 's3:PutObjectRetention', 's3:PutObjectLegalHold'], arn(Bucket, '*'))]),
    );
    const job = await runCopy(stage, { TargetResource: arn(Bucket), ...lock });
    expect(await outcome(stage, job)).toEqual({ ...ALL_FAILED, failures: ['403 AccessDenied'] });
  });

  it('without s3:PutObjectAcl, of copies that are to have an ACL', async () => {
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    await stage.s3.send(new S3.PutBucketOwnershipControlsCommand({ Bucket: COPIES, OwnershipControls }));
    await putPlain(stage, 'k');
    const acl = { CannedAccessControlList: 'bucket-owner-read' } as const;
    expect(await outcome(stage, await runCopy(stage, acl))).toEqual({ ...ALL_FAILED, failures: ['403 AccessDenied'] });
    await also(allow('s3:PutObjectAcl', arn(COPIES, '*')));
    expect(await outcome(stage, await runCopy(stage, acl))).toEqual({ counts: [1, 1, 0], failures: [] });
  });

  it('of a bucket policy that denies the role', async () => {
    await putPlain(stage, 'k');
    const denied = { ...allow('s3:PutObject', arn(COPIES, '*')), Effect: 'Deny' } as const;
    await putBucketPolicy(stage.s3, COPIES, [forRole(denied)]);
    expect(await outcome(stage, await runCopy(stage))).toEqual({ ...ALL_FAILED, failures: ['403 AccessDenied'] });
  });

  it('of a bucket policy that lets in an address alone: S3 comes from none', async () => {
    await putPlain(stage, 'k');
    const elsewhere = { ...allow('s3:PutObject', arn(COPIES, '*')), Effect: 'Deny' } as const;
    const Condition = { NotIpAddress: { 'aws:SourceIp': '127.0.0.1/32' } };
    await putBucketPolicy(stage.s3, COPIES, [forRole({ ...elsewhere, Condition })]);
    expect(await outcome(stage, await runCopy(stage))).toEqual({ ...ALL_FAILED, failures: ['403 AccessDenied'] });
  });
});

describe('keys of KMS', () => {
  it('are used by the role: it needs kms:Decrypt for the source, and kms:GenerateDataKey for the copy', async () => {
    const kms = kmsClient(stage.running);
    const [sourceKey, copyKey] = [await createKey(kms), await createKey(kms)];
    await putPlain(stage, 'k', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: sourceKey });
    const encrypted = {
      MetadataDirective: 'COPY',
      NewObjectMetadata: { SSEAlgorithm: 'KMS' },
      SSEAwsKmsKeyId: copyKey,
      BucketKeyEnabled: true,
    } as const;
    const needed = [allow('kms:Decrypt', sourceKey), allow('kms:GenerateDataKey', copyKey)];
    for (const one of needed) {
      await also(one);
      expect(await outcome(stage, await runCopy(stage, encrypted))).toEqual({
        ...ALL_FAILED,
        failures: ['403 AccessDenied'],
      });
    }
    await also(...needed);
    expect(await outcome(stage, await runCopy(stage, encrypted))).toEqual({ counts: [1, 1, 0], failures: [] });
    expect(await headCopy(stage, 'k')).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: copyKey,
      BucketKeyEnabled: true,
    });
  });

  it('without an algorithm are no encryption: 400 InvalidArgument', async () => {
    await putPlain(stage, 'k');
    const job = await runCopy(stage, { SSEAwsKmsKeyId: await createKey(kmsClient(stage.running)) });
    expect(await outcome(stage, job)).toEqual({ ...ALL_FAILED, failures: ['400 InvalidArgument'] });
  });
});

describe('a task of a copy job', () => {
  it('fails with 404 NoSuchKey for a key that is not there, and with 403 if the role may not list', async () => {
    const Manifest = await keyManifest(stage, ['missing']);
    expect((await outcome(stage, await runCopy(stage, {}, { Manifest }))).failures).toEqual(['404 NoSuchKey']);
    await grant(stage, without('s3:ListBucket', COPY_STATEMENTS));
    expect((await outcome(stage, await runCopy(stage, {}, { Manifest }))).failures).toEqual(['403 AccessDenied']);
  });

  it('fails for versions that are not there, delete markers and buckets that are not there', async () => {
    const id = await put(stage, 'k');
    const { VersionId = '' } = await stage.s3.send(new S3.DeleteObjectCommand({ Bucket: SOURCE, Key: 'k' }));
    await stage.s3.send(new S3.DeleteObjectCommand({ Bucket: SOURCE, Key: 'k', VersionId: id }));
    await also(allow('s3:GetObjectVersion', arn(SOURCE, '*')));
    const Manifest = await csvManifest(stage, [
      [SOURCE, 'k', id],
      [SOURCE, 'k', VersionId],
      ['missing-of-stage', 'k', id],
    ]);
    expect((await outcome(stage, await runCopy(stage, {}, { Manifest }))).failures).toEqual([
      '404 NoSuchVersion',
      '400 InvalidRequest',
      '404 NoSuchBucket',
    ]);
  });

  it('fails with 400 InvalidRequest for a row without a version id in a manifest that has them', async () => {
    await putPlain(stage, 'k');
    const job = await runCopy(stage, {}, { Manifest: await csvManifest(stage, [[PLAIN, 'k', '']]) });
    expect(await reportRows(stage, job.JobId ?? '')).toMatchObject([
      { httpStatus: '400', code: 'InvalidRequest', message: 'Task failed due to missing VersionId' },
    ]);
  });

  it('fails with 403 for an object that is archived, until it is restored', async () => {
    await putPlain(stage, 'k', { StorageClass: 'GLACIER' });
    expect((await outcome(stage, await runCopy(stage))).failures).toEqual(['403 ObjectNotInActiveTierError']);
    const RestoreRequest = { Days: 1 };
    await stage.s3.send(new S3.RestoreObjectCommand({ Bucket: PLAIN, Key: 'k', RestoreRequest }));
    expect((await outcome(stage, await runCopy(stage))).failures).toEqual([]);
  });

  it('fails with 400 InvalidRequest for an object under a key of its customer', async () => {
    const key = Buffer.alloc(32, 7);
    await putPlain(stage, 'k', { SSECustomerAlgorithm: 'AES256', SSECustomerKey: key.toString('base64') });
    expect((await outcome(stage, await runCopy(stage))).failures).toEqual(['400 InvalidRequest']);
  });

  it('fails with 412 PreconditionFailed for an object that was changed since, or was not', async () => {
    await putPlain(stage, 'k');
    const before = new Date(Date.now() - 3_600_000);
    const changed = await runCopy(stage, { UnModifiedSinceConstraint: before });
    expect((await outcome(stage, changed)).failures).toEqual(['412 PreconditionFailed']);
    expect((await outcome(stage, await runCopy(stage, { ModifiedSinceConstraint: before }))).failures).toEqual([]);
  });

  it('fails with 400 InvalidRequest for an object of more than 5 GiB', async () => {
    const largest = 5 * 1024 ** 3;
    const objects = [largest, largest + 1].map((sizeBytes) => ({ key: `k${sizeBytes - largest}`, sizeBytes }));
    const seed = parseSeed(JSON.stringify({ buckets: [{ name: 'large-of-stage', objects }] }));
    await strike(stage);
    stage = await setCopyStage({ seed });
    await also(allow('s3:GetObject', arn('large-of-stage', '*')));
    const Manifest = await keyManifest(stage, ['k0', 'k1'], 'large-of-stage');
    const job = await runCopy(stage, {}, { Manifest });
    expect(await outcome(stage, job)).toEqual({ counts: [2, 1, 1], failures: ['400 InvalidRequest'] });
    expect(await keysIn(stage)).toEqual(['k0']);
  });

  it('fails with 400 KeyTooLongError where the prefix makes the key too long', async () => {
    await putPlain(stage, 'k'.repeat(1020));
    const job = await runCopy(stage, { TargetKeyPrefix: 'folder' });
    expect((await outcome(stage, job)).failures).toEqual(['400 KeyTooLongError']);
  });

  it('fails with 403 AssumeRoleNotPermitted once the role does not trust Batch Operations any more', async () => {
    await putPlain(stage, 'k');
    const { JobId = '' } = await stage.control.send(
      new CreateJobCommand(order(copyOrder({}, { ConfirmationRequired: true }))),
    );
    await stage.running.emulator.idle();
    const PolicyDocument = trustOf('s3.amazonaws.com');
    await stage.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'copy', PolicyDocument }));
    const ready = { AccountId: ACCOUNT, JobId, RequestedJobStatus: 'Ready' } as const;
    await stage.control.send(new UpdateJobStatusCommand(ready));
    await stage.running.emulator.idle();
    expect((await outcome(stage, await describeJob(stage, JobId))).failures).toEqual(['403 AssumeRoleNotPermitted']);
  });
});

describe('a target in another Region than the job', () => {
  it('fails each task with 301 PermanentRedirect', async () => {
    await putPlain(stage, 'k');
    await also(allow('s3:PutObject', arn(REPLICAS, '*')));
    const job = await runCopy(stage, { TargetResource: arn(REPLICAS) });
    expect(await outcome(stage, job)).toEqual({ ...ALL_FAILED, failures: ['301 PermanentRedirect'] });
  });

  it('can be the source of a job in the Region of the target, with a list and not with a generator', async () => {
    await stage.away.send(new S3.PutObjectCommand({ Bucket: REPLICAS, Key: 'far', Body: 'far' }));
    await also(allow('s3:GetObject', arn(REPLICAS, '*')), allow('s3:PutInventoryConfiguration', arn(REPLICAS)));
    const Manifest = await keyManifest(stage, ['far'], REPLICAS);
    expect(await outcome(stage, await runCopy(stage, {}, { Manifest }))).toEqual({ counts: [1, 1, 0], failures: [] });
    expect(await keysIn(stage)).toEqual(['far']);
    const ManifestGenerator = everything({}, { SourceBucket: arn(REPLICAS) });
    expect(reasons(await runCopy(stage, {}, { ManifestGenerator })).join()).toContain(
      `${REPLICAS} is in ${AWAY}, not in the Region of the job`,
    );
  });
});

describe('a source of another account', () => {
  const THEIRS = 'theirs-of-stage';

  it('has to let the role read, in its policy, beside what the role itself may', async () => {
    const their = stage.running.s3({ credentials: stage.running.credentials(1) });
    await their.send(new S3.CreateBucketCommand({ Bucket: THEIRS }));
    await their.send(new S3.PutObjectCommand({ Bucket: THEIRS, Key: 'k', Body: 'theirs' }));
    await also(allow('s3:GetObject', arn(THEIRS, '*')));
    const Manifest = await keyManifest(stage, ['k'], THEIRS);
    expect((await outcome(stage, await runCopy(stage, {}, { Manifest }))).failures).toEqual(['403 AccessDenied']);
    await putBucketPolicy(their, THEIRS, [forRole(allow('s3:GetObject', arn(THEIRS, '*')))]);
    expect((await outcome(stage, await runCopy(stage, {}, { Manifest }))).failures).toEqual([]);
    await grant(stage, COPY_STATEMENTS);
    expect((await outcome(stage, await runCopy(stage, {}, { Manifest }))).failures).toEqual(['403 AccessDenied']);
  });
});
