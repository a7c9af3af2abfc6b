// Every condition key that S3 has is in the requests that have it in AWS: a policy that forbids its value forbids the request, and
// one that forbids another value does not.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServiceRequest } from '../../../../emulator/http/service';
import { CONDITION_KEYS } from '../../../../emulator/iam/policy-language/condition-keys';
import { s3Keys } from '../../../../emulator/s3/access/s3-keys';
import type { Role } from '../../../../emulator/world/identity';
import { ACCOUNT, addRole, allow, policy, smallWorld, trust } from '../../iam/access/small-world';
import { destroyClients, sessionKeys } from '../../iam/iam-client';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

const Bucket = 'with-keys';
const Key = 'k';
const Body = 'x';
const KMS_KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const DAY_MS = 24 * 60 * 60 * 1000;

let running: Running;
let owner: S3.S3Client;
let client: S3.S3Client;
let role: Role;
let firstVersion: string;
let uploadId: string;

beforeAll(async () => {
  running = await startEmulator();
  owner = running.s3();
  await owner.send(new S3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  role = addRole(running.emulator.world, 'guarded', { inline: [allow('s3:*')], trustPolicy: trust({ AWS: ACCOUNT }) });
  client = running.s3({ credentials: await sessionKeys(running, role.arn) });
  const first = await owner.send(new S3.PutObjectCommand({ Bucket, Key, Body, Tagging: 'class=old' }));
  firstVersion = first.VersionId ?? '';
  await owner.send(new S3.PutObjectCommand({ Bucket, Key, Body, Tagging: 'class=secret' }));
  const begun = await owner.send(
    new S3.CreateMultipartUploadCommand({ Bucket, Key: 'parts', StorageClass: 'STANDARD_IA', Tagging: 'a=b' }),
  );
  uploadId = begun.UploadId ?? '';
});

beforeEach(() => {
  role.inlinePolicies.delete('guard');
});

afterAll(async () => {
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

/** Forbids the role an action under a condition, and says whether a request is denied then. */
async function isDenied(Action: string, Condition: unknown, send: () => Promise<unknown>): Promise<boolean> {
  role.inlinePolicies.set('guard', policy({ Effect: 'Deny', Action, Resource: '*', Condition }));
  return send().then(
    () => false,
    async (error: unknown) => (await errorOf(Promise.reject(error as Error))).name === 'AccessDenied',
  );
}

const put =
  (more: Partial<S3.PutObjectCommandInput> = {}) =>
  () =>
    client.send(new S3.PutObjectCommand({ Bucket, Key: 'new', Body, ...more }));
const copy =
  (more: Partial<S3.CopyObjectCommandInput> = {}) =>
  () =>
    client.send(new S3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}`, ...more }));
const get =
  (more: Partial<S3.GetObjectCommandInput> = {}) =>
  () =>
    client.send(new S3.GetObjectCommand({ Bucket, Key, ...more }));
const list =
  (more: Partial<S3.ListObjectsV2CommandInput> = {}) =>
  () =>
    client.send(new S3.ListObjectsV2Command({ Bucket, ...more }));
const versions =
  (more: Partial<S3.ListObjectVersionsCommandInput> = {}) =>
  () =>
    client.send(new S3.ListObjectVersionsCommand({ Bucket, ...more }));
const create =
  (more: Partial<S3.CreateBucketCommandInput> = {}) =>
  () =>
    client.send(new S3.CreateBucketCommand({ Bucket: 'another', ...more }));
const uploadPart = () =>
  client.send(new S3.UploadPartCommand({ Bucket, Key: 'parts', UploadId: uploadId, PartNumber: 1, Body }));
const tag = (class_: string) => () =>
  client.send(new S3.PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [{ Key: 'class', Value: class_ }] } }));
const retain = () =>
  client.send(
    new S3.PutObjectRetentionCommand({
      Bucket,
      Key,
      Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + 9.5 * DAY_MS) },
    }),
  );
const inventory = () =>
  client.send(
    new S3.PutBucketInventoryConfigurationCommand({
      Bucket,
      Id: 'i',
      InventoryConfiguration: {
        Id: 'i',
        IsEnabled: true,
        IncludedObjectVersions: 'All',
        Schedule: { Frequency: 'Daily' },
        OptionalFields: ['Size', 'ETag'],
        Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${Bucket}`, Format: 'CSV' } },
      },
    }),
  );

type Case = readonly [key: string, value: () => string, action: string, send: () => Promise<unknown>];
const is = (value: string) => () => value;

const OWNER_ID = 'id=0';
const CASES: readonly Case[] = [
  ['s3:authType', is('REST-HEADER'), 's3:GetObject', get()],
  ['s3:ResourceAccount', is(ACCOUNT), 's3:ListBucket', list()],
  [
    's3:signatureversion',
    is('AWS4-HMAC-SHA256'),
    's3:ListAllMyBuckets',
    () => client.send(new S3.ListBucketsCommand({})),
  ],
  ['s3:TlsVersion', is('1.3'), 's3:GetObject', get()],
  [
    's3:x-amz-content-sha256',
    is('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'),
    's3:GetObject',
    get(),
  ],
  ['s3:prefix', is('k'), 's3:ListBucket', list({ Prefix: 'k' })],
  ['s3:delimiter', is('/'), 's3:ListBucketVersions', versions({ Delimiter: '/' })],
  ['s3:max-keys', is('7'), 's3:ListBucket', list({ MaxKeys: 7 })],
  ['s3:VersionId', () => firstVersion, 's3:GetObjectVersion', () => get({ VersionId: firstVersion })()],
  [
    's3:VersionId',
    () => firstVersion,
    's3:GetObjectVersion',
    () => copy({ CopySource: `${Bucket}/${Key}?versionId=${firstVersion}` })(),
  ],
  [
    's3:VersionId',
    is('null'),
    's3:DeleteObjectVersion',
    () => client.send(new S3.DeleteObjectCommand({ Bucket, Key, VersionId: 'null' })),
  ],
  ['s3:ExistingObjectTag/class', is('secret'), 's3:GetObject', get()],
  ['s3:ExistingObjectTag/class', is('old'), 's3:GetObjectVersion', () => get({ VersionId: firstVersion })()],
  ['s3:ExistingObjectTag/class', is('secret'), 's3:GetObject', copy()],
  ['s3:ExistingObjectTag/class', is('secret'), 's3:PutObjectTagging', tag('secret')],
  [
    's3:ExistingObjectTag/class',
    is('secret'),
    's3:GetObjectTagging',
    () => client.send(new S3.GetObjectTaggingCommand({ Bucket, Key })),
  ],
  ['s3:RequestObjectTag/class', is('new'), 's3:PutObject', put({ Tagging: 'class=new&b=c' })],
  ['s3:RequestObjectTag/class', is('secret'), 's3:PutObjectTagging', tag('secret')],
  ['s3:RequestObjectTag/a', is('b'), 's3:PutObject', uploadPart],
  ['s3:RequestObjectTagKeys', is('b'), 's3:PutObject', put({ Tagging: 'class=new&b=c' })],
  ['s3:x-amz-acl', is('private'), 's3:PutObject', put({ ACL: 'private' })],
  [
    's3:x-amz-acl',
    is('private'),
    's3:PutBucketAcl',
    () => client.send(new S3.PutBucketAclCommand({ Bucket, ACL: 'private' })),
  ],
  ['s3:x-amz-grant-full-control', is(OWNER_ID), 's3:PutObject', put({ GrantFullControl: OWNER_ID })],
  ['s3:x-amz-grant-read', is(OWNER_ID), 's3:PutObject', put({ GrantRead: OWNER_ID })],
  ['s3:x-amz-grant-read-acp', is(OWNER_ID), 's3:PutObject', put({ GrantReadACP: OWNER_ID })],
  ['s3:x-amz-grant-write-acp', is(OWNER_ID), 's3:PutObject', put({ GrantWriteACP: OWNER_ID })],
  ['s3:x-amz-grant-write', is(OWNER_ID), 's3:CreateBucket', create({ GrantWrite: OWNER_ID })],
  ['s3:x-amz-copy-source', is(`${Bucket}/${Key}`), 's3:PutObject', copy()],
  ['s3:x-amz-metadata-directive', is('REPLACE'), 's3:PutObject', copy({ MetadataDirective: 'REPLACE' })],
  ['s3:x-amz-storage-class', is('GLACIER'), 's3:PutObject', put({ StorageClass: 'GLACIER' })],
  ['s3:x-amz-storage-class', is('STANDARD_IA'), 's3:PutObject', uploadPart],
  ['s3:x-amz-server-side-encryption', is('aws:kms'), 's3:PutObject', put({ ServerSideEncryption: 'aws:kms' })],
  [
    's3:x-amz-server-side-encryption-aws-kms-key-id',
    is(KMS_KEY),
    's3:PutObject',
    put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KMS_KEY }),
  ],
  [
    's3:x-amz-server-side-encryption-customer-algorithm',
    is('AES256'),
    's3:PutObject',
    put({ SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) }),
  ],
  ['s3:x-amz-website-redirect-location', is('/there'), 's3:PutObject', put({ WebsiteRedirectLocation: '/there' })],
  ['s3:ObjectCreationOperation', is('true'), 's3:PutObject', put()],
  ['s3:ObjectCreationOperation', is('false'), 's3:PutObject', uploadPart],
  ['s3:if-none-match', is('*'), 's3:PutObject', put({ Key: 'absent', IfNoneMatch: '*' })],
  ['s3:if-match', is('"1"'), 's3:PutObject', put({ IfMatch: '"1"' })],
  [
    's3:if-match',
    is('"1"'),
    's3:DeleteObject',
    () => client.send(new S3.DeleteObjectCommand({ Bucket, Key, IfMatch: '"1"' })),
  ],
  ['s3:object-lock-mode', is('GOVERNANCE'), 's3:PutObjectRetention', retain],
  ['s3:object-lock-remaining-retention-days', is('10'), 's3:PutObjectRetention', retain],
  [
    's3:object-lock-retain-until-date',
    is('2099-01-01T00:00:00Z'),
    's3:PutObject',
    put({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date('2099-01-01T00:00:00Z') }),
  ],
  ['s3:object-lock-legal-hold', is('ON'), 's3:PutObject', put({ ObjectLockLegalHoldStatus: 'ON' })],
  [
    's3:object-lock-legal-hold',
    is('OFF'),
    's3:PutObjectLegalHold',
    () => client.send(new S3.PutObjectLegalHoldCommand({ Bucket, Key, LegalHold: { Status: 'OFF' } })),
  ],
  [
    's3:LocationConstraint',
    is('eu-west-1'),
    's3:CreateBucket',
    create({ CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  ],
  ['s3:x-amz-object-ownership', is('ObjectWriter'), 's3:CreateBucket', create({ ObjectOwnership: 'ObjectWriter' })],
  ['s3:InventoryAccessibleOptionalFields', is('ETag'), 's3:PutInventoryConfiguration', inventory],
];

/** Keys with several values. */
const IN_SETS = ['s3:RequestObjectTagKeys', 's3:InventoryAccessibleOptionalFields'];

describe('a policy can ask for', () => {
  // Not each in its own bucket: what a request that is let through changes, the others do not look at.
  it.each(CASES)('%s (case %#)', async (key, value, action, send) => {
    const operator = IN_SETS.includes(key) ? 'ForAnyValue:StringEquals' : 'StringEquals';
    expect(await isDenied(action, { [operator]: { [key]: value() } }, send)).toBe(true);
    expect(await isDenied(action, { [operator]: { [key]: 'another' } }, send)).toBe(false);
  });

  it('the age of a signature, in milliseconds', async () => {
    const younger = (than: string) => ({ NumericLessThan: { 's3:signatureAge': than } });
    expect(await isDenied('s3:GetObject', younger('60000'), get())).toBe(true);
    expect(await isDenied('s3:GetObject', younger('0'), get())).toBe(false);
  });

  it('what only annotations, unreleased headers and presigned requests bring', () => {
    const world = smallWorld();
    const values = (action: string, query: string, headers: Record<string, string> = {}) =>
      s3Keys({
        world,
        action,
        ownerAccountId: ACCOUNT,
        request: { query: new URLSearchParams(query), headers, body: Buffer.alloc(0) } as unknown as ServiceRequest,
      });
    expect(values('s3:ListObjectAnnotations', 'annotation-prefix=p&max-annotation-results=3')).toMatchObject({
      's3:annotation-prefix': 'p',
      's3:max-annotation-results': '3',
    });
    expect(values('s3:DeleteObjectAnnotation', '', { 'x-amz-object-if-match': '"e"' })).toMatchObject({
      's3:x-amz-object-if-match': '"e"',
    });
    expect(values('s3:PutObject', '', { 'x-amz-object-annotation-directive': 'EXCLUDE' })).toMatchObject({
      's3:x-amz-object-annotation-directive': 'EXCLUDE',
    });
    expect(values('s3:CreateBucket', '', { 'x-amz-bucket-namespace': 'global' })).toMatchObject({
      's3:x-amz-bucket-namespace': 'global',
    });
    expect(values('s3:GetObject', 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20250615T115900Z')).toMatchObject({
      's3:authType': 'REST-QUERY-STRING',
      's3:signatureAge': '60000',
      's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    });
  });

  it('no header of another action: a copy is read without those of its writing', async () => {
    const condition = { StringEquals: { 's3:x-amz-metadata-directive': 'REPLACE' } };
    expect(await isDenied('s3:GetObject', condition, copy({ MetadataDirective: 'REPLACE' }))).toBe(false);
  });

  it('the version of a copy’s source, not one that the query of the copy names', async () => {
    const condition = { StringEquals: { 's3:ExistingObjectTag/class': 'old' } };
    expect(await isDenied('s3:GetObject', condition, copy())).toBe(false);
  });
});

/** Held by `batch/job-access.test.ts`, and by the two tests above. */
const ELSEWHERE = [
  ...['s3:RequestJobOperation', 's3:RequestJobPriority', 's3:ExistingJobOperation', 's3:ExistingJobPriority'],
  ...['s3:JobSuspendedCause', 's3:signatureAge', 's3:annotation-prefix', 's3:max-annotation-results'],
  ...['s3:x-amz-object-if-match', 's3:x-amz-object-annotation-directive', 's3:x-amz-bucket-namespace'],
];

it('no key of S3 counts as filled that is not seen to be', () => {
  const filled = CONDITION_KEYS.filter(({ name, kind }) => kind === 'filled' && name.startsWith('s3:'));
  const seen = new Set([...CASES.map(([key]) => key.replace(/\/.*/, '/')), ...ELSEWHERE]);
  expect(filled.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
});
