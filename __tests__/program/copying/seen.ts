// What an object is, as the SDK shows it: nothing of the program takes part in it.
import { createHash } from 'node:crypto';
import * as S3 from '@aws-sdk/client-s3';
import type { Feature } from './kinds';

/** Checksums by their names in the SDK. */
const CHECKSUM = /^Checksum(CRC32|CRC32C|CRC64NVME|SHA1|SHA256|SHA512|MD5)$/;

export interface Seen {
  readonly sha256: string;
  readonly md5: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly parts: readonly number[];
  readonly contentHeaders: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly storageClass: string;
  readonly encryption: Readonly<Record<string, unknown>>;
  readonly checksums: Readonly<Record<string, unknown>>;
  readonly redirect: string | undefined;
  readonly lock: Readonly<Record<string, unknown>>;
  readonly grants: readonly string[];
}

/** Without an id the newest version. */
type Place = { readonly Bucket: string; readonly Key: string; readonly VersionId?: string };

async function annotationsOf(s3: S3.S3Client, at: Place): Promise<Seen['annotations']> {
  const { Annotations = [] } = await s3.send(new S3.ListObjectAnnotationsCommand(at));
  const all = Annotations.map(async ({ AnnotationName = '' }) => {
    const { AnnotationPayload } = await s3.send(new S3.GetObjectAnnotationCommand({ ...at, AnnotationName }));
    return [AnnotationName, (await AnnotationPayload?.transformToString()) ?? ''] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

async function grantsOf(s3: S3.S3Client, at: Place): Promise<readonly string[]> {
  const { Grants = [] } = await s3.send(new S3.GetObjectAclCommand(at));
  return Grants.map(({ Grantee, Permission = '' }) => `${Permission} ${Grantee?.URI ?? Grantee?.ID ?? ''}`).sort();
}

async function partsOf(s3: S3.S3Client, at: Place): Promise<readonly number[]> {
  const first = await s3.send(new S3.HeadObjectCommand({ ...at, PartNumber: 1 }));
  const sizes = [first.ContentLength ?? 0];
  for (let PartNumber = 2; PartNumber <= (first.PartsCount ?? 1); PartNumber += 1)
    sizes.push((await s3.send(new S3.HeadObjectCommand({ ...at, PartNumber }))).ContentLength ?? 0);
  return sizes;
}

/** @param lacks what the server does not know, and is not asked for */
export async function seen(s3: S3.S3Client, at: Place, lacks: readonly Feature[] = []): Promise<Seen> {
  const head = await s3.send(new S3.HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }));
  const { Body } = await s3.send(new S3.GetObjectCommand(at));
  const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
  const { TagSet = [] } = await s3.send(new S3.GetObjectTaggingCommand(at));
  const etag = head.ETag?.replaceAll('"', '') ?? '';
  return {
    sha256: createHash('sha256').update(bytes).digest('base64'),
    md5: createHash('md5').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
    etag,
    parts: etag.includes('-') && !lacks.includes('unequal-parts') ? await partsOf(s3, at) : [bytes.length],
    contentHeaders: {
      type: head.ContentType,
      encoding: head.ContentEncoding,
      disposition: head.ContentDisposition,
      language: head.ContentLanguage,
      cacheControl: head.CacheControl,
      expires: head.ExpiresString,
    },
    metadata: head.Metadata ?? {},
    tags: Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value])),
    annotations: lacks.includes('annotations') ? {} : await annotationsOf(s3, at),
    storageClass: head.StorageClass ?? 'STANDARD',
    encryption: {
      algorithm: head.ServerSideEncryption,
      key: head.SSEKMSKeyId,
      bucketKey: head.BucketKeyEnabled ?? false,
    },
    checksums: {
      type: head.ChecksumType,
      ...Object.fromEntries(Object.entries(head).filter(([name]) => CHECKSUM.test(name))),
    },
    redirect: head.WebsiteRedirectLocation,
    lock: {
      mode: head.ObjectLockMode,
      until: head.ObjectLockRetainUntilDate?.toISOString(),
      hold: head.ObjectLockLegalHoldStatus,
    },
    grants: await grantsOf(s3, at),
  };
}
