// The key of KMS behind an object: who reads or writes the object uses the key too, through S3.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
import { requestKeys } from '../../iam/access/request-keys';
import { findKey } from '../../kms/access/find-key';
import { s3KeyAccess, type S3KeyUse } from '../../kms/access/s3-key-use';
import { ServiceError } from '../../http/service';
import type { ObjectEncryption } from '../../world/bucket';
import { accessDenied } from '../operation/faults';
import type { BucketCall } from '../operation/operation';
import { notAuthorized } from '../../iam/access/caller-permission';
import { regionOfArn } from '../../world/arn';

/**
 * Of keys that the emulator cannot know, nothing is asked: objects can be under a key that exists only in real AWS.
 * @throws ServiceError `AccessDenied`, or what KMS says of the key with `KMS.` in front
 */
export function checkKeyUse(
  { world, request, bucket, key }: BucketCall,
  { algorithm, kmsKeyArn, bucketKey = false }: ObjectEncryption,
  action: S3KeyUse['action'],
): void {
  if (algorithm === 'AES256' || kmsKeyArn === undefined) return;
  const region = regionOfArn(kmsKeyArn);
  if (region !== bucket.region) throw kmsFault('NotFoundException', `Invalid arn ${region}`);
  if (findKey(world, kmsKeyArn) === 'unknown') return;
  const { caller } = request;
  const access = s3KeyAccess(world, {
    principalArn: caller.arn,
    principalAccountId: caller.accountId,
    action,
    keyArn: kmsKeyArn,
    bucket,
    key,
    bucketKey,
    // S3 asks KMS in the name of the caller.
    context: { ...requestKeys(world, request), 'aws:ViaAWSService': 'true' },
  });
  switch (access) {
    case 'allowed':
      return;
    case 'denied':
      throw accessDenied(notAuthorized(request, action, kmsKeyArn));
    case 'disabled':
      throw kmsFault('DisabledException', `${kmsKeyArn} is disabled.`);
    case 'pending deletion':
      throw kmsFault('KMSInvalidStateException', `${kmsKeyArn} is pending deletion.`);
    case 'of another usage':
      throw kmsFault('InvalidKeyUsageException', `${kmsKeyArn} is no key that encrypts.`);
    case 'not found':
      throw kmsFault('NotFoundException', `Key '${kmsKeyArn}' does not exist`);
  }
}

function kmsFault(code: string, message: string): ServiceError {
  return new ServiceError(400, `KMS.${code}`, message);
}
