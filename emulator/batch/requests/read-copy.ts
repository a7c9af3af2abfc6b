// S3PutObjectCopy in the document of CreateJob: each of its members is a header of the CopyObject that every task is.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3CopyObjectOperation.html
import { checksumName } from '../../http/checksum';
import { notEmulated } from '../../http/service';
import { child, childText, childrenNamed, type XmlElement } from '../../http/xml';
import { httpDate } from '../../s3/operation/timestamp';
import { parseTagHeader } from '../../s3/versions/tag-set';
import type { CopyOrder } from '../../world/batch-job';
import { allowOnly, booleanOf, bucketOfArn, invalidRequest, required, timeOf } from './request-xml';

/** Header values, by header name. */
type Headers = Readonly<Record<string, string>>;
/** The value of a header from the member of that name; undefined if the header is not sent. */
type ValueOf = (parent: XmlElement, name: string) => string | undefined;

const TEXT_MAX = 1024;
const REDIRECT_MAX = 2048;
const ENCRYPTION = 'x-amz-server-side-encryption';
const ALGORITHM_OF: Headers = { AES256: 'AES256', KMS: 'aws:kms' };

/** Values that AWS's model has, and CopyObject here has not. */
const NOT_EMULATED = ['aws-exec-read', 'XXHASH64', 'XXHASH3', 'XXHASH128'];

const text =
  (max: number): ValueOf =>
  (parent, name) => {
    const value = childText(parent, name);
    if (value !== undefined && (value === '' || value.length > max)) {
      throw invalidRequest(`${name} has 1 to ${max} characters`);
    }
    return value;
  };

const oneOf =
  (...values: readonly string[]): ValueOf =>
  (parent, name) => {
    const value = childText(parent, name);
    if (value === undefined || values.includes(value)) return value;
    if (NOT_EMULATED.includes(value)) throw notEmulated(`${name} ${value}`);
    throw invalidRequest(`${name} is one of ${values.join(', ')}, not ${value}`);
  };

const flag =
  (whenTrue: string, whenFalse?: string): ValueOf =>
  (parent, name) => {
    const value = childText(parent, name);
    if (value === undefined) return undefined;
    return booleanOf(value, name) ? whenTrue : whenFalse;
  };

const time =
  (format: (milliseconds: number) => string): ValueOf =>
  (parent, name) => {
    const milliseconds = timeOf(parent, name);
    return milliseconds === undefined ? undefined : format(milliseconds);
  };

const checksum: ValueOf = (parent, name) => {
  const value = childText(parent, name);
  if (value === undefined || checksumName(value) !== undefined) return value;
  throw NOT_EMULATED.includes(value) ? notEmulated(`${name} ${value}`) : invalidRequest(`${name} ${value} is none`);
};

type Table = Readonly<Record<string, readonly [header: string, value: ValueOf]>>;

const OF_COPY: Table = {
  CannedAccessControlList: [
    'x-amz-acl',
    oneOf(
      ...['private', 'public-read', 'public-read-write', 'authenticated-read'],
      ...['bucket-owner-read', 'bucket-owner-full-control'],
    ),
  ],
  ModifiedSinceConstraint: ['x-amz-copy-source-if-modified-since', time(httpDate)],
  UnModifiedSinceConstraint: ['x-amz-copy-source-if-unmodified-since', time(httpDate)],
  RedirectLocation: ['x-amz-website-redirect-location', text(REDIRECT_MAX)],
  RequesterPays: ['x-amz-request-payer', flag('requester')],
  StorageClass: [
    'x-amz-storage-class',
    // Copies in REDUCED_REDUNDANCY are not to be had.
    oneOf(...['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'GLACIER', 'INTELLIGENT_TIERING', 'DEEP_ARCHIVE', 'GLACIER_IR']),
  ],
  SSEAwsKmsKeyId: [`${ENCRYPTION}-aws-kms-key-id`, text(2000)],
  BucketKeyEnabled: [`${ENCRYPTION}-bucket-key-enabled`, flag('true', 'false')],
  ChecksumAlgorithm: ['x-amz-checksum-algorithm', checksum],
  ObjectLockMode: ['x-amz-object-lock-mode', oneOf('COMPLIANCE', 'GOVERNANCE')],
  ObjectLockRetainUntilDate: ['x-amz-object-lock-retain-until-date', time((at) => new Date(at).toISOString())],
  ObjectLockLegalHoldStatus: ['x-amz-object-lock-legal-hold', oneOf('ON', 'OFF')],
};

const OF_METADATA: Table = {
  CacheControl: ['cache-control', text(TEXT_MAX)],
  ContentDisposition: ['content-disposition', text(TEXT_MAX)],
  ContentEncoding: ['content-encoding', text(TEXT_MAX)],
  ContentLanguage: ['content-language', text(TEXT_MAX)],
  ContentType: ['content-type', text(TEXT_MAX)],
  HttpExpiresDate: ['expires', time(httpDate)],
};

/** Members of NewObjectMetadata that AWS calls deprecated, and says no more of. */
const DEPRECATED = ['ContentLength', 'ContentMD5', 'RequesterCharged'];

/** @throws ServiceError `MalformedXML`, `InvalidRequest`, `InvalidTag`, `NotImplemented` */
export function readCopy(operation: XmlElement): CopyOrder {
  allowOnly(operation, [
    ...Object.keys(OF_COPY),
    'TargetResource',
    'TargetKeyPrefix',
    'MetadataDirective',
    'NewObjectMetadata',
    'NewObjectTagging',
    'AccessControlGrants',
  ]);
  if (child(operation, 'AccessControlGrants') !== undefined) throw notEmulated('AccessControlGrants');
  const metadata = child(operation, 'NewObjectMetadata');
  const headers: Headers = {
    ...headersOf(operation, OF_COPY),
    ...(metadata === undefined ? {} : newMetadata(metadata)),
    ...newTags(child(operation, 'NewObjectTagging')),
    // Without a word, metadata that are given replace those of the source.
    'x-amz-metadata-directive':
      oneOf('COPY', 'REPLACE')(operation, 'MetadataDirective') ?? (metadata === undefined ? 'COPY' : 'REPLACE'),
  };
  const folder = text(TEXT_MAX)(operation, 'TargetKeyPrefix');
  return {
    targetBucket: targetOf(required(operation, 'TargetResource')),
    // A prefix is the name of a folder: the slash after it is not part of it.
    keyPrefix: folder === undefined ? '' : `${folder}/`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, onTheWire(value)])),
  };
}

function targetOf(arn: string): string {
  if (/^arn:[^:]+:s3express:/.test(arn) || arn.includes(':accesspoint/')) throw notEmulated(`The target ${arn}`);
  return bucketOfArn(arn, 'TargetResource');
}

/** Headers travel as bytes, which whoever reads them takes for UTF-8. */
function onTheWire(value: string): string {
  return Buffer.from(value).toString('latin1');
}

function headersOf(parent: XmlElement, table: Table): Headers {
  const entries = Object.entries(table).flatMap(([name, [header, valueOf]]) => {
    const value = valueOf(parent, name);
    return value === undefined ? [] : [[header, value] as const];
  });
  return Object.fromEntries(entries);
}

function newMetadata(metadata: XmlElement): Headers {
  allowOnly(metadata, [...Object.keys(OF_METADATA), 'UserMetadata', 'SSEAlgorithm', ...DEPRECATED]);
  for (const name of DEPRECATED) {
    if (child(metadata, name) !== undefined) throw notEmulated(`NewObjectMetadata ${name}`);
  }
  const algorithm = oneOf('AES256', 'KMS')(metadata, 'SSEAlgorithm');
  const own = child(metadata, 'UserMetadata');
  const entries = own === undefined ? [] : childrenNamed(own, 'entry');
  return {
    ...headersOf(metadata, OF_METADATA),
    ...Object.fromEntries(
      entries.map((entry) => [`x-amz-meta-${required(entry, 'key').toLowerCase()}`, childText(entry, 'value') ?? '']),
    ),
    ...(algorithm === undefined ? {} : { [ENCRYPTION]: ALGORITHM_OF[algorithm] ?? algorithm }),
  };
}

/** A list without tags takes all tags away; without a list, those of the source are copied. */
function newTags(list: XmlElement | undefined): Headers {
  if (list === undefined) return {};
  const pairs = childrenNamed(list, 'member').map((tag): [string, string] => [
    required(tag, 'Key'),
    childText(tag, 'Value') ?? '',
  ]);
  const header = new URLSearchParams(pairs).toString();
  parseTagHeader(header);
  return { 'x-amz-tagging-directive': 'REPLACE', 'x-amz-tagging': header };
}
