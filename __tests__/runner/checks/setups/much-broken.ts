// Setups in which several things are wrong at once, so that what mends one has to fit with what mends the others.
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import {
  allow,
  arn,
  AWAY,
  createBucket,
  JOB_ROLE,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  REPORTS,
  rule,
  SOURCE,
  type Stage,
  trustOf,
} from '../../../emulator/stage';
import type { Broken } from './broken';
import { keyedRule, putKeyed, putKeyedRule, setKeyPolicy } from './keyed';
import { replicateThere } from './other-account';

export type MuchBroken = Pick<
  Broken,
  'name' | 'options' | 'objects' | 'rules' | 'break' | 'handoff' | 'caller' | 'run'
> & {
  /** The findings that are wrong, by their checks, with how many. */
  readonly wrong: Readonly<Record<string, number>>;
  /** Inline policies of roles in all patches. */
  readonly rolePolicies: number;
};

const LONG = 'x'.repeat(130);
const TWINS = ['replicas.of.two', 'replicas-of-two'] as const;

async function twoDestinations({ away, iam }: Stage): Promise<void> {
  for (const bucket of TWINS) await createBucket(away, bucket, AWAY);
  const own = allow(
    ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
    TWINS.map((one) => arn(one, '*')),
  );
  await putRolePolicy(iam, 'replication', [...REPLICATION_STATEMENTS, own]);
}

const twoRules = (stage: Stage): Promise<void> =>
  putRules(
    stage,
    ...TWINS.map((bucket, index) =>
      rule({
        ID: `to ${index}`,
        Priority: index + 1,
        Destination: { Bucket: arn(bucket), StorageClass: 'STANDARD_IA' },
      }),
    ),
  );

const noPolicy = ({ iam }: Stage, RoleName = 'replication'): Promise<unknown> =>
  iam.send(new IAM.DeleteRolePolicyCommand({ RoleName, PolicyName: 'own' }));

export const MUCH_BROKEN: readonly MuchBroken[] = [
  {
    name: 'the replication role has no policy',
    break: (stage) => noPolicy(stage),
    wrong: { 'replication-role-permissions': 1 },
    rolePolicies: 1,
  },
  {
    name: 'neither role has a policy',
    break: async (stage) => {
      await noPolicy(stage);
      await noPolicy(stage, 'job');
    },
    handoff: () => ({ manifest: { bucket: REPORTS, prefix: 'lists' } }),
    wrong: { 'job-role-permissions': 1, 'replication-role-permissions': 1 },
    rolePolicies: 2,
  },
  {
    name: 'the replication role has no policy, and objects are under SSE-KMS',
    objects: putKeyed,
    rules: putKeyedRule,
    break: (stage) => noPolicy(stage),
    wrong: { 'kms-permissions': 1, 'replication-role-permissions': 1 },
    // What may be needed with the keys is folded into what is.
    rolePolicies: 1,
  },
  {
    name: 'one role for both services has no policy and is trusted by neither',
    break: async (stage) => {
      const trust = { RoleName: 'replication', PolicyDocument: trustOf('ec2.amazonaws.com') };
      await stage.iam.send(new IAM.UpdateAssumeRolePolicyCommand(trust));
      await noPolicy(stage);
    },
    handoff: () => ({ roles: { batchJobArn: REPLICATION_ROLE, replicationArn: REPLICATION_ROLE } }),
    wrong: {
      'job-role': 1,
      'job-role-permissions': 1,
      'replication-role': 1,
      'replication-role-permissions': 1,
    },
    rolePolicies: 1,
  },
  {
    name: 'one role for both services is not there',
    break: async (stage) => {
      await noPolicy(stage);
      await stage.iam.send(new IAM.DeleteRoleCommand({ RoleName: 'replication' }));
    },
    handoff: () => ({ roles: { batchJobArn: REPLICATION_ROLE, replicationArn: REPLICATION_ROLE } }),
    wrong: { 'job-role': 1, 'replication-role': 1 },
    rolePolicies: 1,
  },
  {
    name: 'the role has an inline policy of the name that a patch had before, with other content',
    break: async ({ iam }) => {
      await putRolePolicy(iam, 'replication', REPLICATION_STATEMENTS.slice(0, 1));
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: REPLICATION_STATEMENTS.slice(1, 2) });
      await iam.send(
        new IAM.PutRolePolicyCommand({ RoleName: 'replication', PolicyName: 's3-backfill-keys', PolicyDocument }),
      );
    },
    wrong: { 'replication-role-permissions': 1 },
    rolePolicies: 1,
  },
  {
    name: 'a role lacks the same for prefixes that differ after 130 characters, and by case alone',
    objects: async (stage) => {
      for (const prefix of [`${LONG}a/`, `${LONG}b/`, 'logs/', 'LOGS/']) await put(stage, `${prefix}1`);
    },
    break: (stage) => noPolicy(stage),
    handoff: () => ({ prefixes: [`${LONG}a/`, `${LONG}b/`, 'logs/', 'LOGS/'] }),
    wrong: { 'replication-role-permissions': 1 },
    rolePolicies: 1,
  },
  {
    name: 'two destinations whose names differ by a dot alone have no versioning',
    objects: async (stage) => {
      await twoDestinations(stage);
      await put(stage, 'plain');
    },
    rules: twoRules,
    break: async ({ away }) => {
      for (const Bucket of TWINS)
        await away.send(
          new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }),
        );
    },
    wrong: { versioning: 2 },
    rolePolicies: 0,
  },
  {
    name: 'two rules to two destinations do not ask for objects under SSE-KMS',
    objects: async (stage) => {
      await putKeyed(stage);
      await twoDestinations(stage);
    },
    rules: twoRules,
    wrong: { 'kms-opt-in': 1 },
    rolePolicies: 1,
  },
  {
    name: 'reports and manifest have one bucket, which is not there',
    handoff: () => ({
      report: { bucket: 'not-there-yet', prefix: 'reports' },
      manifest: { bucket: 'not-there-yet', prefix: '' },
    }),
    wrong: { 'report-bucket': 2 },
    rolePolicies: 0,
  },
  {
    name: 'one statement of the source denies both roles',
    break: ({ s3 }) =>
      putBucketPolicy(s3, SOURCE, [
        { ...allow('s3:ListBucket', arn(SOURCE)), Principal: { AWS: JOB_ROLE } },
        {
          ...allow('s3:GetReplicationConfiguration', arn(SOURCE)),
          Effect: 'Deny',
          Principal: '*',
          Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } },
        },
      ]),
    wrong: { 'job-role-permissions': 1, 'replication-role-permissions': 1 },
    rolePolicies: 0,
  },
  {
    name: 'the bucket of another account lets nobody in, and the role has no policy',
    rules: (stage) => replicateThere(stage, []),
    break: (stage) => noPolicy(stage),
    // Its own policies, and those of the bucket.
    wrong: { 'replication-role-permissions': 2 },
    rolePolicies: 1,
  },
  {
    name: 'neither the replica key nor the role has a policy about it',
    objects: putKeyed,
    rules: putKeyedRule,
    break: async (stage) => {
      await putRolePolicy(stage.iam, 'replication', REPLICATION_STATEMENTS);
      await setKeyPolicy(stage, []);
    },
    wrong: { 'kms-permissions': 2 },
    rolePolicies: 1,
  },
  {
    name: 'a rule is hidden, asks for a tag and names an account that is not the one of its bucket',
    objects: putKeyed,
    rules: (stage) =>
      putRules(
        stage,
        rule({ ID: 'first', Priority: 9, Destination: { Bucket: arn('replicas-of-stage'), Account: '444455556666' } }),
        keyedRule(stage, { ID: 'second', Priority: 1 }),
      ),
    wrong: { 'destination-settings': 1, 'kms-opt-in': 1, 'rule-priority': 1 },
    rolePolicies: 1,
  },
];
