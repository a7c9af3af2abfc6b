// How S3 uses a key for an object, in the name of a caller or of a role that it has assumed.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
import type { World } from '../../world/world';
import { keyAccess, type KeyAccess } from './key-access';
import { viaS3 } from './managed-key';
import { s3Arn } from '../../world/arn';

export interface S3KeyUse {
  readonly principalArn: string;
  readonly principalAccountId: string;
  /** Name of the session in which a service acts as the role of `principalArn`. @default - it has none, or the ARN is its own */
  readonly session?: string;
  readonly action: 'kms:Decrypt' | 'kms:Encrypt' | 'kms:GenerateDataKey';
  readonly keyArn: string;
  readonly bucket: { readonly name: string; readonly region: string };
  /** Key of the object. */
  readonly key: string;
  /** Whether the object is, or will be, under an S3 Bucket Key. */
  readonly bucketKey: boolean;
  /** Condition keys of the request. */
  readonly context: Readonly<Record<string, string>>;
}

export function s3KeyAccess(world: World, use: S3KeyUse): KeyAccess {
  const { principalArn, principalAccountId, session, action, keyArn, bucket, key, bucketKey, context } = use;
  return keyAccess(world, keyArn, {
    principalArn,
    principalAccountId,
    ...(session === undefined ? {} : { session }),
    action,
    // With an S3 Bucket Key the context is the bucket, else the object.
    encryptionContext: { 'aws:s3:arn': s3Arn(world, bucket.name, bucketKey ? undefined : key) },
    context: { ...context, 'kms:ViaService': viaS3(world.partition, bucket.region) },
  });
}
