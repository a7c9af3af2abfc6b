// The filter of a manifest generator, as CreateJob sends it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobManifestGeneratorFilter.html
import { child, childrenNamed, childText, type XmlElement } from '../../http/xml';
import { isStorageClass } from '../../s3/versions/object-attributes';
import type { EncryptionFilter, ManifestFilter } from '../../world/batch-job';
import { allowOnly, booleanOf, integerOf, invalidRequest, members, timeOf } from './request-xml';

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
