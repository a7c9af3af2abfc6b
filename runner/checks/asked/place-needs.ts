// What a role has to be allowed below a prefix of a bucket.
import type { BucketNeed } from '../../policy/bucket-need';
import { bucketArn } from '../../text/arn';
import type { CheckContext } from './asked-once';
import { roleContext } from './role-context';
import { probeKey } from './probe-key';
import type { Need } from '../roles/judge-permissions';

export interface NeedsPlace {
  readonly bucket: string;
  /** Beginning of the keys. */
  readonly prefix: string;
  readonly needed: readonly BucketNeed[];
  /** What happens where one of them is not granted. */
  readonly without: string;
}

export async function needsAt(
  { bucket, prefix, needed, without }: NeedsPlace,
  roleArn: string,
  context: CheckContext,
): Promise<readonly Need[]> {
  const { target, bucketPolicy, accountOf } = context;
  const arn = bucketArn(bucket, target.source.region);
  const [accountId, text, ofRole] = await Promise.all([
    accountOf(bucket),
    bucketPolicy(bucket),
    roleContext(roleArn, context),
  ]);
  return needed.map(({ action, on, doubt }): Need => ({
    action,
    resource: on === 'bucket' ? arn : `${arn}/${probeKey(prefix)}`,
    pattern: on === 'bucket' ? arn : `${arn}/${prefix}*`,
    context: { ...ofRole, 'aws:ResourceAccount': accountId, 's3:ResourceAccount': accountId },
    without,
    ...(doubt === undefined ? {} : { doubt }),
    resourcePolicy: { place: { policy: 'bucket', of: bucket }, text, accountId },
  }));
}
