// ListObjectVersions: every version and delete marker, newest first within a key.
import type { ServiceResponse } from '../../http/service';
import { element, leaf, xmlDocument, type Markup } from '../../http/xml';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import { invalidArgument } from '../operation/faults';
import { checksumAlgorithms } from './list-objects';
import {
  commonPrefixElement,
  ownerElement,
  readListParameters,
  type ListParameters,
} from '../operation/list-parameters';
import { ownerOf } from '../versions/object-acl';
import { S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { startAfter, walkSlots, type Slot } from './slots';
import { isoDate } from '../operation/timestamp';

interface Marker {
  readonly key: string;
  /** Undefined: after all versions of the key. */
  readonly versionId: string | undefined;
}

type Entry = { readonly commonPrefix: string } | { readonly version: ObjectVersion; readonly isLatest: boolean };

/** Entries after the marker, one for each version. */
function* walkVersions(bucket: Bucket, parameters: ListParameters, marker: Marker): Generator<Entry, void, undefined> {
  const { prefix, delimiter } = parameters;
  yield* remainingOf(bucket, parameters, marker);
  const start = startAfter(marker.key, prefix, delimiter);
  for (const slot of walkSlots(bucket, { prefix, delimiter, start, visible: () => true })) yield* entriesOf(slot);
}

/** What is left of the marker's own key; all of it if the marked version has been deleted since. */
function* remainingOf(bucket: Bucket, { prefix }: ListParameters, { key, versionId }: Marker): Generator<Entry> {
  if (versionId === undefined || !key.startsWith(prefix)) return;
  const versions = bucket.versions.versionsOf(key);
  const marked = versions.findIndex((version) => version.versionId === versionId);
  for (const version of versions.slice(marked + 1)) yield { version, isLatest: version === versions[0] };
}

function* entriesOf(slot: Slot): Generator<Entry> {
  if ('commonPrefix' in slot) yield slot;
  else for (const version of slot.versions) yield { version, isLatest: version === slot.versions[0] };
}

function listObjectVersions({ request, bucket }: BucketCall): ServiceResponse {
  const parameters = readListParameters(request, 'max-keys');
  const { limit, encode, delimiter } = parameters;
  const marker = readMarker(request.query);
  const entries: Markup[] = [];
  const prefixes: Markup[] = [];
  let last: Marker | undefined;
  let truncated = false;
  for (const entry of limit === 0 ? [] : walkVersions(bucket, parameters, marker)) {
    truncated = entries.length + prefixes.length === limit;
    if (truncated) break;
    if ('commonPrefix' in entry) {
      prefixes.push(commonPrefixElement(entry.commonPrefix, encode));
      last = { key: entry.commonPrefix, versionId: undefined };
    } else {
      entries.push(versionElement(entry.version, entry.isLatest, ownerOf(bucket, entry.version), encode));
      last = { key: entry.version.key, versionId: entry.version.versionId };
    }
  }
  const result = element(
    'ListVersionsResult',
    [
      leaf('Name', bucket.name),
      leaf('Prefix', encode(parameters.prefix)),
      leaf('KeyMarker', encode(marker.key)),
      leaf('VersionIdMarker', marker.versionId ?? ''),
      leaf('NextKeyMarker', truncated && last !== undefined ? encode(last.key) : undefined),
      leaf('NextVersionIdMarker', truncated ? last?.versionId : undefined),
      leaf('MaxKeys', limit),
      leaf('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
      leaf('EncodingType', parameters.encodingType),
      leaf('IsTruncated', truncated),
      ...entries,
      ...prefixes,
    ],
    S3_NAMESPACE,
  );
  return xmlResponse(xmlDocument(result));
}

function readMarker(query: URLSearchParams): Marker {
  const key = query.get('key-marker') ?? '';
  const versionId = query.get('version-id-marker') ?? undefined;
  if (versionId === undefined) return { key, versionId };
  if (key === '' && versionId !== '') {
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      versionId,
    );
  }
  return { key, versionId: versionId === '' ? undefined : versionId };
}

function versionElement(
  version: ObjectVersion,
  isLatest: boolean,
  accountId: string,
  encode: ListParameters['encode'],
): Markup {
  const shared = [
    leaf('Key', encode(version.key)),
    leaf('VersionId', version.versionId),
    leaf('IsLatest', isLatest),
    leaf('LastModified', isoDate(version.lastModifiedMs)),
    ownerElement('Owner', accountId),
  ];
  if (version.deleteMarker) return element('DeleteMarker', shared);
  return element('Version', [
    ...shared,
    leaf('ETag', version.etag),
    ...checksumAlgorithms(version),
    leaf('Size', version.body.length),
    leaf('StorageClass', version.storageClass),
  ]);
}

export const VERSION_LIST_OPERATIONS: OperationTable = {
  'GET bucket versions': {
    on: 'bucket',
    actions: ['s3:ListBucketVersions'],
    parameters: ['prefix', 'delimiter', 'max-keys', 'encoding-type', 'key-marker', 'version-id-marker'],
    handle: listObjectVersions,
  },
};
