// The keys of KMS of an attempt: the one that the object is read with, and the one that its replica is written with.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
import type { KeyAccess } from '../kms/access/key-access';
import { roleKeyAccess, type RoleKeyUse } from '../s3/access/role-access';
import { conflict, forbidden, notFound, type Failure } from './failure';
import { replicaEncryption } from './replica';
import type { DestinationAttempt } from './attempt';
import { isKms } from './rule-match';
import { REPLICATION_SESSION } from './session';
import { isMultiRegionKeyArn, regionOfArn } from '../world/arn';

type Action = RoleKeyUse['action'];

/** @returns why the keys cannot be used; undefined if they can, or the object is not under KMS */
export function unusableKey(attempt: DestinationAttempt): Failure | undefined {
  return unusableSourceKey(attempt) ?? unusableReplicaKey(attempt);
}

function unusableSourceKey(attempt: DestinationAttempt): Failure | undefined {
  const { source, version } = attempt;
  const { kmsKeyArn, bucketKey = false } = version.encryption;
  if (!isKms(version) || kmsKeyArn === undefined) return undefined;
  const access = ask(attempt, source, 'kms:Decrypt', kmsKeyArn, bucketKey);
  switch (access) {
    case 'allowed':
      return undefined;
    case 'denied':
      return refused(attempt, 'SrcGetObjectNotPermitted', 'kms:Decrypt', kmsKeyArn);
    case 'disabled':
    case 'pending deletion':
    case 'of another usage':
    case 'not found':
      return conflict('SrcKmsKeyInvalidState', `The key ${kmsKeyArn} of the source object is ${access}`);
  }
}

function unusableReplicaKey(attempt: DestinationAttempt): Failure | undefined {
  const { version, rule, destination } = attempt;
  const { algorithm, kmsKeyArn } = replicaEncryption(version, rule);
  if (algorithm === 'AES256' || kmsKeyArn === undefined) return undefined;
  if (rule.sourceMultiRegionKey === true && !isMultiRegionKeyArn(kmsKeyArn)) {
    return notFound(
      'DstKmsKeyNotFound',
      `The key ${kmsKeyArn} of the source object is related to no key in ${destination.region}`,
    );
  }
  if (rule.replicaKmsKeyArn !== undefined && regionOfArn(kmsKeyArn) !== destination.region) {
    return notFound('DstKmsKeyNotFound', `${kmsKeyArn} is not a key of ${destination.region}`);
  }
  const bucketKey = destination.defaultEncryption?.bucketKey === true;
  // A data key of the bucket is made once and used again for many objects.
  const actions: readonly Action[] = bucketKey
    ? ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt']
    : ['kms:Encrypt'];
  for (const action of actions) {
    const access = ask(attempt, destination, action, kmsKeyArn, bucketKey);
    switch (access) {
      case 'allowed':
        break;
      case 'denied':
        return refused(attempt, 'DstPutObjectNotPermitted', action, kmsKeyArn);
      case 'disabled':
      case 'pending deletion':
      case 'of another usage':
        return conflict('DstKmsKeyInvalidState', `The key ${kmsKeyArn} of the replica is ${access}`);
      case 'not found':
        return notFound('DstKmsKeyNotFound', `The key ${kmsKeyArn} of the replica does not exist`);
    }
  }
  return undefined;
}

function ask(
  { world, roleArn, version }: DestinationAttempt,
  bucket: RoleKeyUse['bucket'],
  action: Action,
  keyArn: string,
  bucketKey: boolean,
): KeyAccess {
  return roleKeyAccess({
    world,
    roleArn,
    session: REPLICATION_SESSION,
    action,
    keyArn,
    bucket,
    key: version.key,
    bucketKey,
  });
}

function refused({ roleArn }: DestinationAttempt, code: string, action: Action, keyArn: string): Failure {
  return forbidden(code, `The role ${roleArn} is not allowed ${action} on ${keyArn}`);
}
