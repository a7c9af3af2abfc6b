// The KMS keys that objects are read with and replicas are written with, as far as they can be told beforehand.
import type { ReplicationRule } from '../../ports/s3/replication';
import { unhidden } from '../../replication/hidden-rule';
import { isAliasArn } from '../../text/arn';
import { parentFolder } from '../../text/key-folder';
import type { CheckContext } from './asked-once';
import { takenBy } from './intended-run';

export interface KeyUse {
  /** Of the key itself; of its alias, where nobody can say which key that is. */
  readonly arn: string;
  /** The alias by which it is named. @default - it is named by its ARN */
  readonly alias?: string;
  readonly side: 'source' | 'replica';
  readonly bucket: string;
  /** Region of the bucket. */
  readonly region: string;
  /** Beginning of the keys of the objects. */
  readonly prefix: string;
  /** Whether KMS is asked in the name of the bucket, not of the object; unknown where the bucket may not be asked. */
  readonly bucketKey: boolean | 'unknown';
  /**
   * The replica is to be encrypted with the multi-Region key that is related to the source's: `arn` is derived from it.
   * @default - the rule names the key
   */
  readonly derived?: true;
  /** There is no such related key: `arn` is that of the source's, which is no multi-Region key. @default false */
  readonly unrelated?: true;
}

/** A replica key has to be in the Region of the bucket. */
export function isMisplaced({ arn, side, region, derived }: KeyUse): boolean {
  return derived !== true && side === 'replica' && region !== '' && arn.split(':')[3] !== region;
}

/** Not the one that AWS keeps for S3 in each account, which a bucket names by no ARN. */
export function isCustomerKey(arn: string | undefined): arn is string {
  return arn !== undefined && arn.startsWith('arn:');
}

/** Keys of the objects that the run would take; where nothing was looked at, the key by which the bucket encrypts. */
async function sourceKeys({ target, sample, encryption, rules, run }: CheckContext): Promise<readonly KeyUse[]> {
  const { bucket, region } = target.source;
  const sampled = await sample();
  const versions = 'value' in sampled ? sampled.value.versions.filter(({ head }) => head !== undefined) : [];
  const enabled = await rules();
  if (versions.length > 0)
    return versions.flatMap((version): readonly KeyUse[] => {
      const { entry, head } = version;
      if (head === undefined || !isCustomerKey(head.kmsKeyArn) || takenBy(version, run, enabled).length === 0)
        return [];
      const { kmsKeyArn: arn, bucketKey } = head;
      return [{ arn, side: 'source', bucket, region, prefix: parentFolder(entry.key), bucketKey }];
    });
  const read = await encryption(bucket);
  const byDefault = 'value' in read ? read.value : undefined;
  const arn = byDefault?.kmsKeyArn;
  if (byDefault === undefined || !isCustomerKey(arn)) return [];
  return [{ arn, side: 'source', bucket, region, prefix: target.prefixes?.[0] ?? '', bucketKey: byDefault.bucketKey }];
}

/** ARN of the same multi-Region key in another Region; undefined: it is no multi-Region key. */
function relatedKey(arn: string, region: string): string | undefined {
  const parts = arn.split(':');
  return /^key\/mrk-/.test(parts[5] ?? '') ? parts.with(3, region).join(':') : undefined;
}

async function hasBucketKey(bucket: string, { encryption }: CheckContext): Promise<KeyUse['bucketKey']> {
  const read = await encryption(bucket);
  return 'value' in read ? read.value?.bucketKey === true : 'unknown';
}

/** Keys that are related to those of the source, of a rule with UseSourceMultiRegionKey. */
async function relatedKeys(
  { destinationBucket: bucket, prefix }: ReplicationRule,
  context: CheckContext,
): Promise<readonly KeyUse[]> {
  const told = context.target.destinations.find((one) => one.bucket === bucket)?.region;
  const region = (await context.regionOf(bucket)) ?? told;
  if (region === undefined) return [];
  const bucketKey = await hasBucketKey(bucket, context);
  const sources = new Set((await sourceKeys(context)).map(({ arn }) => arn));
  return [...sources].map((source) => {
    const arn = relatedKey(source, region);
    const use = { arn: arn ?? source, side: 'replica', bucket, region, prefix, bucketKey, derived: true } as const;
    return arn === undefined ? { ...use, unrelated: true } : use;
  });
}

async function replicaKeys(context: CheckContext): Promise<readonly KeyUse[]> {
  const rules = await context.rules();
  const uses = unhidden(rules, rules).map(async (rule): Promise<readonly KeyUse[]> => {
    const { replicaKmsKeyArn: arn, destinationBucket: bucket, prefix } = rule;
    if (arn === undefined) return rule.sourceMultiRegionKey === true ? relatedKeys(rule, context) : [];
    const region = (await context.regionOf(bucket)) ?? arn.split(':')[3] ?? '';
    const bucketKey = await hasBucketKey(bucket, context);
    return [{ arn, side: 'replica', bucket, region, prefix, bucketKey }];
  });
  return (await Promise.all(uses)).flat();
}

async function behindAlias(use: KeyUse, { key }: CheckContext): Promise<KeyUse> {
  if (!isAliasArn(use.arn)) return use;
  const found = await key(use.arn);
  return 'value' in found && found.value !== undefined ? { ...use, arn: found.value.arn, alias: use.arn } : use;
}

/** Each once. Keys of the source count only where a rule replicates objects under SSE-KMS. */
export async function keysInUse(context: CheckContext): Promise<readonly KeyUse[]> {
  const rules = await context.rules();
  const all = [
    ...(rules.some(({ kmsObjects }) => kmsObjects) ? await sourceKeys(context) : []),
    ...(await replicaKeys(context)),
  ];
  const named = await Promise.all(all.map((use) => behindAlias(use, context)));
  return [
    ...new Map(
      named.map((use) => [[use.arn, use.side, use.bucket, String(use.bucketKey), use.prefix].join('\n'), use]),
    ).values(),
  ];
}
