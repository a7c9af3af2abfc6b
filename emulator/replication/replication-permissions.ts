// What the replication role must be allowed to do, question by question, each with the code that S3 gives for a "no".
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
import { trusts } from '../iam/access/trust';
import type { Bucket, ObjectVersion, ReplicationRule } from '../world/bucket';
import { blocksAcl, hasAcls, isOpenToBucketOwner } from '../s3/versions/object-acl';
import { hasObjectLock } from '../s3/versions/object-lock';
import { roleMay, roleMustNot, type RoleQuestion } from '../s3/access/role-access';
import type { World } from '../world/world';
import type { Answers } from './cached-answers';
import { unusableKey } from './key-permissions';
import { forbidden, type Failure } from './failure';
import { replicaEncryption } from './replica';
import { isKms } from './rule-match';

/** One object on its way from a bucket to another. */
export interface Journey {
  readonly world: World;
  readonly source: Bucket;
  readonly version: ObjectVersion;
  readonly rule: ReplicationRule;
  readonly destination: Bucket;
  readonly roleArn: string;
  readonly answers: Answers;
}

/** @returns the first permission that is missing; undefined if the role may do all that this object needs */
export function missingPermission(journey: Journey): Failure | undefined {
  const { world, roleArn, answers, source, destination, version } = journey;
  if (!answers.once('assume', () => trusts(world, roleArn, 's3.amazonaws.com'))) {
    return forbidden('AssumeRoleNotPermitted', `S3 could not assume the role ${roleArn}`);
  }
  const onBucket = lacksOnBucket(journey, 's3:GetReplicationConfiguration') ?? lacksOnBucket(journey, 's3:ListBucket');
  if (onBucket !== undefined) return onBucket;
  if (version.deleteMarker) return lacks(journey, destination, 's3:ReplicateDelete', 'DstDelObjNotPermitted');
  const onObject = missingAtSource(journey) ?? missingAtDestination(journey);
  if (onObject !== undefined) return onObject;
  if (!isOpenToBucketOwner(source, version)) {
    return forbidden('SrcGetAclNotPermitted', 'The object belongs to another account than the source bucket');
  }
  return unusableKey(journey) ?? refusedAcl(journey);
}

function missingAtSource(journey: Journey): Failure | undefined {
  const { source, version } = journey;
  const missing =
    // Of an object in parts, S3 has to learn the parts before it reads them.
    lacksToRead(journey, isInParts(version) ? 'SrcHeadObjectNotPermitted' : 'SrcGetObjectNotPermitted') ??
    lacks(journey, source, 's3:GetObjectVersionAcl', 'SrcGetAclNotPermitted') ??
    lacks(journey, source, 's3:GetObjectVersionTagging', 'SrcGetTaggingNotPermitted');
  if (missing !== undefined || !hasObjectLock(source)) return missing;
  return (
    lacks(journey, source, 's3:GetObjectRetention', 'SrcGetRetentionNotPermitted') ??
    lacks(journey, source, 's3:GetObjectLegalHold', 'SrcGetLegalHoldNotPermitted')
  );
}

function lacksToRead(journey: Journey, code: string): Failure | undefined {
  const { source, version } = journey;
  const missing = lacks(journey, source, 's3:GetObjectVersionForReplication', code);
  // The permission to read a version is enough, save under KMS.
  const isEnough = missing !== undefined && !isKms(version);
  return isEnough && lacks(journey, source, 's3:GetObjectVersion', code) === undefined ? undefined : missing;
}

function missingAtDestination(journey: Journey): Failure | undefined {
  const { destination, version, rule } = journey;
  const code = isInParts(version) ? 'DstMultipartInitNotPermitted' : 'DstPutObjectNotPermitted';
  let missing = lacks(journey, destination, 's3:ReplicateObject', code);
  if (isTagged(version)) missing ??= lacks(journey, destination, 's3:ReplicateTags', 'DstPutTaggingNotPermitted');
  if (rule.ownerOverride) missing ??= lacks(journey, destination, 's3:ObjectOwnerOverrideToBucketOwner', code);
  if (version.retention !== undefined) {
    missing ??= isForbiddenThere(journey, 's3:PutObjectRetention', 'DstPutRetentionNotPermitted');
  }
  if (version.legalHold !== undefined) {
    missing ??= isForbiddenThere(journey, 's3:PutObjectLegalHold', 'DstPutLegalHoldNotPermitted');
  }
  return missing;
}

function isTagged({ tags }: ObjectVersion): boolean {
  return Object.keys(tags).length > 0;
}

/** The object was uploaded in parts, and so will be its replica. */
function isInParts({ partSizes }: ObjectVersion): boolean {
  return partSizes !== undefined;
}

function lacksOnBucket({ world, roleArn, source, answers }: Journey, action: string): Failure | undefined {
  const may = answers.once(action, () => roleMay({ world, roleArn, action, bucket: source }));
  return may ? undefined : refusal('AccessDenied', roleArn, action);
}

function lacks(journey: Journey, bucket: Bucket, action: string, code: string): Failure | undefined {
  return journey.answers.onObject(aboutObject(journey, bucket, action))
    ? undefined
    : refusal(code, journey.roleArn, action);
}

/** For what s3:ReplicateObject covers: nobody needs to allow it on its own, but a policy must not forbid it. */
function isForbiddenThere(journey: Journey, action: string, code: string): Failure | undefined {
  const question = aboutObject(journey, journey.destination, action);
  return journey.answers.onObject(question, roleMustNot) ? refusal(code, journey.roleArn, action) : undefined;
}

function refusal(code: string, roleArn: string, action: string): Failure {
  return forbidden(code, `The role ${roleArn} is not allowed ${action}`);
}

function aboutObject(journey: Journey, bucket: Bucket, action: string): RoleQuestion {
  const { world, roleArn, version, rule, destination } = journey;
  const question = { world, roleArn, action, bucket, key: version.key };
  return bucket === destination ? { ...question, context: () => writeContext(version, rule) } : question;
}

/** What policies of the destination can ask about the replica. */
function writeContext(version: ObjectVersion, rule: ReplicationRule): Readonly<Record<string, string>> {
  const { algorithm, kmsKeyArn } = replicaEncryption(version, rule);
  const context: Record<string, string> = {
    's3:x-amz-server-side-encryption': algorithm,
    's3:x-amz-storage-class': rule.storageClass ?? version.storageClass,
  };
  if (kmsKeyArn !== undefined) context['s3:x-amz-server-side-encryption-aws-kms-key-id'] = kmsKeyArn;
  return context;
}

/** A public ACL does not get into a bucket that blocks public ACLs. */
function refusedAcl({ destination, version, rule }: Journey): Failure | undefined {
  if (version.acl === undefined || rule.ownerOverride || !hasAcls(destination)) return undefined;
  if (!blocksAcl(destination, version.acl.canned)) return undefined;
  const message = `Block Public Access of ${destination.name} does not let the ACL ${version.acl.canned} in`;
  return forbidden('DstPutAclNotPermitted', message);
}
