// Why a task of a Batch Replication job fails: every code that S3 documents, what it means, and what to do.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html
import type { Cause } from '../../../events/report-events';
import type { TaskCode } from '../../../ports/batch/task-code';
import { ROUTES } from '../../../routes/routes';
import { visible } from '../../../text/safe-text';
import { everyNeed, lacking, NOT_FROM_A_NETWORK, rolesThatNeed, type BackfillRole } from '../refusals/lacking';
import { isKeyArn, type Named } from '../refusals/named-in-text';

function permission(action: string, role: BackfillRole): Cause {
  return { ...lacking({ actions: [action] }, role), retriable: 'after-remedy' };
}

const multipart = permission('s3:ReplicateObject', 'replication role');
const passing = (meaning: string): Cause => ({ meaning, remedy: 'run again', retriable: 'now' });

const CAUSES: Readonly<Record<TaskCode, Cause>> = {
  AccessDenied: {
    meaning: 'a permission is missing; S3 does not say which',
    remedy: `the replication role needs ${everyNeed('replication role')}; the job role needs ${everyNeed('job role')}; no bucket policy may deny them: ${NOT_FROM_A_NETWORK}`,
    retriable: 'after-remedy',
  },
  AssumeRoleNotPermitted: {
    meaning: 'S3 may not assume the replication role or the job role',
    remedy:
      'let the replication role trust s3.amazonaws.com and the job role batchoperations.s3.amazonaws.com, without conditions',
    retriable: 'after-remedy',
  },
  DstBucketInvalidRegion: {
    meaning: 'the destination bucket is in another Region than S3 expects, or the Region is not enabled in its account',
    remedy: 'check the Region of the destination bucket and that it is enabled in the destination account',
    retriable: 'after-remedy',
  },
  DstBucketNotFound: {
    meaning: 'the destination bucket does not exist',
    remedy: 'correct the destination in the replication rule, or create the bucket with versioning',
    retriable: 'after-remedy',
  },
  DstBucketObjectLockConfigMissing: {
    meaning: 'the source object has Object Lock settings and the destination bucket has Object Lock off',
    remedy: 'switch on Object Lock for the destination bucket',
    retriable: 'after-remedy',
  },
  DstBucketUnversioned: {
    meaning: 'versioning of the destination bucket is not enabled',
    remedy: 'enable versioning on the destination bucket',
    retriable: 'after-remedy',
  },
  DstDelObjNotPermitted: permission('s3:ReplicateDelete', 'replication role'),
  DstKmsKeyInvalidState: {
    meaning: 'the KMS key of the replica is disabled or waits for its deletion',
    remedy: 'enable the key, or name another one in the replication rule',
    retriable: 'after-remedy',
  },
  DstKmsKeyNotFound: {
    meaning: 'the KMS key of the replica does not exist in the destination Region',
    remedy: 'name a key of the destination Region, by its ARN, in the replication rule',
    retriable: 'after-remedy',
  },
  DstMultipartCompleteNotPermitted: multipart,
  DstMultipartInitNotPermitted: multipart,
  DstMultipartUploadNotPermitted: multipart,
  DstObjectHardDeleted: {
    meaning: 'this version was deleted at the destination by its version id; S3 never replicates it again',
    remedy: ROUTES['hard-deleted'].remedy,
    retriable: 'never',
    route: 'hard-deleted',
  },
  DstPutAclNotPermitted: {
    meaning:
      'the ACL of the object may not be written to its replica: the replication role lacks s3:ReplicateObject on the destination objects, or the ACL is public and Block Public Access of the destination refuses it',
    remedy:
      'allow s3:ReplicateObject on the destination objects for the replication role; for public ACLs, switch ACLs off at the destination (BucketOwnerEnforced)',
    retriable: 'after-remedy',
  },
  DstPutLegalHoldNotPermitted: permission('s3:PutObjectLegalHold', 'replication role'),
  DstPutObjectNotPermitted: {
    meaning:
      'the replication role may not write the replica: its policy, the destination bucket policy, the owner override, or the KMS key stands against it',
    remedy: `${permission('s3:ReplicateObject', 'replication role').remedy}; for SSE-KMS also kms:Encrypt and kms:GenerateDataKey on the key of the replicas, and kms:Decrypt with an S3 Bucket Key`,
    retriable: 'after-remedy',
  },
  DstPutRetentionNotPermitted: permission('s3:PutObjectRetention', 'replication role'),
  DstPutTaggingNotPermitted: permission('s3:ReplicateTags', 'replication role'),
  DstVersionNotFound: {
    meaning: 'the version that the metadata belongs to is not at the destination',
    remedy: 'replicate the object version itself first; then run again',
    retriable: 'after-remedy',
  },
  InitiateReplicationNotPermitted: {
    meaning: 'the job role may not start the replication of this object',
    remedy: permission('s3:InitiateReplication', 'job role').remedy,
    retriable: 'after-remedy',
  },
  InternalError: passing('S3 had an error of its own'),
  InvalidRequest: {
    meaning: 'the row of the manifest cannot be used, most often because the version id is missing',
    remedy: 'list every key with its version id, or let S3 generate the manifest',
    retriable: 'after-remedy',
  },
  PermanentFailure: {
    meaning: 'S3 gave up on this object and does not say why',
    remedy: 'run again; if it fails again, replicate the object alone and look at its error',
    retriable: 'now',
  },
  ServiceUnavailable: passing('S3 could not answer for the moment'),
  SlowDown: passing('S3 was asked too much at once'),
  SrcBucketInvalidRegion: {
    meaning: 'the job was created in another Region than the source bucket',
    remedy: 'run with --region and the Region of the source bucket',
    retriable: 'after-remedy',
  },
  SrcBucketNotFound: {
    meaning: 'the source bucket does not exist any more',
    remedy: 'check the name of the source bucket',
    retriable: 'after-remedy',
  },
  SrcBucketReplicationConfigMissing: {
    meaning: 'the source bucket has no replication configuration',
    remedy: 'apply the replication configuration, wait a few minutes, and run again',
    retriable: 'after-remedy',
  },
  SrcGetAclNotPermitted: {
    meaning:
      'the ACL of the object may not be read: the replication role lacks s3:GetObjectVersionAcl on the source objects, or the object belongs to another account',
    remedy:
      'allow s3:GetObjectVersionAcl on the source objects for the replication role; where objects belong to other accounts, switch ACLs off at the source (BucketOwnerEnforced)',
    retriable: 'after-remedy',
  },
  SrcGetLegalHoldNotPermitted: permission('s3:GetObjectLegalHold', 'replication role'),
  SrcGetObjectNotPermitted: permission('s3:GetObjectVersionForReplication', 'replication role'),
  SrcGetRetentionNotPermitted: permission('s3:GetObjectRetention', 'replication role'),
  SrcGetTaggingNotPermitted: permission('s3:GetObjectVersionTagging', 'replication role'),
  SrcHeadObjectNotPermitted: permission('s3:GetObjectVersionForReplication', 'replication role'),
  SrcKeyNotFound: {
    meaning: 'there is no object with this key any more',
    remedy: 'nothing, if it was deleted on purpose; else check how the keys of the manifest are encoded',
    retriable: 'never',
  },
  SrcKmsKeyInvalidState: {
    meaning: 'the KMS key of the source object is disabled or waits for its deletion',
    remedy: 'enable the key',
    retriable: 'after-remedy',
  },
  SrcObjectNotEligible: {
    meaning: 'no enabled rule selects this object (prefix, tags, storage class, SSE-KMS opt-in), or it is archived',
    remedy: 'for an archived object: restore it and copy it to another class; else change the rule',
    retriable: 'after-remedy',
  },
  SrcObjectNotFound: {
    meaning: 'the object was deleted after the manifest was made, or the manifest has no version id for it',
    remedy: 'nothing, if it was deleted on purpose; else list the version id',
    retriable: 'never',
  },
  SrcReplicationNotPending: {
    meaning: 'the object was not waiting for replication any more: most often it had been replicated in the meantime',
    remedy: 'run again: what is replicated is not selected any more',
    retriable: 'now',
  },
  SrcVersionNotFound: {
    meaning: 'this version was deleted after the manifest was made',
    remedy: 'nothing, if it was deleted on purpose',
    retriable: 'never',
  },
};

const NO_CODE: Cause = {
  meaning: 'S3 gives no code for it',
  remedy: 'read the message of S3, if there is one, and run again',
  retriable: 'now',
};

/** A code that this version does not know is named, never hidden. */
function ofCode(code: string): Cause {
  if (code === '') return NO_CODE;
  if (Object.hasOwn(CAUSES, code)) return CAUSES[code as TaskCode];
  return {
    meaning: `this version of s3-backfill does not know the code '${code}'`,
    remedy:
      'read the message of S3 beside it, and look the code up in the S3 user guide under "replication failure reasons"',
    retriable: 'unknown',
  };
}

/** Which role S3 acts as, where it names an action. */
function roleOf(code: string, { actions, principalArn }: Named, jobRoleArn: string | undefined): BackfillRole {
  if (code === 'InitiateReplicationNotPermitted') return 'job role';
  const roles = rolesThatNeed(actions[0] ?? '');
  // Every other code is about what the replication role does.
  return roles.length === 1 && principalArn === jobRoleArn ? (roles[0] ?? 'replication role') : 'replication role';
}

function trust(arn: string, jobRoleArn: string | undefined): string {
  const services = ['s3.amazonaws.com for replication', 'batchoperations.s3.amazonaws.com for the job'];
  const [replication = '', job = ''] = services;
  if (jobRoleArn === undefined) return `${replication}, ${job}`;
  return arn === jobRoleArn ? job : replication;
}

/**
 * What a task code means, and what to do. Where S3's message names what is missing, the remedy is about that.
 * @param named what the message names. @default - nothing
 * @param jobRoleArn to tell the two roles apart. @default - it is not known
 */
export function causeOf(code: string, named: Named = { actions: [] }, jobRoleArn?: string): Cause {
  const cause = ofCode(code);
  const { actions, principalArn, resourceArn } = named;
  if (actions.length > 0 && (cause.retriable === 'after-remedy' || cause.retriable === 'unknown'))
    return { ...lacking(named, roleOf(code, named, jobRoleArn)), retriable: 'after-remedy' };
  if (code === 'AssumeRoleNotPermitted' && principalArn !== undefined)
    return {
      ...cause,
      meaning: `S3 may not assume the role ${visible(principalArn)}`,
      remedy: `let it trust ${trust(principalArn, jobRoleArn)}, without conditions; it must be there`,
    };
  return isKeyArn(resourceArn) ? { ...cause, meaning: `${cause.meaning}: ${visible(resourceArn)}` } : cause;
}
