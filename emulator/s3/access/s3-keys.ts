// The condition keys that S3 adds to those of every request, each for the actions that have it in AWS.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_s3.html
import type { ServiceRequest } from '../../http/service';
import { child, childText, childrenNamed, parseXml, XmlError, type XmlElement } from '../../http/xml';
import type { ConditionValues } from '../../iam/policy-language/policy-variables';
import type { Bucket, MultipartUpload } from '../../world/bucket';
import type { World } from '../../world/world';

export interface S3Question {
  readonly world: World;
  readonly request: ServiceRequest;
  readonly action: string;
  /** Account that the bucket or the job belongs to. */
  readonly ownerAccountId: string;
  /** @default - none: the action is on the account or a job */
  readonly bucket?: Bucket;
  /** @default - the action is on no object */
  readonly key?: string | undefined;
  /** Version that the action is on. @default - the one that the request names */
  readonly versionId?: string | undefined;
}

type Value = string | readonly string[] | undefined;
type Values = Record<string, string | readonly string[]>;

const DAY_MS = 24 * 60 * 60 * 1000;
const GRANTS = ['full-control', 'read', 'read-acp', 'write', 'write-acp'].map((name) => `x-amz-grant-${name}`);
const ACL_HEADERS = ['x-amz-acl', ...GRANTS];
const ENCRYPTION = 'x-amz-server-side-encryption';
const WRITING_HEADERS = [
  ...ACL_HEADERS,
  'if-match',
  'if-none-match',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-object-annotation-directive',
  ENCRYPTION,
  `${ENCRYPTION}-aws-kms-key-id`,
  `${ENCRYPTION}-customer-algorithm`,
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
];

/** Headers that are keys under their own names, by the action that has them. */
const HEADERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['s3:PutObject', WRITING_HEADERS],
  ['s3:PutObjectAcl', ACL_HEADERS],
  ['s3:PutObjectVersionAcl', ACL_HEADERS],
  ['s3:PutBucketAcl', ACL_HEADERS],
  ['s3:CreateBucket', [...ACL_HEADERS, 'x-amz-object-ownership', 'x-amz-bucket-namespace']],
  ['s3:DeleteObject', ['if-match']],
  ['s3:PutObjectAnnotation', ['x-amz-object-if-match']],
  ['s3:PutObjectVersionAnnotation', ['x-amz-object-if-match']],
  ['s3:DeleteObjectAnnotation', ['x-amz-object-if-match']],
  ['s3:DeleteObjectVersionAnnotation', ['x-amz-object-if-match']],
]);

const LISTING = ['prefix', 'delimiter', 'max-keys'];
const ANNOTATION_LISTING = ['annotation-prefix', 'max-annotation-results'];

/** Query parameters that are keys under their own names, by the action that has them. */
const PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['s3:ListBucket', LISTING],
  ['s3:ListBucketVersions', LISTING],
  ['s3:ListObjectAnnotations', ANNOTATION_LISTING],
  ['s3:ListObjectVersionAnnotations', ANNOTATION_LISTING],
]);

const READS_TAGS =
  /^s3:(Get|Put)Object(Version)?(Acl|Tagging)$|^s3:GetObject(Version)?(Attributes)?$|^s3:DeleteObject(Version)?Tagging$/;
const WRITES_TAGS = /^s3:PutObject((Version)?Tagging)?$/;
const WRITES_RETENTION = /^s3:(PutObject|PutObjectRetention|BypassGovernanceRetention)$/;
const WRITES_HOLD = /^s3:(PutObject|PutObjectLegalHold|BypassGovernanceRetention)$/;
const ON_VERSION = /^s3:(Get|Put|Delete)ObjectVersion/;

export function s3Keys(question: S3Question): ConditionValues {
  const { request, action, ownerAccountId } = question;
  const { headers, query } = request;
  const values: Values = { ...commonKeys(question), 's3:ResourceAccount': ownerAccountId };
  const set = (name: string, value: Value): void => {
    if (value !== undefined) values[name] = value;
  };
  const upload = uploadOf(question);
  if (upload !== undefined) Object.assign(values, keysOfUpload(upload));
  for (const name of HEADERS.get(action) ?? []) set(`s3:${name}`, headers[name]);
  for (const name of PARAMETERS.get(action) ?? []) set(`s3:${name}`, query.get(name) ?? undefined);
  if (ON_VERSION.test(action)) set('s3:VersionId', versionOf(question));
  if (READS_TAGS.test(action)) Object.assign(values, existingTags(question));
  if (WRITES_TAGS.test(action)) Object.assign(values, requestedTags(request));
  if (WRITES_RETENTION.test(action)) Object.assign(values, retentionKeys(question));
  if (WRITES_HOLD.test(action)) set('s3:object-lock-legal-hold', holdOf(request));
  if (action === 's3:PutObject') values['s3:ObjectCreationOperation'] = String(createsObject(request));
  if (action === 's3:CreateBucket') set('s3:LocationConstraint', bodyText(request, 'LocationConstraint'));
  if (action === 's3:PutInventoryConfiguration') set('s3:InventoryAccessibleOptionalFields', inventoryFields(request));
  return values;
}

/** What a service of AWS that acts as a role has of them: it signs as everybody does, and speaks TLS. */
export const SERVICE_KEYS: ConditionValues = {
  's3:authType': 'REST-HEADER',
  's3:signatureversion': 'AWS4-HMAC-SHA256',
  's3:signatureAge': '0',
  // On loopback there is no TLS; policies that demand it are rehearsed as if there were.
  's3:TlsVersion': '1.3',
};

/** Condition keys of an object's tags, for actions that read or change what is there. */
export function existingTagKeys(action: string, tags: Readonly<Record<string, string>>): ConditionValues {
  if (!READS_TAGS.test(action)) return {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`s3:ExistingObjectTag/${key}`, value]));
}

function commonKeys({ world, request: { headers, query } }: S3Question): Values {
  const isPresigned = query.has('X-Amz-Algorithm');
  const signed = isPresigned ? query.get('X-Amz-Date') : headers['x-amz-date'];
  const age = signed === undefined || signed === null ? 0 : world.clientClock.now() - timeOf(signed);
  const digest = headers['x-amz-content-sha256'] ?? (isPresigned ? 'UNSIGNED-PAYLOAD' : undefined);
  return {
    ...SERVICE_KEYS,
    's3:authType': isPresigned ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:signatureAge': String(Math.max(0, age)),
    ...(digest === undefined ? {} : { 's3:x-amz-content-sha256': digest }),
  };
}

/** `20250131T235959Z`, which whoever checked the signature has read already. */
function timeOf(stamp: string): number {
  return Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function versionOf({ request, versionId }: S3Question): string | undefined {
  return versionId ?? request.query.get('versionId') ?? undefined;
}

function existingTags(question: S3Question): ConditionValues {
  const { bucket, key, action } = question;
  if (bucket === undefined || key === undefined) return {};
  const versionId = /^s3:\w+ObjectVersion/.test(action) ? versionOf(question) : undefined;
  const version = versionId === undefined ? bucket.versions.current(key) : bucket.versions.find(key, versionId);
  return existingTagKeys(action, version?.tags ?? {});
}

function requestedTags(request: ServiceRequest): Values {
  const pairs = request.query.has('tagging')
    ? tagsIn(bodyOf(request))
    : [...new URLSearchParams(request.headers['x-amz-tagging'] ?? '')];
  return tagValues(pairs);
}

function tagValues(pairs: readonly (readonly [string, string])[]): Values {
  if (pairs.length === 0) return {};
  return {
    ...Object.fromEntries(pairs.map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
    's3:RequestObjectTagKeys': pairs.map(([key]) => key),
  };
}

function tagsIn(root: XmlElement | undefined): readonly (readonly [string, string])[] {
  const set = root && child(root, 'TagSet');
  const tags = set === undefined ? [] : childrenNamed(set, 'Tag');
  return tags.map((tag) => [childText(tag, 'Key') ?? '', childText(tag, 'Value') ?? ''] as const);
}

function retentionKeys({ world, request }: S3Question): Values {
  const { headers, query } = request;
  const body = query.has('retention') ? bodyOf(request) : undefined;
  const mode = body === undefined ? headers['x-amz-object-lock-mode'] : childText(body, 'Mode');
  const until =
    body === undefined ? headers['x-amz-object-lock-retain-until-date'] : childText(body, 'RetainUntilDate');
  const values: Values = {};
  if (mode !== undefined) values['s3:object-lock-mode'] = mode;
  if (until === undefined) return values;
  values['s3:object-lock-retain-until-date'] = until;
  const remainingMs = Date.parse(until) - world.clock.now();
  if (Number.isNaN(remainingMs)) return values;
  // A part of a day counts as a day: a limit of ten days must not let ten and a half through.
  return { ...values, 's3:object-lock-remaining-retention-days': String(Math.max(0, Math.ceil(remainingMs / DAY_MS))) };
}

function holdOf(request: ServiceRequest): string | undefined {
  if (request.query.has('legal-hold')) return bodyText(request, 'Status');
  return request.headers['x-amz-object-lock-legal-hold'];
}

/** Not an upload that begins, nor one of its parts. */
function createsObject({ method, query }: ServiceRequest): boolean {
  return !query.has('uploads') && !(method === 'PUT' && query.has('uploadId'));
}

function inventoryFields(request: ServiceRequest): Value {
  const root = bodyOf(request);
  const fields = root && child(root, 'OptionalFields');
  return fields === undefined ? undefined : childrenNamed(fields, 'Field').map(({ text }) => text);
}

/** Parts and the end of an upload are written as its beginning said. */
function uploadOf({ request, bucket, action }: S3Question): MultipartUpload | undefined {
  const uploadId = action === 's3:PutObject' ? request.query.get('uploadId') : null;
  return uploadId === null ? undefined : bucket?.uploads.get(uploadId);
}

function keysOfUpload({ attributes }: MultipartUpload): Values {
  const { encryption, storageClass, tags, acl } = attributes;
  const { algorithm, kmsKeyArn } = encryption;
  return {
    [`s3:${ENCRYPTION}`]: algorithm,
    's3:x-amz-storage-class': storageClass,
    ...(kmsKeyArn === undefined ? {} : { [`s3:${ENCRYPTION}-aws-kms-key-id`]: kmsKeyArn }),
    ...(acl === undefined ? {} : { 's3:x-amz-acl': acl.canned }),
    ...tagValues(Object.entries(tags)),
  };
}

function bodyText(request: ServiceRequest, name: string): string | undefined {
  const root = bodyOf(request);
  return root && childText(root, name);
}

/** Undefined if it is no document; whoever carries the request out says what is wrong with it. */
function bodyOf({ body }: ServiceRequest): XmlElement | undefined {
  if (body.length === 0) return undefined;
  try {
    return parseXml(body.toString('utf8'));
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
