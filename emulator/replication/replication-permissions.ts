// What the replication role must be allowed to do, question by question, each with the code that S3 gives for a "no".
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
import { trusts } from '../iam/access/trust';
import type { Bucket, ObjectVersion, ReplicationRule } from '../world/bucket';
import { blocksAcl, hasAcls, isOpenToBucketOwner } from '../s3/versions/object-acl';
import { hasObjectLock } from '../s3/versions/object-lock';
import type { ConditionValues } from '../iam/policy-language/policy-variables';
import { existingTagKeys } from '../s3/access/s3-keys';
import { roleMay, roleMustNot, type RoleQuestion } from '../s3/access/role-access';
import type { DestinationAttempt } from './attempt';
import { unusableKey } from './key-permissions';
import { forbidden, type Failure } from './failure';
import { replicaEncryption } from './replica';
import { isKms } from './rule-match';
import { REPLICATION_SESSION } from './session';

/** @returns the first permission that is missing; undefined if the role may do all that this object needs */
export function missingPermission(attempt: DestinationAttempt): Failure | undefined {
  const { world, roleArn, answers, source, destination, version } = attempt;
  if (!answers.once('assume', () => trusts(world, roleArn, 's3.amazonaws.com'))) {
    return forbidden('AssumeRoleNotPermitted', `S3 could not assume the role ${roleArn}`);
  }
  const onBucket = lacksOnBucket(attempt, 's3:GetReplicationConfiguration') ?? lacksOnBucket(attempt, 's3:ListBucket');
  if (onBucket !== undefined) return onBucket;
  if (version.deleteMarker) return lacks(attempt, destination, 's3:ReplicateDelete', 'DstDelObjNotPermitted');
  const onObject = missingAtSource(attempt) ?? missingAtDestination(attempt);
  if (onObject !== undefined) return onObject;
  if (!isOpenToBucketOwner(source, version)) {
    return forbidden('SrcGetAclNotPermitted', 'The object belongs to another account than the source bucket');
  }
  return unusableKey(attempt) ?? refusedAcl(attempt);
}

function missingAtSource(attempt: DestinationAttempt): Failure | undefined {
  const { source, version } = attempt;
  const missing =
    // Of an object in parts, S3 has to learn the parts before it reads them.
    lacksToRead(attempt, isInParts(version) ? 'SrcHeadObjectNotPermitted' : 'SrcGetObjectNotPermitted') ??
    lacks(attempt, source, 's3:GetObjectVersionAcl', 'SrcGetAclNotPermitted') ??
    lacks(attempt, source, 's3:GetObjectVersionTagging', 'SrcGetTaggingNotPermitted');
  if (missing !== undefined || !hasObjectLock(source)) return missing;
  return (
    lacks(attempt, source, 's3:GetObjectRetention', 'SrcGetRetentionNotPermitted') ??
    lacks(attempt, source, 's3:GetObjectLegalHold', 'SrcGetLegalHoldNotPermitted')
  );
}

function lacksToRead(attempt: DestinationAttempt, code: string): Failure | undefined {
  const { source, version } = attempt;
  const missing = lacks(attempt, source, 's3:GetObjectVersionForReplication', code);
  // The permission to read a version is enough, save under KMS.
  const isEnough = missing !== undefined && !isKms(version);
  return isEnough && lacks(attempt, source, 's3:GetObjectVersion', code) === undefined ? undefined : missing;
}

function missingAtDestination(attempt: DestinationAttempt): Failure | undefined {
  const { destination, version, rule } = attempt;
  const code = isInParts(version) ? 'DstMultipartInitNotPermitted' : 'DstPutObjectNotPermitted';
  let missing = lacks(attempt, destination, 's3:ReplicateObject', code);
  if (isTagged(version)) missing ??= lacks(attempt, destination, 's3:ReplicateTags', 'DstPutTaggingNotPermitted');
  if (rule.ownerOverride) missing ??= lacks(attempt, destination, 's3:ObjectOwnerOverrideToBucketOwner', code);
  if (version.retention !== undefined) {
    missing ??= isForbiddenThere(attempt, 's3:PutObjectRetention', 'DstPutRetentionNotPermitted');
  }
  if (version.legalHold !== undefined) {
    missing ??= isForbiddenThere(attempt, 's3:PutObjectLegalHold', 'DstPutLegalHoldNotPermitted');
  }
  return missing;
}

/** `s3:ReplicateObject` covers the destination; nobody has to allow more there, but a policy can forbid it. */
export function mayCarryAnnotations(attempt: DestinationAttempt): boolean {
  const { source } = attempt;
  const reading = lacks(attempt, source, 's3:GetObjectVersionAnnotationForReplication', 'AccessDenied');
  return (
    reading === undefined && isForbiddenThere(attempt, 's3:ReplicateObjectAnnotation', 'AccessDenied') === undefined
  );
}

function isTagged({ tags }: ObjectVersion): boolean {
  return Object.keys(tags).length > 0;
}

/** The object was uploaded in parts, and so will be its replica. */
function isInParts({ partSizes }: ObjectVersion): boolean {
  return partSizes !== undefined;
}

function lacksOnBucket({ world, roleArn, source, answers }: DestinationAttempt, action: string): Failure | undefined {
  const may = answers.once(action, () =>
    roleMay({ world, roleArn, session: REPLICATION_SESSION, action, bucket: source }),
  );
  return may ? undefined : refusal('AccessDenied', roleArn, action);
}

function lacks(attempt: DestinationAttempt, bucket: Bucket, action: string, code: string): Failure | undefined {
  return attempt.answers.onObject(aboutObject(attempt, bucket, action))
    ? undefined
    : refusal(code, attempt.roleArn, action);
}

/** For what s3:ReplicateObject covers: nobody needs to allow it on its own, but a policy must not forbid it. */
function isForbiddenThere(attempt: DestinationAttempt, action: string, code: string): Failure | undefined {
  const question = aboutObject(attempt, attempt.destination, action);
  return attempt.answers.onObject(question, roleMustNot) ? refusal(code, attempt.roleArn, action) : undefined;
}

function refusal(code: string, roleArn: string, action: string): Failure {
  return forbidden(code, `The role ${roleArn} is not allowed ${action}`);
}

function aboutObject(attempt: DestinationAttempt, bucket: Bucket, action: string): RoleQuestion {
  const { world, roleArn, version, rule, destination } = attempt;
  // Made for each permission of each object: in one piece, which is most of what the question costs where the answer is known.
  return {
    world,
    roleArn,
    session: REPLICATION_SESSION,
    action,
    bucket,
    key: version.key,
    context: () => (bucket === destination ? writeContext(version, rule) : readContext(action, version)),
  };
}

/** What policies of the source can ask about the version that is read. */
function readContext(action: string, { versionId, tags }: ObjectVersion): ConditionValues {
  const isOnVersion = action.startsWith('s3:GetObjectVersion');
  return { ...existingTagKeys(action, tags), ...(isOnVersion ? { 's3:VersionId': versionId } : {}) };
}

/** What policies of the destination can ask about the replica. */
function writeContext(version: ObjectVersion, rule: ReplicationRule): Readonly<Record<string, string>> {
  const { algorithm, kmsKeyArn, customerKeyMd5 } = replicaEncryption(version, rule);
  // Of what PutObject has, s3:ReplicateObject has encryption alone, and no class.
  if (customerKeyMd5 !== undefined) return { 's3:x-amz-server-side-encryption-customer-algorithm': algorithm };
  const context: Record<string, string> = { 's3:x-amz-server-side-encryption': algorithm };
  if (kmsKeyArn !== undefined) context['s3:x-amz-server-side-encryption-aws-kms-key-id'] = kmsKeyArn;
  return context;
}

/** A public ACL does not get into a bucket that blocks public ACLs. */
function refusedAcl({ destination, version, rule }: DestinationAttempt): Failure | undefined {
  if (version.acl === undefined || rule.ownerOverride || !hasAcls(destination)) return undefined;
  if (!blocksAcl(destination, version.acl.canned)) return undefined;
  const message = `Block Public Access of ${destination.name} does not let the ACL ${version.acl.canned} in`;
  return forbidden('DstPutAclNotPermitted', message);
}
