// Setups that work, each in another way.
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import type { Handoff } from '../../../../modules/handoff';
import {
  allow,
  arn,
  AWAY,
  createBucket,
  HOME,
  JOB_STATEMENTS,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  REPORTS,
  rule,
  SOURCE,
  type Stage,
  without,
} from '../../../emulator/stage';
import type { Broken } from './broken';
import { userWith } from './broken';
import { putByOther, switchAclsOn } from './object-setups';
import { replicateThere } from './other-account';

export interface Good extends Pick<Broken, 'name' | 'objects' | 'rules' | 'break' | 'caller' | 'run'> {
  readonly handoff?: Partial<Handoff>;
  /** `check: detail` of answers that say `ok`, because of what this setup is about. */
  readonly ok?: readonly RegExp[];
  /** The checks that say `could-not-check`, all of them. @default - none */
  readonly unsure?: readonly string[];
  /** Checks that have nothing to look at, those of KMS keys aside. @default - none */
  readonly silent?: readonly string[];
}

const prefixRule = (ID: string, Priority: number, Prefix: string, bucket = REPLICAS): S3.ReplicationRule =>
  rule({ ID, Priority, Filter: { Prefix }, Destination: { Bucket: arn(bucket) } });

async function secondDestination(stage: Stage): Promise<void> {
  await createBucket(stage.away, 'second-replicas', AWAY);
  await putRolePolicy(stage.iam, 'replication', [
    ...REPLICATION_STATEMENTS,
    allow(['s3:ReplicateObject', 's3:ReplicateTags'], arn('second-replicas', '*')),
  ]);
  await putRules(stage, rule(), prefixRule('second', 2, '', 'second-replicas'));
}

const deniesInsecure = (bucket: string): Parameters<typeof putBucketPolicy>[2] => [
  {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: arn(bucket, '*'),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
];

async function lockBoth({ s3, away }: Stage): Promise<void> {
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const };
  await s3.send(new S3.PutObjectLockConfigurationCommand({ Bucket: SOURCE, ObjectLockConfiguration }));
  await away.send(new S3.PutObjectLockConfigurationCommand({ Bucket: REPLICAS, ObjectLockConfiguration }));
}

/** A destination that objects were replicated to, and then another one. */
async function moveDestination(stage: Stage): Promise<void> {
  await putRules(stage);
  for (const key of ['f/1', 'f/2', 'f/3']) await put(stage, key);
  await stage.running.emulator.idle();
  await secondDestination(stage);
  await putRules(stage, prefixRule('second', 2, '', 'second-replicas'));
}

/** The source holds a replica of an object of a third bucket, which has no rule from the destination. */
async function putReplica(stage: Stage): Promise<void> {
  await createBucket(stage.s3, 'first', HOME);
  await putRolePolicy(stage.iam, 'replication', [allow('s3:*', '*')]);
  const Rules = [rule({ Destination: { Bucket: arn(SOURCE) } })];
  const ReplicationConfiguration = { Role: REPLICATION_ROLE, Rules };
  await stage.s3.send(new S3.PutBucketReplicationCommand({ Bucket: 'first', ReplicationConfiguration }));
  await stage.s3.send(new S3.PutObjectCommand({ Bucket: 'first', Key: 'came', Body: 'x' }));
  await stage.running.emulator.idle();
}

async function putLocked(stage: Stage): Promise<void> {
  await lockBoth(stage);
  await put(stage, 'plain');
}

export const GOOD: readonly Good[] = [
  { name: 'one rule for every key' },
  {
    name: 'a rule for a prefix, and that prefix',
    ok: [/^prefix: 'folder\/'$/, /^rule-coverage: prefix 'folder\/': rule 'folder' \(prefix 'folder\/'\)$/],
    objects: (stage) => put(stage, 'folder/a'),
    rules: (stage) => putRules(stage, prefixRule('folder', 1, 'folder/')),
    handoff: { prefixes: ['folder/'] },
  },
  {
    name: 'a rule for every key, a smaller prefix, and roles that may do that prefix only',
    objects: (stage) => put(stage, 'folder/a'),
    break: async ({ iam }) => {
      const narrow = (bucket: string): string => arn(bucket, 'folder/*');
      await putRolePolicy(iam, 'job', [
        ...without('s3:InitiateReplication', JOB_STATEMENTS),
        allow('s3:InitiateReplication', narrow(SOURCE)),
      ]);
      await putRolePolicy(iam, 'replication', [
        allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], arn(SOURCE)),
        allow(['s3:GetObjectVersion*'], narrow(SOURCE)),
        allow(['s3:Replicate*'], narrow(REPLICAS)),
      ]);
    },
    handoff: { prefixes: ['folder/'] },
  },
  {
    name: 'rules for two prefixes, of which one is empty yet',
    ok: [
      /^rule-coverage: every key: covered in part, by rule 'one' .*'two' .*; other keys are not replicated$/,
      /^replication-configuration: 2 rules, 2 enabled$/,
    ],
    objects: (stage) => put(stage, 'one/a'),
    rules: (stage) => putRules(stage, prefixRule('one', 1, 'one/'), prefixRule('two', 2, 'two/')),
  },
  {
    name: 'a rule for a tag that objects have',
    ok: [
      /^rule-coverage: every key: rule 'all' \(every key\); only objects tagged copy=yes$/,
      /^source-objects: 1 object version looked at; the run would take 1 of them$/,
    ],
    objects: (stage) => put(stage, 'tagged', { Tagging: 'copy=yes' }),
    rules: (stage) => putRules(stage, rule({ Filter: { Tag: { Key: 'copy', Value: 'yes' } } })),
  },
  {
    name: 'two destinations',
    ok: [
      /^destination-bucket: 'second-replicas' in eu-west-1$/,
      /^versioning: destination 'second-replicas': Enabled$/,
      /^destination-settings: 'second-replicas'$/,
    ],
    rules: secondDestination,
  },
  {
    name: 'a disabled rule beside an enabled one',
    ok: [/^replication-configuration: 2 rules, 1 enabled$/, /^rule-priority: 1 enabled$/],
    rules: (stage) => putRules(stage, rule(), { ...prefixRule('old', 2, ''), Status: 'Disabled' }),
  },
  {
    name: 'a hidden rule that is not different',
    ok: [
      /^rule-priority: the rule 'hidden' \(priority 1\) never applies: 'all' \(priority 9\) .*; nothing is different by it$/,
    ],
    rules: (stage) => putRules(stage, prefixRule('all', 9, ''), prefixRule('hidden', 1, 'plain')),
  },
  {
    name: 'delete markers, and a role that may replicate them',
    ok: [/^replication-role-permissions: replication role \S+: 8 permissions there$/],
    rules: (stage) => putRules(stage, rule({ DeleteMarkerReplication: { Status: 'Enabled' } })),
  },
  {
    name: 'no delete markers, and a role that may not replicate them',
    break: ({ iam }) => putRolePolicy(iam, 'replication', without('s3:ReplicateDelete', REPLICATION_STATEMENTS)),
  },
  {
    name: 'adopted roles with wildcards',
    break: async ({ iam }) => {
      await putRolePolicy(iam, 'replication', [allow('s3:*', '*')]);
      await putRolePolicy(iam, 'job', [allow(['s3:Get*', 's3:Put*', 's3:Initiate*'], 'arn:aws:s3:::*-of-stage*')]);
    },
  },
  {
    name: 'a role that reads versions without s3:GetObjectVersionForReplication, and nothing under SSE-KMS',
    break: ({ iam }) =>
      putRolePolicy(iam, 'replication', [
        ...without('s3:GetObjectVersionForReplication', REPLICATION_STATEMENTS),
        allow('s3:GetObjectVersion', arn(SOURCE, '*')),
      ]),
  },
  {
    name: 'a permission that the bucket policy gives, not the role',
    break: async ({ s3, iam }) => {
      await putRolePolicy(iam, 'replication', without('s3:GetObjectVersionTagging', REPLICATION_STATEMENTS));
      const statement = allow('s3:GetObjectVersionTagging', arn(SOURCE, '*'));
      await putBucketPolicy(s3, SOURCE, [{ ...statement, Principal: { AWS: REPLICATION_ROLE } }]);
    },
  },
  {
    name: 'a boundary that is wide enough',
    break: async ({ iam }) => {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow('s3:*', '*')] });
      const { Policy } = await iam.send(new IAM.CreatePolicyCommand({ PolicyName: 'limit', PolicyDocument }));
      const PermissionsBoundary = Policy?.Arn ?? '';
      await iam.send(new IAM.PutRolePermissionsBoundaryCommand({ RoleName: 'replication', PermissionsBoundary }));
    },
  },
  {
    name: 'bucket policies that deny what is not encrypted on its way',
    break: async ({ s3, away }) => {
      for (const bucket of [SOURCE, REPORTS]) await putBucketPolicy(s3, bucket, deniesInsecure(bucket));
      await putBucketPolicy(away, REPLICAS, deniesInsecure(REPLICAS));
    },
  },
  {
    name: 'Object Lock on both sides',
    ok: [
      /^object-lock: 'source-of-stage' and 'replicas-of-stage' have it$/,
      /^object-lock: report bucket 'reports-of-stage' retains nothing$/,
    ],
    objects: putLocked,
  },
  {
    name: 'a bucket of another account that lets the role in',
    ok: [/^destination-bucket: 'replicas-of-other' in eu-west-1$/],
    unsure: ['destination-settings'],
    rules: (stage) => replicateThere(stage),
  },
  {
    name: 'a caller who may do what a run needs, and reads policies',
    unsure: ['caller-permissions', 'organization'],
    caller: (stage) =>
      userWith(stage, [
        allow(['s3:Get*', 's3:List*', 'iam:Get*', 'iam:List*', 's3:CreateJob', 's3:DescribeJob'], '*'),
        allow(['s3:PutJobTagging', 'iam:PassRole'], '*'),
      ]),
  },
  {
    name: 'ACLs on both sides, a destination that blocks public ones, and no public object',
    ok: [
      /^ownership: 'source-of-stage': ObjectWriter, and the one version listed is its owner's$/,
      /^copied-acls: ACLs are on in 'source-of-stage' and in 'replicas-of-stage', .*none of 1 object version looked at has a public one$/,
    ],
    break: async ({ s3, away }) => {
      await switchAclsOn(s3, SOURCE);
      await switchAclsOn(away, REPLICAS);
    },
  },
  {
    name: 'ACLs on at the source alone',
    ok: [/^copied-acls: ACLs are off in 'replicas-of-stage'$/],
    break: ({ s3 }) => switchAclsOn(s3, SOURCE),
  },
  {
    name: 'an object of another account that leaves it to the owner of the bucket',
    ok: [
      /^ownership: 1 of 1 version listed in 'source-of-stage' belongs to other accounts; the ACLs of 1 looked at let/,
    ],
    objects: (stage) => putByOther(stage, 'bucket-owner-full-control'),
  },
  {
    name: 'a manifest that the run writes, and a job role that could generate none',
    ok: [
      /^manifest-encryption: 'reports-of-stage' encrypts with SSE-S3$/,
      /^report-bucket: manifest 'reports-of-stage' in us-east-1$/,
    ],
    break: ({ iam }) =>
      putRolePolicy(iam, 'job', [
        allow('s3:InitiateReplication', arn(SOURCE, '*')),
        allow(['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'], arn(REPORTS, '*')),
      ]),
    handoff: { manifest: { bucket: REPORTS, prefix: '' } },
    run: () => ({ selection: { latestOnly: true } }),
  },
  {
    name: 'a new destination for what is COMPLETED',
    ok: [/^source-objects: all 3 object versions looked at are COMPLETED: there may be nothing to do$/],
    unsure: ['replicas'],
    objects: moveDestination,
    rules: () => Promise.resolve(),
    run: () => ({ selection: { statuses: ['COMPLETED'] } }),
  },
  {
    name: 'a replica that goes on to a third bucket',
    ok: [/^replicas: 1 replica looked for$/],
    objects: putReplica,
    run: () => ({ selection: { statuses: ['REPLICA'] } }),
  },
  {
    name: 'an archived object beside one that is not',
    ok: [/^source-objects: 1 of 2 object versions listed are archived .*; the others are$/],
    break: (stage) => put(stage, 'cold', { StorageClass: 'GLACIER' }),
  },
];
