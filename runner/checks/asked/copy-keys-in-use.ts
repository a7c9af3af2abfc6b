// The KMS keys that a copy reads and writes with, as far as they can be told beforehand.
import type { CheckContext } from './asked-once';
import { copySides, type CopyPlace } from './copy-sides';
import { isCustomerKey, type KeyUse } from './keys-in-use';

async function byDefault(
  { bucket, prefix }: CopyPlace,
  side: KeyUse['side'],
  context: CheckContext,
): Promise<readonly KeyUse[]> {
  const read = await context.encryption(bucket);
  const found = 'value' in read ? read.value : undefined;
  const arn = found?.kmsKeyArn;
  if (found === undefined || !isCustomerKey(arn)) return [];
  const region = (await context.regionOf(bucket)) ?? arn.split(':')[3] ?? '';
  return [{ arn, side, bucket, region, prefix, bucketKey: found.bucketKey }];
}

/** Keys of the objects that were looked at; where none were, that by which the bucket encrypts. */
async function ofSource(place: CopyPlace, context: CheckContext): Promise<readonly KeyUse[]> {
  const newest = await context.newest();
  const heads = 'value' in newest ? newest.value.heads : [];
  if (heads.length === 0) return byDefault(place, 'source', context);
  return heads.flatMap(({ kmsKeyArn: arn, bucketKey }): readonly KeyUse[] => {
    if (!isCustomerKey(arn)) return [];
    const { bucket, prefix } = place;
    return [{ arn, side: 'source', bucket, region: arn.split(':')[3] ?? '', prefix, bucketKey }];
  });
}

/** The key that was asked for, or that by which the bucket encrypts. */
async function ofDestination(place: CopyPlace, context: CheckContext): Promise<readonly KeyUse[]> {
  const asked = context.run.copyEncryption;
  if (asked === undefined) return byDefault(place, 'replica', context);
  const arn = 'kmsKeyArn' in asked ? asked.kmsKeyArn : undefined;
  if (!isCustomerKey(arn)) return [];
  const { bucket, prefix } = place;
  const read = await context.encryption(bucket);
  const bucketKey = 'value' in read ? (read.value?.bucketKey ?? false) : ('unknown' as const);
  const region = (await context.regionOf(bucket)) ?? arn.split(':')[3] ?? '';
  return [{ arn, side: 'replica', bucket, region, prefix, bucketKey }];
}

/** Each once. */
export async function copyKeysInUse(context: CheckContext): Promise<readonly KeyUse[]> {
  const sides = copySides(context);
  if (sides === undefined) return [];
  const all = (await Promise.all([ofSource(sides.source, context), ofDestination(sides.destination, context)])).flat();
  return [...new Map(all.map((use) => [[use.arn, use.side, String(use.bucketKey)].join('\n'), use])).values()];
}
