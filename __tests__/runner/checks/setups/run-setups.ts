// Setups in which the run that is asked for, its buckets or its caller stand against the job.
import * as S3 from '@aws-sdk/client-s3';
import * as IAM from '@aws-sdk/client-iam';
import {
  allow,
  arn,
  HOME,
  JOB_ROLE,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPORTS,
  rule,
  type Stage,
  without,
  JOB_STATEMENTS,
} from '../../../emulator/stage';
import type { IntendedRun } from '../../../../runner/checks/asked/intended-run';
import { userWith, type Broken } from './broken';

const MANIFEST = { manifest: { bucket: REPORTS, prefix: 'lists' } };
const LATEST: IntendedRun = { selection: { latestOnly: true } };
const THEIR_REPORTS = 'reports-of-other';

const READING = ['s3:Get*', 's3:List*', 'iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy'];
const RUNNING = ['s3:CreateJob', 's3:DescribeJob', 's3:PutJobTagging', 'iam:PassRole'];

/** A bucket of the other account in the Region of the job, which shows itself and lets in what is said. */
async function theirReports({ running, iam }: Stage, more: Parameters<typeof putBucketPolicy>[2] = []): Promise<void> {
  const theirs = running.s3({ region: HOME, credentials: running.credentials(1) });
  await theirs.send(new S3.CreateBucketCommand({ Bucket: THEIR_REPORTS }));
  const seen = ['s3:ListBucket', 's3:GetBucketPolicy', 's3:GetBucketObjectLockConfiguration'];
  await putBucketPolicy(theirs, THEIR_REPORTS, [
    { ...allow(seen, arn(THEIR_REPORTS)), Principal: { AWS: '111122223333' } },
    ...more,
  ]);
  await putRolePolicy(iam, 'job', [...JOB_STATEMENTS, allow('s3:PutObject', arn(THEIR_REPORTS, '*'))]);
}

const orderOf =
  (Bucket: string): NonNullable<Broken['order']> =>
  () => ({
    Report: {
      Enabled: true,
      Bucket: arn(Bucket),
      Format: 'Report_CSV_20180820',
      Prefix: 'reports',
      ReportScope: 'AllTasks',
    },
  });

export const RUN_SETUPS: readonly Broken[] = [
  {
    name: 'the role that was named for the destinations does not let the caller assume it',
    identity: { roleArn: 'arn:aws:iam::444455556666:role/reader' },
    checks: ['destination-identity'],
    found:
      /^destination-identity wrong: STS AssumeRole arn:aws:iam::444455556666:role\/reader: AccessDenied: .* cannot be used$/,
    patch: /aws sts assume-role --role-session-name try --role-arn arn:aws:iam::444455556666:role\/reader/,
  },
  {
    name: 'the report bucket belongs to another account, whose policy does not let the job role write',
    break: (stage) => theirReports(stage),
    handoff: () => ({ report: { bucket: THEIR_REPORTS, prefix: 'reports' } }),
    checks: ['job-role-permissions'],
    unsure: ['report-bucket'],
    found:
      /^job-role-permissions wrong: .* lacks s3:PutObject on .*: the policy of the bucket 'reports-of-other' does not allow it/,
    order: orderOf(THEIR_REPORTS),
    after: /report could not be written/,
  },
  {
    name: 'the source bucket belongs to another account',
    break: async ({ running }) => {
      const theirs = running.s3({ region: HOME, credentials: running.credentials(1) });
      await theirs.send(new S3.CreateBucketCommand({ Bucket: 'source-of-other' }));
      await putBucketPolicy(theirs, 'source-of-other', [
        { ...allow(['s3:Get*', 's3:List*'], arn('source-of-other')), Principal: { AWS: '111122223333' } },
      ]);
    },
    handoff: () => ({ source: { bucket: 'source-of-other', region: HOME, accountId: '111122223333' } }),
    checks: [
      'job-role-permissions',
      'replication-configuration',
      'replication-role-permissions',
      'source-owner',
      'versioning',
    ],
    silent: ['destination-bucket', 'destination-settings', 'rule-coverage', 'rule-priority'],
    found: /^source-owner wrong: the source bucket 'source-of-other' belongs to another account than 111122223333/,
  },
  {
    name: 'the report bucket belongs to another account, which lets the job role write',
    break: (stage) =>
      theirReports(stage, [{ ...allow('s3:PutObject', arn(THEIR_REPORTS, '*')), Principal: { AWS: JOB_ROLE } }]),
    handoff: () => ({ report: { bucket: THEIR_REPORTS, prefix: 'reports' } }),
    checks: [],
    unsure: ['report-bucket'],
    found:
      /^report-bucket could-not-check: report 'reports-of-other' in us-east-1 belongs to another account than 111122223333/,
  },
  {
    name: 'the report bucket is a directory bucket',
    handoff: () => ({ report: { bucket: 'reports--use1-az4--x-s3', prefix: '' } }),
    checks: ['bucket-kinds'],
    unsure: ['job-role-permissions', 'object-lock', 'report-bucket'],
    found: /^bucket-kinds wrong: the report bucket 'reports--use1-az4--x-s3' is a directory bucket/,
  },
  {
    name: 'the source is the alias of an access point',
    handoff: () => ({
      source: { bucket: 'logs-abcdefghijklmnopqrstuvwxyz1234-s3alias', region: HOME, accountId: '111122223333' },
    }),
    checks: ['bucket-kinds', 'source-bucket'],
    found: /^bucket-kinds wrong: the source bucket '\S+-s3alias' is the alias of an access point/,
  },
  {
    name: 'there are more prefixes than are looked under',
    objects: async (stage) => {
      for (let index = 0; index < 25; index += 1) await put(stage, `p${index}/a`);
    },
    handoff: () => ({ prefixes: Array.from({ length: 25 }, (_, index) => `p${index}/`) }),
    checks: [],
    found:
      /^source-objects could-not-check: objects were looked at under 20 of 25 prefixes; under the others, 'p\d+\/'/,
  },
  {
    name: 'the policies of the organization are not seen, since the caller may not simulate',
    caller: (stage) => userWith(stage, [allow(['s3:Get*', 's3:List*', 'iam:Get*', 'iam:List*', ...RUNNING], '*')]),
    checks: [],
    unsure: ['caller-permissions', 'organization'],
    found: /^organization could-not-check: service control policies and resource control policies /,
  },
  {
    name: 'the headers and the tags of objects may not be read, and the rule asks for a tag',
    objects: (stage) => put(stage, 'tagged', { Tagging: 'copy=yes' }),
    rules: (stage) => putRules(stage, rule({ Filter: { Tag: { Key: 'copy', Value: 'yes' } } })),
    caller: (stage) =>
      userWith(stage, [
        allow(['s3:GetBucket*', 's3:GetReplicationConfiguration', 's3:List*', ...RUNNING], '*'),
        allow(['iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy'], '*'),
      ]),
    checks: [],
    unsure: ['kms-opt-in', 'source-objects'],
    found: /^source-objects could-not-check: the rules ask for tags, and those of the objects could not be read/,
  },
  {
    name: 'the headers of objects may not be read',
    caller: (stage) =>
      userWith(stage, [
        allow(['s3:GetBucket*', 's3:GetReplicationConfiguration', 's3:List*', ...RUNNING], '*'),
        allow(['iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy'], '*'),
      ]),
    checks: [],
    unsure: ['kms-opt-in', 'source-objects'],
    found: /^kms-opt-in could-not-check: the headers of 1 object version could not be read/,
  },
  {
    name: 'the caller lacks s3:PutObject for the manifest that the run writes',
    handoff: () => MANIFEST,
    run: () => LATEST,
    caller: (stage) => userWith(stage, [allow([...READING, ...RUNNING], '*')]),
    checks: ['caller-permissions'],
    found:
      /^caller-permissions wrong: \S+:user\/limited lacks s3:PutObject on arn:aws:s3:::reports-of-stage\/lists\/\*/,
  },
  {
    name: 'the caller lacks s3:GetObject for the inventory that versions are counted by',
    run: () => ({ inventory: 's3://lists/stage/2026-01-31T01-00Z/manifest.json' }),
    caller: (stage) =>
      userWith(stage, [
        allow(['s3:GetBucket*', 's3:GetReplicationConfiguration', 's3:GetEncryptionConfiguration', 's3:List*'], '*'),
        allow(['s3:GetObjectVersion*', 's3:GetLifecycleConfiguration', 's3:GetJobTagging'], '*'),
        allow(['iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy', ...RUNNING], '*'),
      ]),
    checks: ['caller-permissions'],
    found: /^caller-permissions wrong: \S+:user\/limited lacks s3:GetObject on arn:aws:s3:::lists\/\*/,
  },
  {
    name: 'a policy of the replication role denies s3:GetObjectVersionAcl',
    break: async ({ iam }) => {
      const PolicyDocument = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ ...allow('s3:GetObjectVersionAcl', '*'), Effect: 'Deny' }],
      });
      await iam.send(new IAM.PutRolePolicyCommand({ RoleName: 'replication', PolicyName: 'no', PolicyDocument }));
    },
    checks: ['replication-role-permissions'],
    found:
      /^replication-role-permissions wrong: .* may not do s3:GetObjectVersionAcl on .*: one of its own policies denies it/,
    after: /^SrcGetAclNotPermitted$/,
  },
  {
    name: 'no rule covers the prefix',
    objects: (stage) => put(stage, 'other/a'),
    rules: (stage) => putRules(stage, rule({ Filter: { Prefix: 'folder/' } })),
    handoff: () => ({ prefixes: ['other/'] }),
    checks: ['rule-coverage'],
    found: /^rule-coverage wrong: prefix 'other\/': no rule covers it/,
    after: /no keys matching/,
  },
  {
    name: 'the job role may do everything but keep its report below the prefix',
    break: ({ iam }) =>
      putRolePolicy(iam, 'job', [
        ...without('s3:PutObject', JOB_STATEMENTS),
        allow('s3:PutObject', arn(REPORTS, 'elsewhere/*')),
      ]),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* lacks s3:PutObject on arn:aws:s3:::reports-of-stage\/reports\/\*/,
    after: /report could not be written/,
  },
];
