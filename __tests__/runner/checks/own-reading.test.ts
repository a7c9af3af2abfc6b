// The doctor where IAM may not be asked: it reads the policies itself, and says nothing that a job would prove wrong.
import * as IAM from '@aws-sdk/client-iam';
import { CreateJobCommand } from '@aws-sdk/client-s3-control';
import { afterAll, describe, expect, it } from '@jest/globals';
import { order, taskCodes } from '../../emulator/job-on-stage';
import { destroyKmsClients } from '../../emulator/kms/kms-client';
import { bugs } from '../../emulator/running';
import {
  ACCOUNT,
  allow,
  arn,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  setStage,
  SOURCE,
  strike,
  type Stage,
  type Statement,
  without,
} from '../../emulator/stage';
import { userWith } from './setups/broken';
import { findings } from './setups/examined';
import { putKeyed, putKeyedRule, setKeyPolicy } from './setups/keyed';

const TAGGING = 's3:GetObjectVersionTagging';
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/replication/s3-replication`;
const OF_ORGANIZATION = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } } };
const NOT_OF_ORGANIZATION = { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } } };

/** The source lets this principal read tags, which no policy of the role allows. */
async function tagsBySource({ s3, iam }: Stage, AWS: string, own: readonly Statement[] = []): Promise<void> {
  await putRolePolicy(iam, 'replication', [...without(TAGGING, REPLICATION_STATEMENTS), ...own]);
  await putBucketPolicy(s3, SOURCE, [{ ...allow(TAGGING, arn(SOURCE, '*')), Principal: { AWS } }]);
}

async function limit({ iam }: Stage, ...statements: readonly Statement[]): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const { Policy } = await iam.send(new IAM.CreatePolicyCommand({ PolicyName: 'limit', PolicyDocument }));
  const PermissionsBoundary = Policy?.Arn ?? '';
  await iam.send(new IAM.PutRolePermissionsBoundaryCommand({ RoleName: 'replication', PermissionsBoundary }));
}

const KEY_USE = { Effect: 'Allow', Action: ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'], Resource: '*' };

/** The replica key lets this principal in, and the role has no policy about it. */
async function keyedBy(stage: Stage, Principal: unknown, more: object = {}): Promise<void> {
  await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, allow('kms:Decrypt', '*')]);
  await setKeyPolicy(stage, [{ ...KEY_USE, Principal, ...more }]);
}

interface Example {
  readonly name: string;
  readonly keyed?: true;
  readonly given: (stage: Stage) => Promise<void>;
  /** What the doctor says of it. @default - nothing: all is well */
  readonly says?: readonly [check: string, answer: string];
  /** Codes of the tasks of the job. @default - none */
  readonly after?: readonly string[];
}

const WITHOUT_TAGGING = without(
  TAGGING,
  REPLICATION_STATEMENTS.map((one) => ({ ...one, Resource: '*' })),
);

const EXAMPLES: readonly Example[] = [
  {
    name: 'a boundary under a condition, and a bucket that lets the role in',
    given: async (stage) => {
      await tagsBySource(stage, REPLICATION_ROLE);
      await limit(stage, ...WITHOUT_TAGGING, { ...allow(TAGGING, '*'), ...OF_ORGANIZATION });
    },
    says: ['replication-role-permissions', 'could-not-check'],
    after: ['SrcGetTaggingNotPermitted'],
  },
  {
    name: 'a boundary that leaves it out, and a bucket that lets the role in',
    given: async (stage) => {
      await tagsBySource(stage, REPLICATION_ROLE);
      await limit(stage, ...WITHOUT_TAGGING);
    },
    says: ['replication-role-permissions', 'wrong'],
    after: ['SrcGetTaggingNotPermitted'],
  },
  {
    name: 'an own Deny under a condition, and a bucket that lets the role in',
    given: (stage) =>
      tagsBySource(stage, REPLICATION_ROLE, [{ ...allow(TAGGING, '*'), Effect: 'Deny', ...NOT_OF_ORGANIZATION }]),
    says: ['replication-role-permissions', 'could-not-check'],
    after: ['SrcGetTaggingNotPermitted'],
  },
  { name: 'a bucket that lets the session of the role in', given: (stage) => tagsBySource(stage, SESSION) },
  {
    name: 'a bucket that lets the session of the role in, which a boundary does not limit',
    given: async (stage) => {
      await tagsBySource(stage, SESSION);
      await limit(stage, ...WITHOUT_TAGGING);
    },
  },
  {
    name: 'a key that lets the session of the role in',
    keyed: true,
    given: (stage) => keyedBy(stage, { AWS: SESSION }),
  },
  {
    name: 'a key that lets another session of the role in',
    keyed: true,
    given: (stage) => keyedBy(stage, { AWS: `${SESSION}-2` }),
    says: ['kms-permissions', 'could-not-check'],
    after: ['DstPutObjectNotPermitted'],
  },
  {
    name: 'a key that lets everybody of an organization in',
    keyed: true,
    given: (stage) => keyedBy(stage, { AWS: '*' }, OF_ORGANIZATION),
    says: ['kms-permissions', 'could-not-check'],
    after: ['DstPutObjectNotPermitted'],
  },
];

/** What is not well, save what is said of every caller who may not simulate. */
async function said(stage: Stage, caller?: Parameters<typeof findings>[2]): Promise<readonly string[]> {
  const found = await findings(stage, {}, caller);
  const about = found.filter(({ check }) => check !== 'organization' && check !== 'caller-permissions');
  return [...new Set(about.map(({ check, answer }) => `${check} ${answer}`))];
}

describe('the doctor that reads policies itself, and the one that asks IAM', () => {
  afterAll(destroyKmsClients);

  it.each(EXAMPLES.map((one) => [one.name, one] as const))('%s', async (_name, { keyed, given, says, after = [] }) => {
    const stage = await setStage();
    try {
      await (keyed === undefined ? put(stage, 'plain') : putKeyed(stage));
      await (keyed === undefined ? putRules(stage) : putKeyedRule(stage));
      await given(stage);
      const reader = await userWith(stage, [
        allow(['s3:Get*', 's3:List*', 'iam:Get*', 'iam:List*', 's3:CreateJob', 's3:DescribeJob'], '*'),
        allow(['s3:PutJobTagging', 'iam:PassRole', 'kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:Decrypt'], '*'),
      ]);
      const expected = says === undefined ? [] : [says.join(' ')];
      expect(await said(stage, reader)).toEqual(expected);
      expect(await said(stage)).toEqual(expected);

      const { JobId = '' } = await stage.control.send(new CreateJobCommand(order()));
      await stage.running.emulator.idle();
      expect(await taskCodes(stage, JobId)).toEqual(after);
      expect(bugs(stage.running)).toEqual([]);
    } finally {
      await strike(stage);
    }
  });
});
