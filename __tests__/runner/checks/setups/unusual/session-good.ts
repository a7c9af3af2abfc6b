// Setups that work, beside those of session-setups.ts that do not: the same words, and another meaning.
import * as IAM from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import {
  ACCOUNT,
  allow,
  arn,
  AWAY,
  createBucket,
  HOME,
  JOB_STATEMENTS,
  put,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_STATEMENTS,
  REPORTS,
  rule,
  type Stage,
} from '../../../../emulator/stage';
import type { Credentials } from '../broken';
import type { Good } from '../good-setups';
import { keysOf, putKeyed, putKeyedRule } from '../keyed';
import { deniesIf, mayWrite, WRITING } from './replicating';
import { callerWith, noCustomerKeys, theirsSays } from './session-setups';
import { beside, denying, onlyIf, whole } from './written';

const PAST = '2020-01-01T00:00:00Z';
const revoked = denying('*', '*', onlyIf({ DateLessThan: { 'aws:TokenIssueTime': PAST } }));
/** Of a role that may do everything. */
async function session({ iam, running }: Stage): Promise<Credentials> {
  const trusting = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trusting] });
  await iam.send(new IAM.CreateRoleCommand({ RoleName: 'pipeline', AssumeRolePolicyDocument }));
  await putRolePolicy(iam, 'pipeline', [allow('*', '*')]);
  const sts = new STSClient({
    endpoint: running.emulator.endpoint,
    region: HOME,
    credentials: running.credentials(0),
    maxAttempts: 1,
  });
  const asked = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/pipeline`, RoleSessionName: 'build' };
  const { Credentials: given } = await sts.send(new AssumeRoleCommand(asked));
  sts.destroy();
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
}

export const SESSION_GOOD: readonly Good[] = [
  {
    name: 'sessions of both roles that were revoked long ago',
    break: async (stage) => {
      await beside('replication', revoked)(stage);
      await beside('job', revoked)(stage);
    },
  },
  {
    name: 'a bucket of another account that asks for whom a service works, if one says so',
    rules: theirsSays(onlyIf({ StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } })),
  },
  {
    name: 'a bucket of another account that lets in roles of a name',
    rules: theirsSays({
      Principal: '*',
      ...onlyIf({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/repl*` } }),
    }),
  },
  {
    name: 'a destination that denies who is federated',
    break: deniesIf({ Null: { 'aws:FederatedProvider': 'false' } }),
  },
  {
    name: 'a destination that denies any of some VPC endpoints',
    break: deniesIf({ 'ForAnyValue:StringNotEquals': { 'aws:SourceVpce': 'vpce-1' } }),
  },
  {
    name: 'a destination that spares roles by a star',
    break: deniesIf({ ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*` } }),
  },
  { name: 'a destination that denies keys of customers, and none of them', break: noCustomerKeys },
  {
    name: 'a role that may do everything but with one bucket, which is another one',
    break: mayWrite({ Effect: 'Allow', Action: 's3:*', NotResource: whole('finance') }),
  },
  {
    name: 'a role that may write keys of one ending, and all objects have it',
    objects: async (stage) => {
      await put(stage, 'a.csv');
      await put(stage, 'b.csv');
    },
    break: mayWrite(allow(WRITING, arn(REPLICAS, '*.csv'))),
    unsure: ['replication-role-permissions'],
  },
  {
    name: 'a job role that may write reports of jobs, and nothing else',
    break: ({ iam }) =>
      putRolePolicy(iam, 'job', [...JOB_STATEMENTS.slice(0, 2), allow('s3:PutObject', arn(REPORTS, 'reports/job-*'))]),
  },
  {
    name: 'a role that may use symmetric keys',
    objects: (stage) => putKeyed(stage),
    rules: putKeyedRule,
    break: (stage) =>
      putRolePolicy(stage.iam, 'replication', [
        ...REPLICATION_STATEMENTS,
        allow('kms:Decrypt', keysOf(stage).source),
        {
          ...allow(['kms:Encrypt', 'kms:GenerateDataKey'], '*'),
          ...onlyIf({ StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT', 'kms:KeyOrigin': 'AWS_KMS' } }),
        },
      ]),
  },
  {
    name: "objects under the account's own key for S3, and a role that may use no such key",
    objects: async (stage) => {
      await putKeyed(stage);
      await put(stage, 'managed', { ServerSideEncryption: 'aws:kms' });
    },
    rules: putKeyedRule,
  },
  {
    name: 'a destination with dots in its name',
    rules: async (stage) => {
      await createBucket(stage.away, 'replicas.example.com', AWAY);
      const more = allow(WRITING, arn('replicas.example.com', '*'));
      await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, more]);
      await putRules(stage, rule({ Destination: { Bucket: arn('replicas.example.com') } }));
    },
  },
  {
    name: 'a caller who is denied what comes in a session without a second factor, and has keys of none',
    caller: callerWith(allow('*', '*'), {
      ...denying('s3:CreateJob', '*'),
      ...onlyIf({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
    }),
  },
  {
    name: 'a caller whose keys are of a session',
    caller: session,
    ok: [
      /^caller-permissions: arn:aws:iam::111122223333:role\/pipeline; a policy that its session was begun with limits it further, and is shown to nobody$/,
    ],
  },
];
