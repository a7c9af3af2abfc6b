import { CreateJobCommand, UpdateJobStatusCommand } from '@aws-sdk/client-s3-control';
import { afterAll, describe, expect, it } from '@jest/globals';
import { destroyKmsClients } from './kms/kms-client';
import { BUCKET_MUTATIONS } from './mutations/buckets';
import { JOB_MUTATIONS } from './mutations/jobs';
import type { Mutation } from './mutations/mutation';
import { REPLICATION_ROLE_MUTATIONS } from './mutations/replication-role';
import { bugs } from './running';
import { describeJob, jobReaches, order, reasons, taskCodes } from './job-on-stage';
import { ACCOUNT, put, putRules, setStage, type Stage, strike } from './stage';

afterAll(destroyKmsClients);

const MUTATIONS = [...JOB_MUTATIONS, ...REPLICATION_ROLE_MUTATIONS, ...BUCKET_MUTATIONS];

/** Creates the job and lets it run; with `breakLater` it waits in between. */
async function run(stage: Stage, mutation: Mutation): Promise<string> {
  const { breakLater } = mutation;
  const changes = (await mutation.order?.(stage)) ?? {};
  const { JobId = '' } = await stage.control.send(
    new CreateJobCommand(order({ ...changes, ConfirmationRequired: breakLater !== undefined })),
  );
  if (breakLater === undefined) {
    await stage.running.emulator.idle();
    return JobId;
  }
  await jobReaches(stage, JobId, 'Suspended');
  await breakLater(stage);
  await stage.control.send(new UpdateJobStatusCommand({ AccountId: ACCOUNT, JobId, RequestedJobStatus: 'Ready' }));
  await stage.running.emulator.idle();
  return JobId;
}

describe('a backfill in which one thing is wrong', () => {
  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))('%s', async (_name, mutation) => {
    const stage = await setStage(mutation.options);
    try {
      await (mutation.objects?.(stage) ?? put(stage, 'plain'));
      await (mutation.rules?.(stage) ?? putRules(stage));
      await mutation.break?.(stage);
      const id = await run(stage, mutation);
      const job = await describeJob(stage, id);
      expect(job.Status).toBe(mutation.reason === undefined ? 'Complete' : 'Failed');
      if (mutation.reason === undefined) expect(await taskCodes(stage, id)).toEqual(mutation.codes);
      else expect(reasons(job)).toEqual([expect.stringMatching(mutation.reason)]);
      expect(bugs(stage.running)).toEqual([]);
    } finally {
      await strike(stage);
    }
  });
});

describe('the failure codes that AWS documents', () => {
  const NOT_EMULATED = ['DstMultipartCompleteNotPermitted', 'DstMultipartUploadNotPermitted', 'PermanentFailure'];

  it('are reached by a configuration, except those that no configuration is documented for', () => {
    const reached = new Set(MUTATIONS.flatMap(({ codes = [] }) => codes));
    expect([...reached, ...NOT_EMULATED].sort()).toEqual([
      'AccessDenied',
      'AssumeRoleNotPermitted',
      'DstBucketInvalidRegion',
      'DstBucketNotFound',
      'DstBucketObjectLockConfigMissing',
      'DstBucketUnversioned',
      'DstDelObjNotPermitted',
      'DstKmsKeyInvalidState',
      'DstKmsKeyNotFound',
      'DstMultipartCompleteNotPermitted',
      'DstMultipartInitNotPermitted',
      'DstMultipartUploadNotPermitted',
      'DstObjectHardDeleted',
      'DstPutAclNotPermitted',
      'DstPutLegalHoldNotPermitted',
      'DstPutObjectNotPermitted',
      'DstPutRetentionNotPermitted',
      'DstPutTaggingNotPermitted',
      'DstVersionNotFound',
      'InitiateReplicationNotPermitted',
      'InvalidRequest',
      'PermanentFailure',
      'SrcBucketInvalidRegion',
      'SrcBucketNotFound',
      'SrcBucketReplicationConfigMissing',
      'SrcGetAclNotPermitted',
      'SrcGetLegalHoldNotPermitted',
      'SrcGetObjectNotPermitted',
      'SrcGetRetentionNotPermitted',
      'SrcGetTaggingNotPermitted',
      'SrcHeadObjectNotPermitted',
      'SrcKeyNotFound',
      'SrcKmsKeyInvalidState',
      'SrcObjectNotEligible',
      'SrcObjectNotFound',
      'SrcReplicationNotPending',
      'SrcVersionNotFound',
    ]);
  });
});
