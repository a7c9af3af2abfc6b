// The KMS keys that objects are read with and replicas are written with, as far as they can be told beforehand.
import type { DoctorContext } from './context';

export interface KeyUse {
  readonly arn: string;
  readonly side: 'source' | 'replica';
  readonly bucket: string;
  /** Region of the bucket. */
  readonly region: string;
  /** Beginning of the keys of the objects. */
  readonly prefix: string;
  /** Whether KMS is asked in the name of the bucket, not of the object. */
  readonly bucketKey: boolean;
}

/** A replica key has to be in the Region of the bucket. */
export function isMisplaced({ arn, side, region }: KeyUse): boolean {
  return side === 'replica' && region !== '' && arn.split(':')[3] !== region;
}

function isCustomerKey(arn: string | undefined): arn is string {
  return arn !== undefined && arn.startsWith('arn:');
}

/** Keys of the objects that were looked at, and the key by which the bucket encrypts. */
async function sourceKeys({ target, sample, encryption }: DoctorContext): Promise<readonly KeyUse[]> {
  const { bucket, region } = target.source;
  const sampled = await sample();
  const versions = 'value' in sampled ? sampled.value.versions : [];
  const found = versions.flatMap(({ entry, head }): readonly KeyUse[] =>
    head === undefined || !isCustomerKey(head.kmsKeyArn)
      ? []
      : [
          {
            arn: head.kmsKeyArn,
            side: 'source',
            bucket,
            region,
            prefix: folderOf(entry.key),
            bucketKey: head.bucketKey,
          },
        ],
  );
  if (found.length > 0) return found;
  const read = await encryption(bucket);
  const byDefault = 'value' in read ? read.value : undefined;
  const arn = byDefault?.kmsKeyArn;
  if (byDefault === undefined || !isCustomerKey(arn)) return [];
  return [{ arn, side: 'source', bucket, region, prefix: target.prefixes?.[0] ?? '', bucketKey: byDefault.bucketKey }];
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

async function replicaKeys(context: DoctorContext): Promise<readonly KeyUse[]> {
  const rules = await context.rules();
  const uses = rules.map(async (rule): Promise<readonly KeyUse[]> => {
    const { replicaKmsKeyArn: arn, destinationBucket: bucket, prefix } = rule;
    if (arn === undefined) return [];
    const region = (await context.regionOf(bucket)) ?? arn.split(':')[3] ?? '';
    const read = await context.encryption(bucket);
    const bucketKey = 'value' in read && read.value?.bucketKey === true;
    return [{ arn, side: 'replica', bucket, region, prefix, bucketKey }];
  });
  return (await Promise.all(uses)).flat();
}

/** Each once. Keys of the source count only where a rule replicates objects under SSE-KMS. */
export async function keysInUse(context: DoctorContext): Promise<readonly KeyUse[]> {
  const rules = await context.rules();
  const all = [
    ...(rules.some(({ kmsObjects }) => kmsObjects) ? await sourceKeys(context) : []),
    ...(await replicaKeys(context)),
  ];
  return [
    ...new Map(all.map((use) => [[use.arn, use.side, use.bucket, use.bucketKey, use.prefix].join('\n'), use])).values(),
  ];
}
