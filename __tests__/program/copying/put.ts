// Puts the fixture into a bucket, with the SDK.
import { createHash } from 'node:crypto';
import * as S3 from '@aws-sdk/client-s3';
import type { Kind } from './kinds';

const AT_ONCE = 8;

/** Bytes that no other object and no other version has. */
export function bytesOf(text: string, sizeBytes: number): Buffer {
  const block = createHash('sha256').update(text).digest();
  return Buffer.alloc(sizeBytes, block);
}

const isComposite = ({ key }: Kind): boolean => key.includes('composite');

async function upload(s3: S3.S3Client, at: { Bucket: string; Key: string }, kind: Kind): Promise<void> {
  const { parts = [], headers = {} } = kind;
  const algorithm = headers.ChecksumAlgorithm;
  const begun = await s3.send(
    new S3.CreateMultipartUploadCommand({
      ...at,
      ...headers,
      ...(algorithm === undefined || (!isComposite(kind) && algorithm.startsWith('SHA'))
        ? {}
        : { ChecksumType: isComposite(kind) ? ('COMPOSITE' as const) : ('FULL_OBJECT' as const) }),
    }),
  );
  const Parts: S3.CompletedPart[] = [];
  for (const [index, sizeBytes] of parts.entries()) {
    const PartNumber = index + 1;
    const uploaded = await s3.send(
      new S3.UploadPartCommand({
        ...at,
        UploadId: begun.UploadId,
        PartNumber,
        Body: bytesOf(`${kind.key} ${String(index)}`, sizeBytes),
        ...(algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm }),
      }),
    );
    const checksums = Object.entries(uploaded).filter(([name]) => name.startsWith('Checksum'));
    Parts.push({ PartNumber, ETag: uploaded.ETag, ...(algorithm === undefined ? {} : Object.fromEntries(checksums)) });
  }
  await s3.send(new S3.CompleteMultipartUploadCommand({ ...at, UploadId: begun.UploadId, MultipartUpload: { Parts } }));
}

async function putOne(s3: S3.S3Client, Bucket: string, prefix: string, kind: Kind, extra: object): Promise<void> {
  const at = { Bucket, Key: prefix + (kind.at ?? kind.key) };
  for (let version = 0; version < (kind.earlier ?? 0); version += 1)
    await s3.send(new S3.PutObjectCommand({ ...at, Body: `version ${String(version)} of ${kind.key}` }));
  if (kind.parts !== undefined) await upload(s3, at, { ...kind, headers: { ...kind.headers, ...extra } });
  else {
    const Body = bytesOf(kind.key, kind.sizeBytes ?? 20);
    await s3.send(new S3.PutObjectCommand({ ...at, Body, ...kind.headers, ...extra }));
  }
  for (const [AnnotationName, AnnotationPayload] of Object.entries(kind.annotations ?? {}))
    await s3.send(new S3.PutObjectAnnotationCommand({ ...at, AnnotationName, AnnotationPayload }));
  if (kind.isDeleted === true) await s3.send(new S3.DeleteObjectCommand(at));
}

/** @param kmsKeyArn of objects under SSE-KMS */
export async function putKinds(
  s3: S3.S3Client,
  Bucket: string,
  prefix: string,
  kinds: readonly Kind[],
  kmsKeyArn?: string,
): Promise<void> {
  const rest = kinds.values();
  const worker = async (): Promise<void> => {
    for (const kind of rest) {
      const isKms = kind.headers?.ServerSideEncryption?.startsWith('aws:kms') === true;
      await putOne(s3, Bucket, prefix, kind, isKms ? { SSEKMSKeyId: kmsKeyArn } : {});
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
