// Who asks is a session that S3 has begun, of a role that may be another one than it was; and what it writes, it writes in one way alone.
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import {
  ACCOUNT,
  allow,
  arn,
  AWAY,
  JOB_STATEMENTS,
  OTHER_ACCOUNT,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_ROLE,
  REPORTS,
  rule,
  SOURCE,
  type Stage,
  type Statement,
  trustOf,
} from '../../../../emulator/stage';
import { userWith, type Broken } from '../broken';
import { keyedRule, keysOf, putKeyed, setKeyPolicy } from '../keyed';
import { replicateThere, THEIRS } from '../other-account';
import { deniedThere, KEY_USE, KEYED, mayWrite, REPLICATING, UNWRITTEN, usesIf, WRITING } from './replicating';
import { beside, bounded, bucketSays, denying, onlyIf, REPLICATION } from './written';

export const LATER = '2099-01-01T00:00:00Z';

/** A bucket of the other account that shows itself, and in which this stands about writing. */
export const theirsSays =
  (more: object): NonNullable<Broken['rules']> =>
  async (stage) => {
    await replicateThere(stage, []);
    const theirs = stage.running.s3({ region: AWAY, credentials: stage.running.credentials(1) });
    const seen = ['s3:GetBucketPolicy', 's3:GetBucketVersioning', 's3:ListBucket', 's3:GetBucketRequestPayment'];
    await putBucketPolicy(theirs, THEIRS, [
      { ...allow(seen, arn(THEIRS)), Principal: { AWS: ACCOUNT } },
      { ...allow(WRITING, arn(THEIRS, '*')), Principal: { AWS: REPLICATION_ROLE }, ...more },
    ]);
    await putRules(stage, rule({ Destination: { Bucket: arn(THEIRS), Account: OTHER_ACCOUNT } }));
  };

export const putByCustomer = (stage: Stage): Promise<unknown> =>
  put(stage, 'own', { SSECustomerAlgorithm: 'AES256', SSECustomerKey: Buffer.alloc(32, 1).toString('base64') });

const CUSTOMER_ALGORITHM = 's3:x-amz-server-side-encryption-customer-algorithm';
export const noCustomerKeys = bucketSays(
  REPLICAS,
  denying('s3:ReplicateObject', arn(REPLICAS, '*'), onlyIf({ Null: { [CUSTOMER_ALGORITHM]: 'false' } })),
);

/** The replication role is deleted, and made again as it was. */
async function makeAnew({ iam }: Stage): Promise<void> {
  const own = { RoleName: 'replication', PolicyName: 'own' };
  const { PolicyDocument = '' } = await iam.send(new IAM.GetRolePolicyCommand(own));
  await iam.send(new IAM.DeleteRolePolicyCommand(own));
  await iam.send(new IAM.DeleteRoleCommand({ RoleName: 'replication' }));
  const AssumeRolePolicyDocument = trustOf(REPLICATION);
  await iam.send(new IAM.CreateRoleCommand({ RoleName: 'replication', AssumeRolePolicyDocument }));
  await iam.send(new IAM.PutRolePolicyCommand({ ...own, PolicyDocument: decodeURIComponent(PolicyDocument) }));
}

const OF_SESSIONS: readonly Broken[] = [
  {
    name: 'the bucket of another account asks for whom a service works, of a role',
    rules: theirsSays(onlyIf({ ArnLike: { 'aws:SourceArn': arn(SOURCE) } })),
    checks: [REPLICATING],
    found:
      /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on .*'replicas-of-other' does not allow it/,
    after: UNWRITTEN,
  },
  {
    name: 'the bucket of another account asks for an organization, which nobody sees',
    rules: theirsSays({ Principal: '*', ...onlyIf({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }) }),
    checks: [],
    found: /^replication-role-permissions could-not-check: .* a condition asks for aws:PrincipalOrgID/,
    after: UNWRITTEN,
  },
  {
    name: 'the policy of the report bucket denies all but a service, and a role writes',
    break: bucketSays(
      REPORTS,
      denying(
        's3:PutObject',
        arn(REPORTS, '*'),
        onlyIf({ StringNotEquals: { 'aws:PrincipalServiceName': 'batchoperations.s3.amazonaws.com' } }),
      ),
    ),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* may not do s3:PutObject on .*'reports-of-stage' denies it/,
    after: /report could not be written/,
  },
  {
    name: 'sessions of the replication role are revoked until a day that is far away',
    break: beside('replication', denying('*', '*', onlyIf({ DateLessThan: { 'aws:TokenIssueTime': LATER } }))),
    checks: [REPLICATING],
    found:
      /^replication-role-permissions wrong: .* may not do .*s3:ReplicateObject.* one of its own policies denies it/,
    after: /^AccessDenied$/,
  },
  deniedThere('the policy of the destination denies all who come from no identity that is named', {
    StringNotLike: { 'aws:SourceIdentity': 'ops-*' },
  }),
  deniedThere('the policy of the destination denies each of no VPC endpoints', {
    'ForAllValues:StringNotEquals': { 'aws:SourceVpce': 'vpce-1' },
  }),
  deniedThere('the policy of the destination spares roles by a star that is none', {
    StringNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*` },
  }),
];

const MADE_ANEW: readonly Broken[] = [
  {
    name: 'the replication role was made anew, and the bucket of another account names the one of before',
    rules: theirsSays({}),
    break: makeAnew,
    checks: [REPLICATING],
    found:
      /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on .*'replicas-of-other' does not allow it: its statement 2 names AROA\w+, which is a role or user that was deleted; one of the same name/,
    fix: /^name the role in the policy of the bucket 'replicas-of-other' again: this instead of that statement/,
    patch: /"Principal": \{\s*"AWS": "arn:aws:iam::111122223333:role\/replication"\s*\}/,
    after: UNWRITTEN,
  },
  {
    name: 'the replication role was made anew, and the policy of the replica key names the one of before',
    ...KEYED,
    break: async (stage) => {
      await setKeyPolicy(stage, [KEY_USE]);
      await makeAnew(stage);
    },
    checks: ['kms-permissions'],
    found:
      /^kms-permissions wrong: .* lacks kms:Encrypt on \S+: the policy of the key \S+ does not allow it: its statement 2 names AROA/,
    after: UNWRITTEN,
  },
];

const OF_WHAT_IS_WRITTEN: readonly Broken[] = [
  {
    name: 'the destination blocks what is under keys of customers',
    objects: putByCustomer,
    break: ({ away }) => {
      const Rule = {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const },
        BlockedEncryptionTypes: { EncryptionType: ['SSE-C' as const] },
      };
      const ServerSideEncryptionConfiguration = { Rules: [Rule] };
      return away.send(new S3.PutBucketEncryptionCommand({ Bucket: REPLICAS, ServerSideEncryptionConfiguration }));
    },
    checks: ['destination-settings'],
    unsure: ['kms-opt-in', 'source-objects'],
    found:
      /^destination-settings wrong: 1 object version looked at, 'own' for example, is under a customer's key \(SSE-C\), and .*'replicas-of-stage' blocks such/,
    patch:
      /^aws s3api put-bucket-encryption --bucket replicas-of-stage --region eu-west-1 .*"BlockedEncryptionTypes":\{"EncryptionType":\["NONE"\]\}/,
    after: UNWRITTEN,
  },
  {
    name: 'the policy of the destination denies what is under keys of customers',
    objects: putByCustomer,
    break: noCustomerKeys,
    checks: [REPLICATING],
    unsure: ['kms-opt-in', 'source-objects'],
    found: /^replication-role-permissions wrong: .* may not do s3:ReplicateObject on .*'replicas-of-stage' denies it/,
    after: UNWRITTEN,
  },
  deniedThere(
    'the policy of the destination demands SSE-KMS, and objects are under DSSE',
    { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
    (stage) => putKeyed(stage, { ServerSideEncryption: 'aws:kms:dsse' }),
  ),
  {
    name: 'the role may write keys of one ending, and one object has another',
    objects: async (stage) => {
      await put(stage, 'a.csv');
      await put(stage, 'b.json');
    },
    break: mayWrite(allow(WRITING, arn(REPLICAS, '*.csv'))),
    checks: [REPLICATING],
    found: /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on \S+replicas-of-stage\/\*: none of its/,
    after: UNWRITTEN,
  },
  {
    name: 'the job role may write the rows of its report, and not the manifest of it',
    break: ({ iam }) =>
      putRolePolicy(iam, 'job', [...JOB_STATEMENTS.slice(0, 2), allow('s3:PutObject', arn(REPORTS, 'reports/*.csv'))]),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* lacks s3:PutObject on arn:aws:s3:::reports-of-stage\/reports\/\*: none/,
    after: /report could not be written/,
  },
  {
    name: 'the boundary of the replication role leaves keys out',
    ...KEYED,
    break: bounded('replication', allow('s3:*', '*')),
    checks: ['kms-permissions'],
    found: /^kms-permissions wrong: .* lacks kms:Decrypt on .*: its permissions boundary does not allow it/,
    after: /^SrcGetObjectNotPermitted$/,
  },
  usesIf('the role may use keys of several Regions, and the key is of one', { Bool: { 'kms:MultiRegion': 'true' } }),
  usesIf('the role may use a key by an alias, and the rule names the key', {
    StringEquals: { 'kms:RequestAlias': 'alias/replicas' },
  }),
  {
    ...usesIf('the policy of the replica key has a star that is none', {}),
    break: (stage) =>
      setKeyPolicy(stage, [
        { ...KEY_USE, ...onlyIf({ StringEquals: { 'kms:EncryptionContext:aws:s3:arn': arn(REPLICAS, '*') } }) },
      ]),
    found: /^kms-permissions wrong: .* lacks kms:Encrypt on \S+: the policy of the key \S+ does not allow it/,
  },
  {
    name: 'a rule that never applies names a key of another Region',
    objects: (stage) => putKeyed(stage),
    rules: (stage) => {
      const EncryptionConfiguration = { ReplicaKmsKeyID: keysOf(stage).source };
      const Destination = { Bucket: arn(REPLICAS), EncryptionConfiguration };
      return putRules(
        stage,
        keyedRule(stage, { ID: 'hidden', Priority: 1, Destination }),
        keyedRule(stage, { ID: 'first', Priority: 5 }),
      );
    },
    checks: ['rule-priority'],
    found: /^rule-priority wrong: the rule 'hidden' \(priority 1\) never applies: 'first'/,
  },
  {
    name: 'all that is there are replicas, which rules take no further',
    objects: async (stage) => {
      await putRolePolicy(stage.iam, 'replication', [allow('s3:*', '*')]);
      const Rules = [rule({ Destination: { Bucket: arn(SOURCE) } })];
      const ReplicationConfiguration = { Role: REPLICATION_ROLE, Rules };
      const third = { Bucket: 'third-of-stage' };
      await stage.s3.send(new S3.CreateBucketCommand(third));
      const VersioningConfiguration = { Status: 'Enabled' as const };
      await stage.s3.send(new S3.PutBucketVersioningCommand({ ...third, VersioningConfiguration }));
      await stage.s3.send(new S3.PutBucketReplicationCommand({ ...third, ReplicationConfiguration }));
      await stage.s3.send(new S3.PutObjectCommand({ ...third, Key: 'came', Body: 'x' }));
      await stage.running.emulator.idle();
    },
    checks: [],
    found:
      /^replicas could-not-check: 1 version of what was looked at is REPLICA and not in 'replicas-of-stage', 'came' for example: rules do not replicate replicas/,
    patch: /^s3-backfill run --replication-status REPLICA$/,
  },
];

const READING = ['s3:Get*', 's3:List*', 'iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy'];
const OTHERS = ['s3:DescribeJob', 's3:PutJobTagging', 'iam:PassRole'];
const NO_SECOND_FACTOR =
  /^caller-permissions wrong: \S+:user\/limited may do s3:CreateJob on \* only with a second factor \(aws:MultiFactorAuthPresent\)/;
export const callerWith =
  (...statements: readonly object[]): NonNullable<Broken['caller']> =>
  (stage) =>
    userWith(stage, statements as readonly Statement[]);

const OF_CALLERS: readonly Broken[] = [
  {
    name: 'the caller has keys of no session, and is denied what comes without a second factor',
    caller: callerWith(allow('*', '*'), {
      ...denying('s3:CreateJob', '*'),
      ...onlyIf({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
    }),
    checks: ['caller-permissions'],
    found: NO_SECOND_FACTOR,
    patch: /aws sts get-session-token --serial-number arn:aws:iam::111122223333:mfa\/limited/,
  },
  {
    name: 'the caller has keys of no session, and may create jobs with a second factor',
    caller: callerWith(allow([...READING, ...OTHERS], '*'), {
      ...allow('s3:CreateJob', '*'),
      ...onlyIf({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    }),
    checks: ['caller-permissions'],
    found: NO_SECOND_FACTOR,
  },
];

export const SESSION_SETUPS: readonly Broken[] = [...OF_SESSIONS, ...MADE_ANEW, ...OF_WHAT_IS_WRITTEN, ...OF_CALLERS];
