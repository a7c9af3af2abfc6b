// The AWS managed key of S3, `aws/s3`. AWS creates it when it is first used; so does the emulator.
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
import type { World } from '../../world/world';
import type { Key } from '../../world/kms-key';
import { hexDigits, newKeyId } from './key-id';

/** What stands behind the account in the ARN of its alias. */
export const S3_ALIAS = 'alias/aws/s3';

export function managedKey(world: World, accountId: string, region: string): Key {
  const home = `arn:${world.partition}:kms:${region}:${accountId}:`;
  const alias = world.keyAliases.get(home + S3_ALIAS);
  const known = world.keys.get(alias?.targetArn ?? '');
  if (known !== undefined) return known;
  const keyId = newKeyId(hexDigits(world, 32));
  const now = world.clock.now();
  const key: Key = {
    arn: `${home}key/${keyId}`,
    keyId,
    accountId,
    region,
    manager: 'AWS',
    createdMs: now,
    description: 'Default key that protects my S3 objects when no other key is defined',
    policy: policyOf(world, accountId, region),
    enabled: true,
    rotation: { periodDays: 365, sinceMs: now },
    tags: new Map(),
    grants: new Map(),
  };
  const arn = home + S3_ALIAS;
  world.keys.set(key.arn, key);
  world.keyAliases.set(arn, {
    arn,
    name: S3_ALIAS,
    accountId,
    region,
    createdMs: now,
    updatedMs: now,
    targetArn: key.arn,
  });
  return key;
}

/** Whoever of the account may use S3 may use the key through S3; nobody else, and nobody can change that. */
function policyOf({ partition }: World, accountId: string, region: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'auto-s3-2',
    Statement: [
      {
        Sid: 'Allow access through S3 for all principals in the account that are authorized to use S3',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: '*',
        Condition: {
          StringEquals: { 'kms:CallerAccount': accountId, 'kms:ViaService': viaS3(partition, region) },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'],
        Resource: '*',
      },
    ],
  });
}

/** Value of `kms:ViaService` when S3 of that Region asks. */
export function viaS3(partition: string, region: string): string {
  return `s3.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}
