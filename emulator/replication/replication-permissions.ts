// What the replication role must be allowed to do, question by question, each with the code that S3 gives for a "no".
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
import { isAllowed } from '../iam/authorize';
import { trusts } from '../iam/trust';
import type { Bucket, ObjectVersion, ReplicationRule } from '../s3/bucket';
import { accountOfRole, roleContext, roleMay } from '../s3/role-access';
import type { World } from '../world';
import { forbidden, type Failure } from './outcome';
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
}

interface Question {
  readonly action: string;
  /** Will do as well. */
  readonly orAction?: string;
  readonly on: Bucket;
  /** On the bucket itself, not on the object. */
  readonly bucketLevel?: boolean;
  readonly code: string;
}

/** @returns the first permission that is missing; undefined if the role may do all that this object needs */
export function missingPermission(journey: Journey): Failure | undefined {
  const { world, roleArn } = journey;
  if (!trusts(world, roleArn, 's3.amazonaws.com')) {
    return forbidden('AssumeRoleNotPermitted', `S3 could not assume the role ${roleArn}`);
  }
  const refused = questions(journey).find((question) => !may(journey, question));
  if (refused !== undefined) return forbidden(refused.code, `The role ${roleArn} is not allowed ${refused.action}`);
  return missingKeyPermission(journey);
}

function questions({ source, destination, version, rule }: Journey): readonly Question[] {
  const onBucket: readonly Question[] = [
    { action: 's3:GetReplicationConfiguration', on: source, bucketLevel: true, code: 'AccessDenied' },
    { action: 's3:ListBucket', on: source, bucketLevel: true, code: 'AccessDenied' },
  ];
  if (version.deleteMarker) {
    return [...onBucket, { action: 's3:ReplicateDelete', on: destination, code: 'DstDelObjNotPermitted' }];
  }
  const tagged = Object.keys(version.tags).length > 0;
  return [
    ...onBucket,
    {
      action: 's3:GetObjectVersionForReplication',
      ...(isKms(version) ? {} : { orAction: 's3:GetObjectVersion' }),
      on: source,
      code: 'SrcGetObjectNotPermitted',
    },
    { action: 's3:GetObjectVersionAcl', on: source, code: 'SrcGetAclNotPermitted' },
    { action: 's3:GetObjectVersionTagging', on: source, code: 'SrcGetTaggingNotPermitted' },
    { action: 's3:ReplicateObject', on: destination, code: 'DstPutObjectNotPermitted' },
    ...(tagged ? [{ action: 's3:ReplicateTags', on: destination, code: 'DstPutTaggingNotPermitted' }] : []),
    ...(rule.ownerOverride
      ? [{ action: 's3:ObjectOwnerOverrideToBucketOwner', on: destination, code: 'DstPutObjectNotPermitted' }]
      : []),
  ];
}

function may(journey: Journey, { action, orAction, on, bucketLevel }: Question): boolean {
  const { world, roleArn, version } = journey;
  const object = bucketLevel === true ? {} : { key: version.key };
  return [action, ...(orAction === undefined ? [] : [orAction])].some((name) =>
    roleMay({ world, roleArn, action: name, bucket: on, ...object }),
  );
}

function missingKeyPermission(journey: Journey): Failure | undefined {
  const { source, destination, version, rule, roleArn } = journey;
  if (version.deleteMarker) return undefined;
  const { kmsKeyArn: sourceKey } = version.encryption;
  if (isKms(version) && sourceKey !== undefined) {
    const bucketKey = version.encryption.bucketKey === true;
    if (!mayUseKey(journey, source, 'kms:Decrypt', sourceKey, bucketKey)) {
      return forbidden('SrcGetObjectNotPermitted', `The role ${roleArn} is not allowed kms:Decrypt on ${sourceKey}`);
    }
  }
  const replica = replicaEncryption(version, rule);
  const { kmsKeyArn: replicaKey } = replica;
  if (replica.algorithm === 'AES256' || replicaKey === undefined) return undefined;
  const bucketKey = destination.defaultEncryption?.bucketKey === true;
  if (!mayUseKey(journey, destination, 'kms:Encrypt', replicaKey, bucketKey)) {
    return forbidden('DstPutObjectNotPermitted', `The role ${roleArn} is not allowed kms:Encrypt on ${replicaKey}`);
  }
  return undefined;
}

/**
 * Asks the role's own policies only: key policies come with the keys of KMS, which is not emulated, so that a key of
 * another account is taken to allow what the role's policies allow.
 */
function mayUseKey(
  { world, roleArn, version }: Journey,
  bucket: Bucket,
  action: string,
  keyArn: string,
  bucketKey: boolean,
): boolean {
  const bucketArn = `arn:${world.partition}:s3:::${bucket.name}`;
  return isAllowed(world, {
    principalArn: roleArn,
    principalAccountId: accountOfRole(roleArn),
    action,
    resource: keyArn,
    resourceAccountId: accountOfRole(roleArn),
    context: {
      ...roleContext(roleArn),
      'kms:ViaService': `s3.${bucket.region}.amazonaws.com${world.partition === 'aws-cn' ? '.cn' : ''}`,
      // With an S3 Bucket Key the context is the bucket, else the object.
      'kms:EncryptionContext:aws:s3:arn': bucketKey ? bucketArn : `${bucketArn}/${version.key}`,
    },
  });
}
