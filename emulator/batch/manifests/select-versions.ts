// Which object versions of a bucket a manifest generator makes tasks of.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobManifestGeneratorFilter.html
import { eligibleRules } from '../../replication/rule-match';
import { rulesInEffect } from '../../s3/replication-rules/rule-propagation';
import type { EncryptionFilter, ManifestFilter } from '../../world/batch-job';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import type { World } from '../../world/world';

const NONE: readonly ObjectVersion[] = [];

/** For each key of the bucket in turn the versions that the filter selects; none of many keys. */
export function* selectVersions(
  world: World,
  bucket: Bucket,
  filter: ManifestFilter,
): Generator<readonly ObjectVersion[], void, undefined> {
  for (const versions of bucket.versions.ascend({ at: filter.prefix })) {
    const key = versions[0]?.key ?? '';
    if (!key.startsWith(filter.prefix)) return;
    const isNamed = key.endsWith(filter.suffix) && key.includes(filter.substring);
    yield isNamed ? versions.filter((version) => selects(world, bucket, filter, version)) : NONE;
  }
}

function selects(world: World, bucket: Bucket, filter: ManifestFilter, version: ObjectVersion): boolean {
  const { statuses, storageClasses, createdAfterMs, createdBeforeMs, largerThanBytes, smallerThanBytes } = filter;
  const size = version.body.length;
  return (
    (statuses.length === 0 || statuses.includes(version.replicationStatus ?? 'NONE')) &&
    (storageClasses.length === 0 || storageClasses.includes(version.storageClass)) &&
    (createdAfterMs === undefined || version.lastModifiedMs > createdAfterMs) &&
    (createdBeforeMs === undefined || version.lastModifiedMs < createdBeforeMs) &&
    (largerThanBytes === undefined || size > largerThanBytes) &&
    (smallerThanBytes === undefined || size < smallerThanBytes) &&
    hasEncryption(version, filter.encryption) &&
    isAsEligible(world, bucket, version, filter.eligible)
  );
}

function isAsEligible(world: World, bucket: Bucket, version: ObjectVersion, wanted: boolean | undefined): boolean {
  if (wanted === undefined) return true;
  const rules = rulesInEffect(world, bucket);
  return (rules !== undefined && eligibleRules(world, bucket, rules, version).length > 0) === wanted;
}

const ALGORITHM_OF = { SSES3: 'AES256', SSEKMS: 'aws:kms', DSSEKMS: 'aws:kms:dsse' } as const;

function hasEncryption({ encryption }: ObjectVersion, wanted: EncryptionFilter | undefined): boolean {
  if (wanted === undefined) return true;
  // Every object of today's S3 is encrypted.
  if (wanted.kind === 'NOTSSE') return false;
  const isCustomers = encryption.customerKeyMd5 !== undefined;
  if (wanted.kind === 'SSEC' || isCustomers) return wanted.kind === 'SSEC' && isCustomers;
  return (
    encryption.algorithm === ALGORITHM_OF[wanted.kind] &&
    (wanted.kmsKeyArn === undefined || wanted.kmsKeyArn === encryption.kmsKeyArn) &&
    (wanted.bucketKey === undefined || wanted.bucketKey === (encryption.bucketKey === true))
  );
}
