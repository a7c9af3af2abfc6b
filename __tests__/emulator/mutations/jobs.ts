// What happens when the job, its role, its manifest or its rule is not as it has to be.
import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import type {
  CreateJobCommandInput,
  JobManifestGeneratorFilter,
  S3JobManifestGenerator,
} from '@aws-sdk/client-s3-control';
import { csvManifest, generator, runJob } from '../job-on-stage';
import {
  allow,
  JOB_STATEMENTS,
  passTime,
  put,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPORTS,
  rule,
  SOURCE,
  type Stage,
  trustOf,
  without,
} from '../stage';
import { FORBIDDEN, jobRoleWithout, NO_KEYS, NOT_WRITTEN, type Mutation } from './mutation';

type Order = Partial<CreateJobCommandInput>;

const generated = (changes: Partial<S3JobManifestGenerator>): Order => ({
  ManifestGenerator: generator(undefined, changes),
});

const filtered = (filter: JobManifestGeneratorFilter): Order => ({
  ManifestGenerator: generator({ EligibleForReplication: true, ...filter }),
});

const kept = (Bucket: string): Order =>
  generated({
    EnableManifestOutput: true,
    ManifestOutputLocation: { Bucket: `arn:aws:s3:::${Bucket}`, ManifestFormat: 'S3InventoryReport_CSV_20211130' },
  });

/** A manifest that lists the current version of `plain`, or what the row says instead. */
const supplied = (...row: readonly string[]) => {
  return async (stage: Stage): Promise<Order> => {
    const { VersionId = '' } = await stage.s3.send(new S3.HeadObjectCommand({ Bucket: SOURCE, Key: 'plain' }));
    return { Manifest: await csvManifest(stage, [row.length === 0 ? [SOURCE, 'plain', VersionId] : row]) };
  };
};

const removeRules = ({ s3 }: Stage): Promise<unknown> =>
  s3.send(new S3.DeleteBucketReplicationCommand({ Bucket: SOURCE }));

const distrust = ({ iam }: Stage): Promise<unknown> =>
  iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'job', PolicyDocument: trustOf('s3.amazonaws.com') }));

export const JOB_MUTATIONS: readonly Mutation[] = [
  { name: 'nothing', codes: [] },
  {
    name: 'the job role lacks s3:InitiateReplication',
    break: jobRoleWithout('s3:InitiateReplication'),
    codes: ['InitiateReplicationNotPermitted'],
  },
  {
    name: 'the job role may initiate replication on the bucket, not on its objects',
    break: ({ iam }) =>
      putRolePolicy(iam, 'job', [
        ...without('s3:InitiateReplication', JOB_STATEMENTS),
        allow('s3:InitiateReplication', `arn:aws:s3:::${SOURCE}`),
      ]),
    codes: ['InitiateReplicationNotPermitted'],
  },
  {
    name: 'the job role trusts the service of replication',
    break: distrust,
    reason: /could not be assumed \(AssumeRoleNotPermitted\)$/,
  },
  {
    name: 'the job role ceases to trust S3 while the job waits',
    breakLater: distrust,
    codes: ['AssumeRoleNotPermitted'],
  },
  {
    name: 'the job role lacks s3:PutInventoryConfiguration',
    break: jobRoleWithout('s3:PutInventoryConfiguration'),
    reason: /AccessDenied, the role .* is not allowed s3:PutInventoryConfiguration$/,
  },
  {
    name: 'the job role lacks s3:GetReplicationConfiguration',
    break: jobRoleWithout('s3:GetReplicationConfiguration'),
    reason: /AccessDenied, the role .* is not allowed s3:GetReplicationConfiguration$/,
  },
  { name: 'the job role lacks s3:PutObject', break: jobRoleWithout('s3:PutObject'), reason: NOT_WRITTEN },
  {
    name: 'the job role lacks s3:PutObject for the manifest',
    break: jobRoleWithout('s3:PutObject'),
    order: () => kept(REPORTS),
    reason: /AccessDenied, the manifest could not be written to reports-of-stage$/,
  },
  {
    name: 'the job role cannot read the manifest that it kept',
    break: jobRoleWithout('s3:GetObjectVersion'),
    order: () => kept(REPORTS),
    reason: FORBIDDEN,
  },
  {
    name: 'the manifest is to be kept in another Region',
    break: ({ iam }) => putRolePolicy(iam, 'job', [allow('s3:*', '*')]),
    order: () => kept(REPLICAS),
    reason: /AccessDenied, the manifest could not be written to replicas-of-stage$/,
  },
  {
    name: 'the job role cannot read a supplied manifest',
    break: jobRoleWithout('s3:GetObject'),
    order: supplied(),
    reason: FORBIDDEN,
  },
  {
    name: 'a supplied manifest is under SSE-KMS',
    order: async (stage) => {
      const Body = `${SOURCE},plain,x\n`;
      const manifest = { Bucket: REPORTS, Key: 'm.csv' };
      const { ETag } = await stage.s3.send(
        new S3.PutObjectCommand({ ...manifest, Body, ServerSideEncryption: 'aws:kms' }),
      );
      return {
        Manifest: {
          Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'] },
          Location: { ObjectArn: `arn:aws:s3:::${REPORTS}/m.csv`, ETag },
        },
      };
    },
    reason: FORBIDDEN,
  },
  {
    name: 'the source has no replication configuration',
    rules: () => Promise.resolve(),
    reason: /source-of-stage has no replication configuration$/,
  },
  {
    name: 'the source has no replication configuration for a supplied manifest',
    rules: () => Promise.resolve(),
    order: supplied(),
    codes: ['SrcBucketReplicationConfigMissing'],
  },
  {
    name: 'the replication configuration goes while the job waits',
    breakLater: removeRules,
    codes: ['SrcBucketReplicationConfigMissing'],
  },
  {
    name: 'the source is expected to be of another owner',
    order: () => generated({ ExpectedBucketOwner: '444455556666' }),
    reason: /is not owned by 444455556666$/,
  },
  {
    name: 'the source of the generator is in another Region',
    order: () => generated({ SourceBucket: `arn:aws:s3:::${REPLICAS}` }),
    reason: /replicas-of-stage is in eu-west-1, not in the Region of the job$/,
  },
  {
    name: 'the source of the generator does not exist',
    order: () => generated({ SourceBucket: 'arn:aws:s3:::missing-bucket' }),
    reason: /the bucket missing-bucket does not exist$/,
  },
  {
    name: 'a row names a bucket of another Region',
    order: supplied(REPLICAS, 'plain', 'x'),
    codes: ['SrcBucketInvalidRegion'],
  },
  { name: 'a row has no version id', order: supplied(SOURCE, 'plain', ''), codes: ['InvalidRequest'] },
  { name: 'a row names a missing key', order: supplied(SOURCE, 'missing', 'x'), codes: ['SrcKeyNotFound'] },
  { name: 'a row names a missing version', order: supplied(SOURCE, 'plain', 'x'), codes: ['SrcVersionNotFound'] },
  {
    name: 'a row names a missing null version',
    order: supplied(SOURCE, 'plain', 'null'),
    codes: ['SrcObjectNotFound'],
  },
  {
    name: 'the object waits for live replication, which is faster than the job',
    options: { clock: 'controlled', timing: { liveReplicationMs: 1000 } },
    objects: () => Promise.resolve(),
    rules: async (stage) => {
      await putRules(stage);
      await put(stage, 'new');
    },
    breakLater: (stage) => passTime(stage, 1000),
    codes: ['SrcReplicationNotPending'],
  },
  {
    name: 'the rule is disabled',
    rules: (stage) => putRules(stage, rule({ Status: 'Disabled' })),
    reason: NO_KEYS,
  },
  {
    name: 'the rule is disabled for a supplied manifest',
    rules: (stage) => putRules(stage, rule({ Status: 'Disabled' })),
    order: supplied(),
    codes: ['SrcObjectNotEligible'],
  },
  {
    name: 'the rule is for another prefix',
    rules: (stage) => putRules(stage, rule({ Filter: { Prefix: 'other/' } })),
    reason: NO_KEYS,
  },
  {
    name: 'the rule is for a tag that the object does not have',
    rules: (stage) => putRules(stage, rule({ Filter: { Tag: { Key: 'a', Value: '1' } } })),
    order: supplied(),
    codes: ['SrcObjectNotEligible'],
  },
  {
    name: 'the rule has not reached the job',
    options: { timing: { rulePropagationMs: 60_000 } },
    reason: NO_KEYS,
  },
  {
    name: 'the objects are archived',
    objects: async (stage) => {
      await put(stage, 'cold', { StorageClass: 'GLACIER' });
      await put(stage, 'colder', { StorageClass: 'DEEP_ARCHIVE' });
    },
    reason: NO_KEYS,
  },
  {
    name: 'the object is archived for a supplied manifest',
    objects: (stage) => put(stage, 'plain', { StorageClass: 'GLACIER' }),
    order: supplied(),
    codes: ['SrcObjectNotEligible'],
  },
  {
    name: 'the filter has a slash in front of its prefix',
    order: () => filtered({ KeyNameConstraint: { MatchAnyPrefix: ['/plain'] } }),
    reason: NO_KEYS,
  },
  {
    name: 'the filter asks for what was not tried, and all is replicated',
    break: (stage) => runJob(stage),
    order: () => filtered({ ObjectReplicationStatuses: ['NONE', 'FAILED'] }),
    reason: NO_KEYS,
  },
  {
    name: 'the filter asks for another storage class',
    order: () => filtered({ MatchAnyStorageClass: ['STANDARD_IA'] }),
    reason: NO_KEYS,
  },
  {
    name: 'the filter asks for objects of a time to come',
    order: () => filtered({ CreatedAfter: new Date(Date.now() + 3_600_000) }),
    reason: NO_KEYS,
  },
];
