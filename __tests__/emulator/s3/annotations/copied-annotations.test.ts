import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, addRole, allow, trust } from '../../iam/access/small-world';
import { destroyClients, sessionKeys } from '../../iam/iam-client';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3.S3Client;
let versionId: string | undefined;
const Bucket = 'copies';

beforeEach(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  versionId = (await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'source', Body: 'x' }))).VersionId;
  for (const AnnotationName of ['one', 'two']) {
    const annotation = { AnnotationName, AnnotationPayload: AnnotationName, ChecksumAlgorithm: 'SHA1' as const };
    await s3.send(new S3.PutObjectAnnotationCommand({ Bucket, Key: 'source', ...annotation }));
  }
});
afterEach(async () => {
  expect(bugs(running)).toEqual([]);
  destroyClients();
  await running.close();
});

const copy = (more: Partial<S3.CopyObjectCommandInput> = {}, client = s3) =>
  client.send(new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/source`, ...more }));
const annotations = async (Key = 'copy') =>
  (await s3.send(new S3.ListObjectAnnotationsCommand({ Bucket, Key }))).Annotations ?? [];
const names = async (Key = 'copy') => (await annotations(Key)).map(({ AnnotationName }) => AnnotationName);

describe('CopyObject', () => {
  it('copies annotations, with their checksums, unless it is told to leave them out', async () => {
    await copy();
    expect(await names()).toEqual(['one', 'two']);
    expect((await annotations())[0]).toMatchObject({ Size: 3, ChecksumAlgorithm: ['SHA1'] });
    const { AnnotationPayload } = await s3.send(
      new S3.GetObjectAnnotationCommand({ Bucket, Key: 'copy', AnnotationName: 'two' }),
    );
    expect(await AnnotationPayload?.transformToString()).toBe('two');
    await copy({ AnnotationDirective: 'EXCLUDE' });
    expect(await names()).toEqual([]);
    await copy({ AnnotationDirective: 'COPY', MetadataDirective: 'REPLACE' });
    expect(await names()).toEqual(['one', 'two']);
    expect(await names('source')).toEqual(['one', 'two']);
  });

  it('gives the annotations the checksum that it gives the object', async () => {
    await copy({ ChecksumAlgorithm: 'SHA256' });
    expect((await annotations()).map(({ ChecksumAlgorithm }) => ChecksumAlgorithm)).toEqual([['SHA256'], ['SHA256']]);
  });

  it('refuses a directive that it does not know', async () => {
    expect(await errorOf(copy({ AnnotationDirective: 'MERGE' as never }))).toMatchObject({ name: 'InvalidArgument' });
  });

  it('answers the name that the user guide has for the header with 501, where it would be ignored', async () => {
    const request = new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/source` });
    request.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-amz-annotation-directive'] = 'EXCLUDE';
        return next(args);
      },
      { step: 'build' },
    );
    expect(await errorOf(s3.send(request))).toMatchObject({ name: 'NotImplemented', status: 501 });
  });

  it.each([
    ['s3:GetObjectAnnotation', {}],
    ['s3:GetObjectVersionAnnotation', { named: true }],
    ['s3:PutObjectAnnotation', {}],
  ])('of an object with annotations needs %s', async (action, { named = false }: { named?: boolean }) => {
    const statements = ['s3:GetObject*', 's3:PutObject*', 's3:ListBucket'].map((one) => allow(one));
    const deny = { Effect: 'Deny', Action: action, Resource: '*' };
    const trustPolicy = trust({ AWS: ACCOUNT });
    const inline = [JSON.stringify({ Version: '2012-10-17', Statement: [deny] })];
    addRole(running.emulator.world, 'copier', { inline: [...statements, ...inline], trustPolicy });
    const role = running.s3({ credentials: await sessionKeys(running, `arn:aws:iam::${ACCOUNT}:role/copier`) });
    const CopySource = `${Bucket}/source${named ? `?versionId=${versionId}` : ''}`;
    expect(await errorOf(copy({ CopySource }, role))).toMatchObject({ name: 'AccessDenied', status: 403 });
    await copy({ CopySource, AnnotationDirective: 'EXCLUDE' }, role);
  });
});

it('a copy in parts never has annotations', async () => {
  const target = { Bucket, Key: 'parts' };
  const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand(target));
  const part = { ...target, UploadId, PartNumber: 1, CopySource: `${Bucket}/source` };
  const { CopyPartResult } = await s3.send(new S3.UploadPartCopyCommand(part));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: CopyPartResult?.ETag }] };
  await s3.send(new S3.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
  expect(await names('parts')).toEqual([]);
});
