// ListObjects and ListObjectsV2: the newest version of each key, unless it is a delete marker.
import type { ServiceResponse } from '../../http/service';
import { element, leaf, NO_MARKUP, xmlDocument, type Markup } from '../../http/xml';
import type { ObjectVersion } from '../../world/bucket';
import { invalidArgument } from '../operation/faults';
import {
  commonPrefixElement,
  ownerElement,
  readListParameters,
  type ListParameters,
} from '../operation/list-parameters';
import { S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { ownerOf } from '../versions/object-acl';
import { checksumType } from '../versions/object-headers';
import { startAfter, walkSlots } from './slots';
import { isoDate } from '../operation/timestamp';

interface Page {
  readonly entries: readonly Markup[];
  readonly keyCount: number;
  /** Key or common prefix that the next page begins after; undefined if this was the last. */
  readonly next: string | undefined;
}

function listPage({ bucket }: BucketCall, parameters: ListParameters, marker: string, withOwner: boolean): Page {
  const { prefix, delimiter, limit, encode } = parameters;
  const contents: Markup[] = [];
  const prefixes: Markup[] = [];
  let last = '';
  const start = startAfter(marker, prefix, delimiter);
  const visible = (versions: readonly ObjectVersion[]): boolean => versions[0]?.deleteMarker === false;
  for (const slot of limit === 0 ? [] : walkSlots(bucket, { prefix, delimiter, start, visible })) {
    if (contents.length + prefixes.length === limit) {
      return { entries: [...contents, ...prefixes], keyCount: limit, next: last };
    }
    if ('commonPrefix' in slot) {
      prefixes.push(commonPrefixElement(slot.commonPrefix, encode));
      last = slot.commonPrefix;
    } else {
      const version = slot.versions[0] as ObjectVersion;
      const owner = withOwner ? ownerElement('Owner', ownerOf(bucket, version)) : NO_MARKUP;
      contents.push(contentElement(version, encode, owner));
      last = slot.key;
    }
  }
  return { entries: [...contents, ...prefixes], keyCount: contents.length + prefixes.length, next: undefined };
}

function contentElement(version: ObjectVersion, encode: ListParameters['encode'], owner: Markup): Markup {
  return element('Contents', [
    leaf('Key', encode(version.key)),
    leaf('LastModified', isoDate(version.lastModifiedMs)),
    leaf('ETag', version.etag),
    ...checksumAlgorithms(version),
    leaf('Size', version.body.length),
    leaf('StorageClass', version.storageClass),
    owner,
  ]);
}

/** Names of the checksums that the version has, as listings show them. */
export function checksumAlgorithms(version: ObjectVersion): readonly Markup[] {
  const type = checksumType(version);
  if (type === undefined) return [];
  const names = Object.keys(version.checksums).map((header) => header.slice('x-amz-checksum-'.length).toUpperCase());
  return [...names.map((name) => leaf('ChecksumAlgorithm', name)), leaf('ChecksumType', type)];
}

function listObjects(call: BucketCall): ServiceResponse {
  const { request } = call;
  const parameters = readListParameters(request, 'max-keys');
  const { encode } = parameters;
  const marker = request.query.get('marker') ?? '';
  const page = listPage(call, parameters, marker, true);
  return listAnswer(call, parameters, page, [
    leaf('Marker', encode(marker)),
    // S3 gives the marker of the next page only with a delimiter; without one it is the last key.
    parameters.delimiter === '' || page.next === undefined ? NO_MARKUP : leaf('NextMarker', encode(page.next)),
  ]);
}

/** @param own - what one of the two versions of the operation says of where the page is */
function listAnswer(
  { bucket }: BucketCall,
  { encode, prefix, delimiter, limit, encodingType }: ListParameters,
  page: Page,
  own: readonly Markup[],
): ServiceResponse {
  const result = element(
    'ListBucketResult',
    [
      leaf('Name', bucket.name),
      leaf('Prefix', encode(prefix)),
      ...own,
      leaf('MaxKeys', limit),
      leaf('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
      leaf('EncodingType', encodingType),
      leaf('IsTruncated', page.next !== undefined),
      ...page.entries,
    ],
    S3_NAMESPACE,
  );
  return xmlResponse(xmlDocument(result), { 'x-amz-bucket-region': bucket.region });
}

function listObjectsV2(call: BucketCall): ServiceResponse {
  const { request } = call;
  if (request.query.get('list-type') !== '2') {
    throw invalidArgument('Invalid List Type specified in Request', 'list-type', request.query.get('list-type') ?? '');
  }
  const parameters = readListParameters(request, 'max-keys');
  const { encode } = parameters;
  const token = request.query.get('continuation-token') ?? undefined;
  const startKey = request.query.get('start-after') ?? '';
  const marker = token === undefined ? startKey : fromToken(token);
  const page = listPage(call, parameters, marker, request.query.get('fetch-owner') === 'true');
  return listAnswer(call, parameters, page, [
    // The token says where the page begins; nothing else is told of it then.
    leaf('StartAfter', startKey === '' || token !== undefined ? undefined : encode(startKey)),
    leaf('ContinuationToken', token),
    leaf('NextContinuationToken', page.next === undefined ? undefined : toToken(page.next)),
    leaf('KeyCount', page.keyCount),
  ]);
}

const TOKEN_MARK = '1:';

function toToken(key: string): string {
  return Buffer.from(TOKEN_MARK + key).toString('base64');
}

function fromToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (text.startsWith(TOKEN_MARK)) return text.slice(TOKEN_MARK.length);
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token');
}

const SHARED_PARAMETERS = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

export const LIST_OPERATIONS: OperationTable = {
  'GET bucket': {
    on: 'bucket',
    actions: ['s3:ListBucket'],
    parameters: [...SHARED_PARAMETERS, 'marker'],
    handle: listObjects,
  },
  'GET bucket list-type': {
    on: 'bucket',
    actions: ['s3:ListBucket'],
    parameters: [...SHARED_PARAMETERS, 'continuation-token', 'start-after', 'fetch-owner'],
    handle: listObjectsV2,
  },
};
