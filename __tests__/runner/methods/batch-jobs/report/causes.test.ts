// Why tasks fail: by their code, and by what S3's message names.
import { describe, expect, it } from '@jest/globals';
import { causeOf } from '../../../../../runner/methods/batch-jobs/report/causes';
import { startTally } from '../../../../../runner/methods/batch-jobs/report/tally';
import { namedIn } from '../../../../../runner/methods/batch-jobs/refusals/named-in-text';
import type { Cause } from '../../../../../runner/events/report-events';

const JOB_ROLE = 'arn:aws:iam::111122223333:role/job';
const ROLE = 'arn:aws:iam::111122223333:role/replication';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd';
const saying = (code: string, message: string): Cause => causeOf(code, namedIn(message), JOB_ROLE);

describe('the cause of a failed task', () => {
  it('is the action that S3 names, not the one that its code stands for', () => {
    const { meaning, remedy } = saying(
      'SrcGetObjectNotPermitted',
      `The role ${ROLE} is not allowed kms:Decrypt on ${KEY}`,
    );
    expect(meaning).toBe(`the replication role ${ROLE} lacks kms:Decrypt on ${KEY}`);
    expect(remedy).toMatch(new RegExp(`^allow kms:Decrypt on ${KEY} for the replication role`));
    expect(remedy).toContain('the policy of the key has to let the role use it');
    expect(remedy).not.toContain('GetObjectVersionForReplication');
  });

  it('names all that the role needs at that place, since S3 names only the first that is missing', () => {
    const { remedy } = saying('DstPutTaggingNotPermitted', `The role ${ROLE} is not allowed s3:ReplicateTags`);
    expect(remedy).toMatch(/^allow s3:ReplicateTags on the destination objects/);
    for (const action of ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ObjectOwnerOverrideToBucketOwner'])
      expect(remedy).toContain(action);
  });

  it.each(['DstPutObjectNotPermitted', 'DstPutTaggingNotPermitted', 'DstMultipartInitNotPermitted'])(
    '%s says what else can stand against it: the destination policy, and a Deny for all but a VPC endpoint',
    (code) => {
      const { remedy } = causeOf(code);
      expect(remedy).toContain('the bucket policy of a destination in another account has to allow the same');
      expect(remedy).toContain('aws:SourceVpce');
    },
  );

  it.each([
    ['InitiateReplicationNotPermitted', JOB_ROLE, 's3:InitiateReplication', 'job role'],
    ['AccessDenied', ROLE, 's3:GetReplicationConfiguration', 'replication role'],
    ['AccessDenied', ROLE, 's3:ListBucket', 'replication role'],
  ])('%s of %s is about %s of the %s', (code, role, action, name) => {
    expect(saying(code, `The role ${role} is not allowed ${action}`).meaning).toMatch(
      new RegExp(`^the ${name} ${role} lacks ${action} on the source`),
    );
  });

  it('is a Deny where s3:ReplicateObject covers the action', () => {
    const { meaning } = saying('DstPutRetentionNotPermitted', `The role ${ROLE} is not allowed s3:PutObjectRetention`);
    expect(meaning).toContain('s3:PutObjectRetention on the destination objects: s3:ReplicateObject covers it');
    expect(causeOf('DstPutRetentionNotPermitted').meaning).toContain('a policy denies it');
  });

  it.each([
    [JOB_ROLE, 'batchoperations.s3.amazonaws.com for the job'],
    [ROLE, 's3.amazonaws.com for replication'],
  ])('tells which service %s has to trust', (role, service) => {
    const { remedy } = saying('AssumeRoleNotPermitted', `S3 could not assume the role ${role}`);
    expect(remedy).toBe(`let it trust ${service}, without conditions; it must be there`);
  });

  it('names the key that is disabled', () => {
    expect(saying('DstKmsKeyInvalidState', `The key ${KEY} of the replica is disabled`).meaning).toContain(KEY);
  });

  it.each(['SlowDown', 'InternalError', 'ServiceUnavailable', ''])('passes by itself: %p', (code) => {
    expect(causeOf(code).retriable).toBe('now');
    expect(causeOf(code).meaning).not.toContain('does not know');
  });

  it.each(['constructor', 'NewCode'])('is said to be unknown, and so is whether a new job helps: %s', (code) => {
    expect(causeOf(code)).toMatchObject({ retriable: 'unknown' });
    expect(causeOf(code).meaning).toContain(`does not know the code '${code}'`);
  });

  it('is told apart within one code by action and key, and not by object', () => {
    const tally = startTally('', JOB_ROLE);
    const row = { bucket: 'src', versionId: 'v', succeeded: false, code: 'SrcGetObjectNotPermitted' };
    for (const key of ['a', 'b'])
      tally.add({ ...row, key, message: `The role ${ROLE} is not allowed s3:GetObject on arn:aws:s3:::src/${key}` });
    tally.add({ ...row, key: 'c', message: `The role ${ROLE} is not allowed kms:Decrypt on ${KEY}` });
    tally.add({ ...row, key: 'd', message: '' });
    expect(tally.causes().map(({ count }) => count)).toEqual([2, 1, 1]);
    expect(new Set(tally.causes().map(({ remedy }) => remedy)).size).toBe(3);
  });
});
