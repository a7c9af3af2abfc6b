// Buckets and keys, as a team would have them before it thinks of replication.
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { TerraformOutput, type TerraformProvider, type TerraformStack } from 'cdktf';
import { DataBucket } from '../../modules';
import type { Places } from './places';

/** ARNs of the keys. */
export interface Keys {
  readonly source: string;
  readonly theirs: string;
}

const HERE = [
  'prefixes-source',
  'prefixes-replica',
  'tags-source',
  'tags-replica',
  'fan-out-source',
  'fan-out-near',
  'accounts-source',
  'pair-left',
  'chain-first',
  'chain-second',
  'chain-third',
  'adopted-source',
  'adopted-replica',
  'taken-over-source',
  'taken-over-replica',
  'taken-over-archive',
  'watched-source',
  'topology-reports',
] as const;

export function buckets(stack: TerraformStack, places: Places, allowDestroy = false): void {
  const bucket = (bucketName: string, more: { kmsKeyArn?: string; provider?: TerraformProvider } = {}) =>
    new DataBucket(stack, bucketName, { bucketName, allowDestroy, ...more });
  for (const name of HERE) bucket(name);
  bucket('fan-out-far', { provider: places.otherRegion });
  bucket('pair-right', { provider: places.otherRegion });
  bucket('watched-replica', { provider: places.otherRegion });

  // A bucket that has no policy yet: the one that replication needs becomes it.
  const theirs = new S3Bucket(stack, 'accounts-theirs', {
    bucket: 'accounts-theirs',
    forceDestroy: allowDestroy,
    provider: places.otherAccount,
  });
  new S3BucketVersioningA(stack, 'accounts-theirs-versioning', {
    bucket: theirs.bucket,
    versioningConfiguration: { status: 'Enabled' },
    provider: places.otherAccount,
  });

  const keys = { source: key(stack, 'source-key'), theirs: key(stack, 'their-key', places.otherAccount) };
  bucket('whole-source', { kmsKeyArn: keys.source });
  new TerraformOutput(stack, 'keys', { value: keys, staticId: true });
}

function key(stack: TerraformStack, id: string, provider?: TerraformProvider): string {
  const there = provider === undefined ? {} : { provider };
  return new KmsKey(stack, id, { description: id, deletionWindowInDays: 7, enableKeyRotation: true, ...there }).arn;
}
