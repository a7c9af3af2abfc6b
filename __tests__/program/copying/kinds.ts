// An object of every kind that a copy may meet: what is put at the source, so that what stands at the destination can be held against it.
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { KEYS } from './keys';

/** What a server has to know for a kind to be put there. */
export type Feature =
  | 'acl'
  | 'annotations'
  | 'checksums'
  | 'classes'
  | 'encryption'
  | 'grants'
  | 'kms'
  | 'lock'
  | 'null-versions'
  | 'redirects'
  | 'unequal-parts';

type Headers = Omit<PutObjectCommandInput, 'Bucket' | 'Key' | 'Body'>;

export interface Kind {
  /** What follows the prefix. */
  readonly key: string;
  /** The key that it is put at, as one of its versions. @default - its own */
  readonly at?: string;
  /** Sizes of the parts that it is uploaded in; one that is not of several parts is put in one piece. */
  readonly parts?: readonly number[];
  /** Of one piece. @default - 20 */
  readonly sizeBytes?: number;
  readonly headers?: Headers;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Versions of the same key that are put before it. @default 0 */
  readonly earlier?: number;
  /** The newest version is a delete marker: there is nothing to copy. */
  readonly isDeleted?: true;
  readonly needs?: readonly Feature[];
}

export const MIB = 1024 ** 2;
/** Larger objects are copied in parts: as small as S3 lets it be. */
export const PARTS_ABOVE = 5 * MIB;
const HOUR_MS = 3_600_000;
/** Nobody waits for it. */
export const LOCKED_UNTIL = new Date(Math.ceil(Date.now() / 1000) * 1000 + 24 * HOUR_MS);

/** As S3 takes and tells what is no ASCII. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const inAscii = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;

const TEN_TAGS = Array.from({ length: 10 }, (_, number) => `tag ${number}=${'v'.repeat(20 * number)} +-=._:/@`)
  .map((tag) => tag.split(/=(.*)/s).slice(0, 2))
  .map(([name = '', value = '']) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  .join('&');

const ALL_HEADERS: Headers = {
  ContentType: 'text/html; charset=utf-8',
  ContentEncoding: 'gzip',
  ContentDisposition: 'attachment; filename="a b.html"',
  ContentLanguage: 'de-CH, en',
  CacheControl: 'public, max-age=31536000, immutable',
  Expires: new Date('2031-02-03T04:05:06Z'),
};

const METADATA = {
  plain: 'a  b',
  empty: '',
  'with-dash_and.dot': '~!@#$%^&*()',
  'non-ascii': inAscii('grüße, 世界 \u{1F600}'),
};

const one = (name: string, headers: Headers, ...needs: readonly Feature[]): Kind => ({ key: name, headers, needs });

const HEADERS: readonly Kind[] = [
  ...Object.entries(ALL_HEADERS).map(([name, value]) => one(`headers/${name}`, { [name]: value })),
  one('headers/all', ALL_HEADERS),
  one('metadata', { Metadata: METADATA }),
  one('metadata-of-2-KB', { Metadata: { long: 'm'.repeat(2_000) } }),
  one('tags/ten', { Tagging: TEN_TAGS }),
  one('tags/without-value', { Tagging: 'alone=' }),
];

const CLASSES: readonly Kind[] = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
].map((name) => one(`classes/${name}`, { StorageClass: name as 'STANDARD' }, 'classes'));

const CHECKSUMS: readonly Kind[] = [
  ...(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const).map((name) =>
    one(`checksums/${name}`, { ChecksumAlgorithm: name }, 'checksums'),
  ),
  ...(['CRC32', 'CRC64NVME'] as const).map((name) => ({
    ...one(`checksums/parts-${name}`, { ChecksumAlgorithm: name }, 'checksums'),
    parts: [5 * MIB, 3],
  })),
  ...(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const).map((name) => ({
    ...one(`checksums/composite-of-one-${name}`, { ChecksumAlgorithm: name }, 'checksums'),
    parts: [7],
  })),
  { ...one('checksums/composite-SHA1', { ChecksumAlgorithm: 'SHA1' }, 'checksums'), parts: [5 * MIB, 3] },
];

const SSE: readonly Kind[] = [
  one('encryption/AES256', { ServerSideEncryption: 'AES256' }, 'encryption'),
  one('encryption/kms', { ServerSideEncryption: 'aws:kms' }, 'kms'),
  one('encryption/kms-bucket-key', { ServerSideEncryption: 'aws:kms', BucketKeyEnabled: true }, 'kms'),
  one('encryption/dsse', { ServerSideEncryption: 'aws:kms:dsse' }, 'kms'),
  {
    ...one(
      'encryption/kms-parts',
      { ServerSideEncryption: 'aws:kms', ChecksumAlgorithm: 'SHA256' },
      'kms',
      'checksums',
    ),
    parts: [6 * MIB, 9],
  },
];

const SIZES: readonly Kind[] = [
  { key: 'sizes/0', sizeBytes: 0 },
  { key: 'sizes/1', sizeBytes: 1 },
  { key: 'sizes/over-the-threshold', sizeBytes: PARTS_ABOVE + 1 },
  { key: 'sizes/of-unequal-parts', parts: [6 * MIB, 5 * MIB, 11], needs: ['unequal-parts'] },
  { key: 'sizes/small-of-one-part', parts: [12] },
];

const ANNOTATIONS: readonly Kind[] = [
  {
    ...one('annotations/two', {}, 'annotations'),
    annotations: { one: 'first', 'a.name-with_all': '{"json": "世界"}' },
  },
  { ...one('annotations/of-parts', {}, 'annotations'), parts: [6 * MIB, 4], annotations: { note: 'n'.repeat(5_000) } },
];

const WITH_VERSIONS: readonly Kind[] = [
  { key: 'versions/three', earlier: 2 },
  { key: 'versions/deleted', earlier: 1, isDeleted: true },
  { key: 'versions/of-one-part', earlier: 1, parts: [8] },
];

const ON_REQUEST: readonly Kind[] = [
  one('lock/governance', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: LOCKED_UNTIL }, 'lock'),
  one('lock/compliance', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: LOCKED_UNTIL }, 'lock'),
  one('lock/held', { ObjectLockLegalHoldStatus: 'ON' }, 'lock'),
  one('acl/public-read', { ACL: 'public-read' }, 'acl'),
  one('acl/authenticated-read', { ACL: 'authenticated-read' }, 'acl'),
  one('acl/some-grants', { GrantRead: 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"' }, 'acl', 'grants'),
  one('redirects/to-a-page', { WebsiteRedirectLocation: '/elsewhere' }, 'redirects'),
  one('redirects/to-a-site', { WebsiteRedirectLocation: 'https://example.com/?a=b' }, 'redirects'),
];

/** All of it in one object, small and in parts: what one request carries, the other way has to send again. */
const EVERYTHING: readonly Kind[] = [
  { key: 'everything/small' },
  { key: 'everything/parts', parts: [6 * MIB, 5 * MIB, 5] },
].map((kind): Kind => ({
  ...kind,
  headers: {
    ...ALL_HEADERS,
    Metadata: METADATA,
    Tagging: TEN_TAGS,
    StorageClass: 'STANDARD_IA',
    ChecksumAlgorithm: 'SHA256',
    ACL: 'public-read',
    WebsiteRedirectLocation: '/elsewhere',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: LOCKED_UNTIL,
    ObjectLockLegalHoldStatus: 'ON',
  },
  annotations: { note: 'kept', other: 'kept too' },
  earlier: 1,
  needs: ['annotations', 'classes', 'checksums', 'acl', 'redirects', 'lock'],
}));

/** Cannot be copied before they are restored. */
export const ARCHIVED: readonly Kind[] = [
  one(
    'archived/glacier',
    { ...ALL_HEADERS, Metadata: METADATA, Tagging: TEN_TAGS, StorageClass: 'GLACIER' },
    'classes',
  ),
  { ...one('archived/parts', { Metadata: METADATA, StorageClass: 'DEEP_ARCHIVE' }, 'classes'), parts: [6 * MIB, 4] },
];

/** All that can be copied. */
export const KINDS: readonly Kind[] = [
  ...HEADERS,
  ...CLASSES,
  ...CHECKSUMS,
  ...SSE,
  ...SIZES,
  ...ANNOTATIONS,
  ...WITH_VERSIONS,
  ...ON_REQUEST,
  ...EVERYTHING,
  ...KEYS,
];
