// What a job that copies is asked, and what makes two of them the same.
import { describe, expect, it } from '@jest/globals';
import {
  copyJob,
  folderOf,
  isInPlace,
  withList,
  type CopyGroup,
  type ListedRows,
} from '../../../../runner/methods/batch-copy/copy-job';
import { packedText } from '../../../../runner/methods/batch-jobs/packed-list';
import type { Target } from '../../../../runner/target/target';

const ROLE = 'arn:aws:iam::111122223333:role/copies';
const TARGET: Target = {
  source: { bucket: 'src', region: 'us-east-1', accountId: '111122223333' },
  destinations: [],
  rules: [],
  batchJob: {
    region: 'eu-west-1',
    roleArn: 'arn:aws:iam::111122223333:role/replicates',
    batchCopyRoleArn: ROLE,
    report: { bucket: 'reports', prefix: 'r' },
    manifest: { bucket: 'reports', prefix: 'm' },
  },
};
const group = (more: Partial<CopyGroup['request']> = {}, rest: Partial<CopyGroup> = {}): CopyGroup => ({
  request: { from: { bucket: 'src', prefix: 'a/' }, to: { bucket: 'dst', prefix: 'x/a/' }, ...more },
  prefix: 'a/',
  sourceClass: 'STANDARD_IA',
  ...rest,
});
const list = (body: string, named = false): ListedRows => ({ rows: packedText(body), objects: 1, named });

describe('a job that copies', () => {
  it('is asked for the folder before the whole key, the class of its objects, and nothing that one request does not copy', () => {
    const { request } = copyJob(group(), TARGET, {});
    expect(request).toMatchObject({
      RoleArn: ROLE,
      Operation: {
        S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::dst', TargetKeyPrefix: 'x', StorageClass: 'STANDARD_IA' },
      },
      Description: expect.stringContaining(' -> dst, from src [plan '),
      ManifestGenerator: {
        S3JobManifestGenerator: {
          Filter: {
            KeyNameConstraint: { MatchAnyPrefix: ['a/'] },
            ObjectSizeLessThanBytes: 5 * 1024 ** 3 + 1,
            MatchAnyStorageClass: ['STANDARD_IA'],
          },
        },
      },
    });
  });

  it('takes objects of every class that is read at once where all copies get one', () => {
    const { request: copies, prefix = '' } = group({ storageClass: 'GLACIER_IR' });
    const { request } = copyJob({ request: copies, prefix }, TARGET, {});
    expect(request).toMatchObject({
      Operation: { S3PutObjectCopy: { StorageClass: 'GLACIER_IR' } },
      ManifestGenerator: {
        S3JobManifestGenerator: {
          Filter: {
            MatchAnyStorageClass: ['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'],
          },
        },
      },
    });
  });

  it('is told an encryption beside the metadata of the source', () => {
    const kmsKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
    const { request } = copyJob(group({ encryption: { algorithm: 'aws:kms', kmsKeyArn } }), TARGET, {});
    expect(request.Operation).toMatchObject({
      S3PutObjectCopy: {
        MetadataDirective: 'COPY',
        NewObjectMetadata: { SSEAlgorithm: 'KMS' },
        SSEAwsKmsKeyId: kmsKeyArn,
      },
    });
  });

  it('has the same mark whatever its list is, and another for another class, place or filter', () => {
    const one = copyJob(group({}, { list: list('src,a/1\n') }), TARGET, {});
    const same = [copyJob(group(), TARGET, {}), copyJob(group({}, { list: list('src,a/2\n') }), TARGET, {})];
    expect(same.map(({ hash }) => hash)).toEqual([one.hash, one.hash]);
    const others = [
      group({}, { sourceClass: 'STANDARD' }),
      group({ to: { bucket: 'dst', prefix: 'a/' } }),
      group({ selection: { suffix: '.csv' } }),
      group({ storageClass: 'STANDARD' }),
    ].map((other) => copyJob(other, TARGET, {}).hash);
    expect(new Set([one.hash, ...others]).size).toBe(5);
  });

  it('names versions in its list only where it is told to, and a list of what has failed is of the same form', () => {
    const newest = copyJob(group({}, { list: list('src,a/1\n') }), TARGET, {});
    expect(newest.request.Manifest?.Spec.Fields).toEqual(['Bucket', 'Key']);
    const again = withList(newest, [{ key: 'a/ü', versionId: 'null' }], TARGET);
    expect([again.upload?.body, again.hash, again.request.Manifest?.Spec.Fields]).toEqual([
      'src,a/%C3%BC\n',
      newest.hash,
      ['Bucket', 'Key'],
    ]);
    const named = copyJob(group({}, { list: list('src,a/1,v1\n', true) }), TARGET, {});
    expect(withList(named, [{ key: 'a/1', versionId: 'v2' }], TARGET).upload?.body).toBe('src,a/1,v2\n');
  });
});

describe('the folder of the copies', () => {
  it.each([
    ['a/', 'a/', {}],
    ['a/', 'x/a/', { folder: 'x' }],
    ['a/', 'x/y/a/', { folder: 'x/y' }],
    ['', 'x/', { folder: 'x' }],
    ['a/', 'b/', 'impossible'],
    ['a/', 'xa/', 'impossible'],
    ['a/', '', 'impossible'],
    ['', 'x', 'impossible'],
    ['', '/', 'impossible'],
  ])('from %j to %j is %j', (from, to, expected) => {
    expect(folderOf({ bucket: 'src', prefix: from }, { bucket: 'dst', prefix: to })).toEqual(expected);
  });

  it('is none where each object is its own copy', () => {
    const place = { bucket: 'src', prefix: 'a/' };
    expect([isInPlace({ from: place, to: place }), isInPlace(group().request)]).toEqual([true, false]);
  });
});
