// All that a copy may ask of S3, as whoever copies: step by step, so that it is seen which of them is denied.
import * as S3 from '@aws-sdk/client-s3';
import type { Aws } from '../../../../runner/ports/aws';
import type { ListedObject } from '../../../../runner/ports/s3/copying';
import { isRunnerError } from '../../../../runner/ports/errors';
import { awsOfCopier, FROM, TO, type CopyStage } from './copy-stage';

export const KEY = 'one';
const TOMORROW_MS = 24 * 60 * 60 * 1000;

/** An object of every kind that a permission is about. */
export async function putSource(stage: CopyStage): Promise<void> {
  const object = { Bucket: FROM.bucket, Key: FROM.prefix + KEY };
  const lock = {
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: new Date(Date.now() + TOMORROW_MS),
    ObjectLockLegalHoldStatus: 'ON',
  } as const;
  await stage.source.send(new S3.PutObjectCommand({ ...object, Body: 'x', Tagging: 'a=1', ...lock }));
  const annotation = { AnnotationName: 'note', AnnotationPayload: 'n' };
  await stage.source.send(new S3.PutObjectAnnotationCommand({ ...object, ...annotation }));
}

async function listed(aws: Aws, { bucket, prefix }: typeof FROM): Promise<readonly ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const page of aws.copying.objects(bucket, { prefix })) all.push(...page);
  return all;
}

type Step = () => Promise<unknown>;

function expected(value: unknown, what: string): void {
  if (value === undefined) throw new Error(`S3 does not say ${what}`);
}

function steps({ source, versionId }: Copied, aws: Aws, s3: S3.S3Client): Readonly<Record<string, Step>> {
  const from = { Bucket: FROM.bucket, Key: FROM.prefix + KEY };
  const version = versionId === undefined ? from : { ...from, VersionId: versionId };
  const to = { Bucket: TO.bucket, Key: TO.prefix + KEY };
  const large = { ...to, Key: `${TO.prefix}large` };
  const query = versionId === undefined ? '' : `?versionId=${versionId}`;
  const CopySource = `${from.Bucket}/${encodeURIComponent(from.Key)}${query}`;
  const annotation = { AnnotationName: 'note', AnnotationPayload: 'n' };
  const begin = async (): Promise<{ UploadId: string }> => {
    const { UploadId = '' } = await s3.send(new S3.CreateMultipartUploadCommand({ ...large, Tagging: 'a=1' }));
    return { UploadId };
  };
  return {
    'list the source': () => listed(aws, FROM),
    'list the destination': () => listed(aws, TO),
    'copy it': () =>
      aws.copying.copy({
        from: {
          bucket: from.Bucket,
          key: from.Key,
          etag: source.etag,
          ...(versionId === undefined ? {} : { versionId }),
        },
        to: { bucket: to.Bucket, key: to.Key },
        onto: 'anything',
        storageClass: 'STANDARD',
        annotations: 'copy',
        acl: 'bucket-owner-full-control',
        lock: {
          mode: 'GOVERNANCE',
          retainUntil: new Date(Date.now() + TOMORROW_MS).toISOString(),
          legalHold: 'ON',
        },
      }),
    'read its lock': async () => {
      const head = await s3.send(new S3.HeadObjectCommand(version));
      expected(head.ObjectLockMode, 'its retention');
      expected(head.ObjectLockLegalHoldStatus, 'its legal hold');
    },
    'read its ACL': () => s3.send(new S3.GetObjectAclCommand(version)),
    'read its tags': () => s3.send(new S3.GetObjectTaggingCommand(version)),
    'list its annotations': () => s3.send(new S3.ListObjectAnnotationsCommand(version)),
    'copy it in parts': async () => {
      const upload = { ...large, ...(await begin()) };
      const part = { ...upload, PartNumber: 1, CopySource };
      const { CopyPartResult } = await s3.send(new S3.UploadPartCopyCommand(part));
      const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
      await s3.send(new S3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
      await s3.send(new S3.PutObjectAnnotationCommand({ ...large, ...annotation }));
    },
    'give a copy in parts up': async () => {
      const upload = await begin();
      await s3.send(new S3.ListMultipartUploadsCommand({ Bucket: TO.bucket, Prefix: TO.prefix }));
      await s3.send(new S3.AbortMultipartUploadCommand({ ...large, ...upload }));
    },
    'compare headers': () => s3.send(new S3.HeadObjectCommand(to)),
    'remove what the source has not': async () => {
      const { Errors = [] } = await s3.send(
        new S3.DeleteObjectsCommand({ Bucket: TO.bucket, Delete: { Objects: [{ Key: `${TO.prefix}extra` }] } }),
      );
      if (Errors.length > 0) throw new Error(Errors[0]?.Message);
    },
    ...(versionId === undefined
      ? { 'compare tags': () => s3.send(new S3.GetObjectTaggingCommand(to)) }
      : {
          'compare tags of a version': () =>
            s3.send(new S3.GetObjectTaggingCommand({ ...to, VersionId: 'null' })).catch((error: unknown) => {
              if ((error as { name?: string }).name !== 'NoSuchVersion') throw error;
            }),
          'list versions': () =>
            s3.send(new S3.ListObjectVersionsCommand({ Bucket: FROM.bucket, Prefix: FROM.prefix })),
          'list versions of the destination': () =>
            s3.send(new S3.ListObjectVersionsCommand({ Bucket: TO.bucket, Prefix: TO.prefix })),
          'ask whether the destination keeps versions': () =>
            s3.send(new S3.GetBucketVersioningCommand({ Bucket: TO.bucket })),
          'compare headers of a version': () =>
            s3.send(new S3.HeadObjectCommand({ ...to, VersionId: 'null' })).catch((error: unknown) => {
              // There is none: who may look is told so.
              if ((error as { name?: string }).name !== 'NotFound') throw error;
            }),
        }),
  };
}

interface Copied {
  readonly source: { readonly etag: string };
  /** @default - the newest is copied */
  readonly versionId?: string;
}

function isDenied(error: unknown): boolean {
  return (
    isRunnerError(error, 'denied') ||
    /not authorized|Access ?Denied|Forbidden|S3 does not say|UnknownError/i.test(String(error))
  );
}

const CLIENTS = new WeakMap<CopyStage, { readonly aws: Promise<Aws>; readonly s3: S3.S3Client }>();

/** Clients of the copier, once for each stage. */
function clientsOf(stage: CopyStage): { readonly aws: Promise<Aws>; readonly s3: S3.S3Client } {
  const known = CLIENTS.get(stage) ?? {
    aws: awsOfCopier(stage),
    s3: stage.running.s3({ credentials: stage.copier }),
  };
  CLIENTS.set(stage, known);
  return known;
}

/** Ends the connections of the copier. */
export async function letGo(stage: CopyStage): Promise<void> {
  (await CLIENTS.get(stage)?.aws)?.close();
}

/** Names of the steps that are denied; whatever else goes wrong is thrown. */
export async function deniedSteps(stage: CopyStage, ofVersions: boolean): Promise<readonly string[]> {
  const { ETag = '', VersionId } = await stage.source.send(
    new S3.HeadObjectCommand({ Bucket: FROM.bucket, Key: FROM.prefix + KEY }),
  );
  const copied = { source: { etag: ETag.replaceAll('"', '') }, ...(ofVersions ? { versionId: VersionId ?? '' } : {}) };
  const { s3, aws } = clientsOf(stage);
  const denied: string[] = [];
  for (const [name, step] of Object.entries(steps(copied, await aws, s3)))
    await step().catch((error: unknown) => {
      if (!isDenied(error)) throw error;
      denied.push(name);
    });
  return denied;
}
