// Orders to copy, in headers.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
import type { CopyEncryption, CopyOrder, CopyTraits, GrantPermission, Standing } from '../../ports/s3/copying';
import type { PartOrder, UploadOrder } from '../../ports/s3/uploads';
import { tagHeader } from '../../ports/s3/tag-header';
import { encoded, encodedKey } from './signature';

type Headers = Record<string, string>;

/** What is not said is not sent. */
function said(headers: Readonly<Record<string, string | undefined>>): Headers {
  const all: Headers = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) all[name] = value;
  }
  return all;
}

function encryptionHeaders(encryption: CopyEncryption | undefined): Headers {
  if (encryption === undefined) return {};
  const own = { 'x-amz-server-side-encryption': encryption.algorithm };
  if (encryption.algorithm === 'AES256') return own;
  return said({
    ...own,
    'x-amz-server-side-encryption-aws-kms-key-id': encryption.kmsKeyArn,
    'x-amz-server-side-encryption-bucket-key-enabled':
      encryption.bucketKey === undefined ? undefined : String(encryption.bucketKey),
  });
}

/** Nobody writes to an object: S3 has no header for that permission. */
const GRANTS: Readonly<Record<Exclude<GrantPermission, 'WRITE'>, string>> = {
  FULL_CONTROL: 'x-amz-grant-full-control',
  READ: 'x-amz-grant-read',
  READ_ACP: 'x-amz-grant-read-acp',
  WRITE_ACP: 'x-amz-grant-write-acp',
};

function aclHeaders(acl: CopyTraits['acl']): Headers {
  if (acl === undefined) return {};
  if (typeof acl === 'string') return { 'x-amz-acl': acl };
  const headers = Object.entries(GRANTS).map(([permission, name]) => {
    const grantees = acl[permission as GrantPermission];
    return [name, grantees?.join(', ') || undefined];
  });
  return said(Object.fromEntries(headers) as Readonly<Record<string, string | undefined>>);
}

function traitHeaders({ storageClass, encryption, acl, websiteRedirect, lock }: CopyTraits): Headers {
  return {
    ...said({
      // S3's default is this class: it need not be sent, and other servers do not know every class.
      'x-amz-storage-class': storageClass === 'STANDARD' ? undefined : storageClass,
      'x-amz-website-redirect-location': websiteRedirect,
      'x-amz-object-lock-mode': lock?.mode,
      'x-amz-object-lock-retain-until-date': lock?.retainUntil,
      'x-amz-object-lock-legal-hold': lock?.legalHold,
    }),
    ...aclHeaders(acl),
    ...encryptionHeaders(encryption),
  };
}

function metadataHeaders(metadata: Readonly<Record<string, string>>): Headers {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]));
}

/** What takes the place of what the source has. */
function newHeaders({ newMetadata, newTags }: CopyTraits): Headers {
  const metadata =
    newMetadata === undefined
      ? {}
      : {
          'x-amz-metadata-directive': 'REPLACE',
          ...newMetadata.headers,
          ...metadataHeaders(newMetadata.user),
        };
  // Replaced by nothing, they are no header.
  const tags =
    newTags === undefined
      ? {}
      : { 'x-amz-tagging-directive': 'REPLACE', ...said({ 'x-amz-tagging': tagHeader(newTags) || undefined }) };
  return { ...metadata, ...tags };
}

export function standingHeaders(onto: Standing): Headers {
  if (onto === 'anything') return {};
  return onto === 'nothing' ? { 'if-none-match': '*' } : { 'if-match': `"${onto.etag}"` };
}

/** Of a copy or of one of its parts. */
function sourceHeaders({ bucket, key, versionId, etag }: CopyOrder['from']): Headers {
  const version = versionId === undefined ? '' : `?versionId=${encoded(versionId)}`;
  return {
    'x-amz-copy-source': `/${bucket}/${encodedKey(key)}${version}`,
    'x-amz-copy-source-if-match': `"${etag}"`,
  };
}

export function copyHeaders(order: CopyOrder): Headers {
  return {
    ...sourceHeaders(order.from),
    ...standingHeaders(order.onto),
    ...traitHeaders(order),
    ...newHeaders(order),
    'x-amz-object-annotation-directive': order.annotations === 'copy' ? 'COPY' : 'EXCLUDE',
  };
}

export function partHeaders({ from, firstByte, lastByte }: PartOrder): Headers {
  return { ...sourceHeaders(from), 'x-amz-copy-source-range': `bytes=${firstByte}-${lastByte}` };
}

export function uploadHeaders(order: UploadOrder): Headers {
  const { contentHeaders, metadata, tags, checksum } = order;
  return {
    ...contentHeaders,
    ...metadataHeaders(metadata),
    ...traitHeaders(order),
    ...said({
      'x-amz-tagging': tagHeader(tags) || undefined,
      'x-amz-checksum-algorithm': checksum?.algorithm,
      'x-amz-checksum-type': checksum?.type,
    }),
  };
}
