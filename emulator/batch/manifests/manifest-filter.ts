// The filter of a manifest generator: which object versions of a bucket become tasks.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobManifestGeneratorFilter.html
import { eligibleRules } from '../../replication/rule-match';
import { rulesInEffect } from '../../s3/replication-rules/rule-propagation';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import { isStorageClass } from '../../s3/versions/object-attributes';
import type { World } from '../../world/world';
import { childText, childrenNamed, child, type XmlElement } from '../../http/xml';
import { integerOf, invalidRequest, allowOnly, booleanOf, members, timeOf } from '../requests/request-xml';

export interface ManifestFilter {
  readonly eligible?: boolean;
  /** Empty: every status. */
  readonly statuses: readonly string[];
  readonly createdAfterMs?: number;
  readonly createdBeforeMs?: number;
  /** Empty: every key. */
  readonly prefix: string;
  readonly suffix: string;
  readonly substring: string;
  readonly largerThanBytes?: number;
  readonly smallerThanBytes?: number;
  /** Empty: every class. */
  readonly storageClasses: readonly string[];
  readonly encryption?: EncryptionFilter;
}

interface EncryptionFilter {
  readonly kind: 'SSES3' | 'SSEKMS' | 'DSSEKMS' | 'SSEC' | 'NOTSSE';
  readonly kmsKeyArn?: string;
  readonly bucketKey?: boolean;
}

const SELECTABLE_STATUSES = ['NONE', 'FAILED', 'COMPLETED', 'REPLICA'];

/** @throws ServiceError `InvalidRequest`, `MalformedXML` */
export function readFilter(filter: XmlElement | undefined): ManifestFilter {
  if (filter === undefined) {
    return { statuses: [], storageClasses: [], prefix: '', suffix: '', substring: '' };
  }
  allowOnly(filter, [
    'EligibleForReplication',
    'CreatedAfter',
    'CreatedBefore',
    'ObjectReplicationStatuses',
    'KeyNameConstraint',
    'ObjectSizeGreaterThanBytes',
    'ObjectSizeLessThanBytes',
    'MatchAnyStorageClass',
    'MatchAnyObjectEncryption',
  ]);
  const statuses = members(child(filter, 'ObjectReplicationStatuses'));
  const storageClasses = members(child(filter, 'MatchAnyStorageClass'));
  const unknown =
    statuses.find((status) => !SELECTABLE_STATUSES.includes(status)) ??
    storageClasses.find((storageClass) => !isStorageClass(storageClass));
  if (unknown !== undefined) throw invalidRequest(`The manifest generator filter does not know ${unknown}`);
  const eligible = childText(filter, 'EligibleForReplication');
  const encryption = readEncryption(child(filter, 'MatchAnyObjectEncryption'));
  return {
    statuses,
    storageClasses,
    ...readKeyNames(child(filter, 'KeyNameConstraint')),
    ...(eligible === undefined ? {} : { eligible: booleanOf(eligible, 'EligibleForReplication') }),
    ...optional('createdAfterMs', timeOf(filter, 'CreatedAfter')),
    ...optional('createdBeforeMs', timeOf(filter, 'CreatedBefore')),
    ...optional('largerThanBytes', integerOf(filter, 'ObjectSizeGreaterThanBytes')),
    ...optional('smallerThanBytes', integerOf(filter, 'ObjectSizeLessThanBytes')),
    ...optional('encryption', encryption),
  };
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

const KEY_NAME_MAX = 1024;

function readKeyNames(constraint: XmlElement | undefined): Pick<ManifestFilter, 'prefix' | 'suffix' | 'substring'> {
  if (constraint === undefined) return { prefix: '', suffix: '', substring: '' };
  const names = ['MatchAnyPrefix', 'MatchAnySuffix', 'MatchAnySubstring'] as const;
  allowOnly(constraint, names);
  const [prefix = '', suffix = '', substring = ''] = names.map((name) => {
    const values = members(child(constraint, name));
    // The lists are named as if they took many; each takes one string.
    if (values.length > 1) throw invalidRequest(`KeyNameConstraint ${name} accepts one string, not ${values.length}`);
    const [value] = values;
    if (value !== undefined && (value === '' || value.length > KEY_NAME_MAX)) {
      throw invalidRequest(`KeyNameConstraint ${name} accepts 1 to ${KEY_NAME_MAX} characters`);
    }
    return value ?? '';
  });
  return { prefix, suffix, substring };
}

/** By the name that the element has in the document. */
const ENCRYPTIONS: ReadonlyMap<string, EncryptionFilter['kind']> = new Map([
  ['SSE-S3', 'SSES3'],
  ['SSE-KMS', 'SSEKMS'],
  ['DSSE-KMS', 'DSSEKMS'],
  ['SSE-C', 'SSEC'],
  ['NOT-SSE', 'NOTSSE'],
]);

function readEncryption(list: XmlElement | undefined): EncryptionFilter | undefined {
  if (list === undefined) return undefined;
  const entries = childrenNamed(list, 'member').concat(childrenNamed(list, 'ObjectEncryption'));
  const [entry] = entries;
  if (entries.length !== 1 || entry === undefined) {
    throw invalidRequest(`MatchAnyObjectEncryption accepts one element, not ${entries.length}`);
  }
  const chosen = entry.children[0];
  const kind = ENCRYPTIONS.get(chosen?.name ?? '');
  if (chosen === undefined || kind === undefined) throw invalidRequest('MatchAnyObjectEncryption names no encryption');
  const bucketKey = childText(chosen, 'BucketKeyEnabled');
  return {
    kind,
    ...optional('kmsKeyArn', childText(chosen, 'KmsKeyArn')),
    ...(bucketKey === undefined ? {} : { bucketKey: booleanOf(bucketKey, 'BucketKeyEnabled') }),
  };
}

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
