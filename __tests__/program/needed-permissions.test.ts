// What the role of a pipeline may do is needed, all of it: without an action something is denied that was not before, or the run is refused, on the
// built program and an emulator that asks IAM for each request. That all of it is enough, other tests hold.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  PutBucketReplicationCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { PIPELINE_PERMISSIONS, type PipelineVerb } from '../../modules/policies/pipeline-permissions';
import { CALLER_PERMISSIONS } from '../../runner/policy/caller/caller-permissions';
import { createKey, destroyKmsClients, kmsClient } from '../emulator/kms/kms-client';
import { builtProgram } from './built';
import { JOB_POLICY, REPLICATION_POLICY, type Program } from './setup';

const built = builtProgram();
const HERE = ['--outputs', 'outputs.json'];
const ROLE = 'arn:aws:iam::111122223333:role/pipeline';
const ROOT = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };
const BUCKETS: Readonly<Record<string, string>> = {
  source: 'src',
  destination: 'dst',
  report: 'reports',
  manifest: 'lists',
};

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}
interface Policy {
  readonly Statement: readonly Statement[];
}

/** `action on place` as the table of the construct has it; what S3 asks for beside is cut by its own row. */
type Row = `${string} on ${string}`;

interface Trial {
  readonly verb: PipelineVerb;
  readonly words?: readonly string[];
  /** What is not granted from the beginning, so that the rest is asked for. */
  readonly lacking?: readonly Row[];
  /** Each of these is denied then. */
  readonly cut: readonly Row[];
  /** Whether the checks before a run name them, and nothing is sent. @default false */
  readonly isRefused?: true;
}

const on = (place: string, ...actions: readonly string[]): readonly Row[] =>
  actions.map((action): Row => `${action} on ${place}`);
/** What live replication has copied already. */
const AGAIN = ['--replication-status', 'COMPLETED', '--always-create'];
const SIMULATION = on('both roles', 'iam:SimulatePrincipalPolicy');
const [READS, LOCK, ENCRYPTION] = [
  's3:GetBucketPolicy',
  's3:GetBucketObjectLockConfiguration',
  's3:GetEncryptionConfiguration',
];
const OF_BOTH = [READS, LOCK, 's3:GetBucketVersioning', 's3:GetLifecycleConfiguration'];

const TRIALS: readonly Trial[] = [
  {
    verb: 'plan',
    words: ['--match', 'folder'],
    cut: [
      ...on('every job of the account', 's3:ListJobs'),
      ...on('source bucket', ...OF_BOTH),
      ...on('source objects', 's3:GetObjectVersionTagging'),
      ...on('destination bucket', ...OF_BOTH.filter((one) => one !== LOCK), ENCRYPTION, 's3:GetBucketRequestPayment'),
      ...on('report bucket', READS, LOCK),
      ...on('manifest bucket', READS, ENCRYPTION),
    ],
  },
  {
    verb: 'plan',
    words: ['--match', 'folder'],
    cut: ['source', 'destination', 'report', 'manifest'].flatMap((one) => on(`${one} bucket`, 's3:ListBucket')),
  },
  { verb: 'plan', cut: [...on('source objects', 's3:GetObjectVersion'), ...on('source bucket', ENCRYPTION)] },
  { verb: 'plan', cut: on('source bucket', 's3:ListBucketVersions') },
  { verb: 'plan', cut: on('source bucket', 's3:GetReplicationConfiguration') },
  { verb: 'plan', cut: [...SIMULATION, ...on('destination bucket', LOCK)] },
  { verb: 'plan', cut: [...on('both roles', 'iam:GetRole'), ...on('job role', 'iam:GetRole')] },
  { verb: 'run', cut: on('pipeline role', 'iam:GetRole') },
  { verb: 'run', cut: on('pipeline role', 'iam:SimulatePrincipalPolicy') },
  { verb: 'plan', lacking: SIMULATION, cut: on('both roles', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies') },
  {
    verb: 'plan',
    lacking: SIMULATION,
    cut: [...on('both roles', 'iam:GetRolePolicy'), ...on('managed policies', 'iam:GetPolicy')],
  },
  { verb: 'plan', lacking: SIMULATION, cut: on('managed policies', 'iam:GetPolicyVersion') },
  { verb: 'plan', cut: on('keys', 'kms:DescribeKey') },
  { verb: 'plan', cut: on('keys', 'kms:GetKeyPolicy', 'kms:ListGrants') },
  {
    verb: 'run',
    words: ['--match', 'folder'],
    cut: [
      ...on('every job of the account', 's3:CreateJob'),
      ...on('job role', 'iam:PassRole'),
      ...on('jobs', 's3:PutJobTagging', 's3:DescribeJob'),
      ...on('manifest objects', 's3:GetObject', 's3:PutObject'),
    ],
    isRefused: true,
  },
  { verb: 'run', words: ['--key', 'folder/a'], cut: on('source objects', 's3:GetObject') },
  {
    verb: 'run',
    words: AGAIN,
    cut: [...on('jobs', 's3:GetJobTagging'), ...on('destination objects', 's3:GetObjectVersion')],
  },
  { verb: 'run', words: AGAIN, cut: on('report objects', 's3:GetObject') },
  { verb: 'verify', cut: on('destination objects', 's3:GetObjectVersionTagging') },
  { verb: 'verify', cut: on('destination bucket', 's3:ListBucketVersions') },
];

const sidOf = (place: string): string => place.replace(/(?:^|\s)([a-z])/g, (_, letter: string) => letter.toUpperCase());
/** The policy of the runner says of several destinations, and of whoever calls it, what the construct says of one role and its buckets. */
const SIDS: Readonly<Record<string, string>> = {
  'destination bucket': 'DestinationBuckets',
  'pipeline role': 'CallerItself',
};
const PLACES: Readonly<Record<string, string>> = {
  'destination bucket': 'destination buckets',
  'pipeline role': 'caller itself',
};

function without({ Statement, ...rest }: Policy, rows: readonly Row[]): Policy {
  let found = 0;
  const left = Statement.flatMap((statement): readonly Statement[] => {
    const actions = [statement.Action].flat();
    const Action = actions.filter(
      (action) =>
        !rows.some((row) => {
          const [cut = '', place = ''] = row.split(' on ');
          return cut === action && (SIDS[place] ?? sidOf(place)) === statement.Sid;
        }),
    );
    found += actions.length - Action.length;
    return Action.length === 0 ? [] : [{ ...statement, Action }];
  });
  // A cut that takes nothing away shows nothing.
  expect(found).toBe(rows.length);
  return { ...rest, Statement: left };
}

/** Whether what was denied is what the row is needed for. */
function isOf(row: Row, denied: string): boolean {
  const [action = '', place = ''] = row.split(' on ');
  const [operation = '', target = ''] = denied.replace(/^[^:]+:/, '').split(' ');
  const told = CALLER_PERMISSIONS.filter((one) => one.action === action && one.on === (PLACES[place] ?? place));
  const bucket = action.startsWith('s3:') ? BUCKETS[place.split(' ')[0] ?? ''] : undefined;
  return (
    told.some(({ calls }) => calls.includes(operation)) && (bucket === undefined || target.startsWith(`/${bucket}/`))
  );
}

const NO_POLICY: Policy = { Statement: [] };
let program: Program;
let env: Readonly<Record<string, string>>;
let puts = 0;

const LOCKS = { Effect: 'Allow', Action: ['s3:GetObjectRetention', 's3:GetObjectLegalHold'], Resource: '*' };

async function ofRole({ iam }: Program, RoleName: string, policy: string, ...more: readonly object[]): Promise<void> {
  const { Statement } = JSON.parse(policy) as { Statement: readonly object[] };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [...Statement, ...more] });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }));
}

/** Something of everything: tags, keys, Object Lock, a managed policy, a bucket of its own for manifests. */
async function everything({ folder, iam, running, s3 }: Program): Promise<void> {
  const outputs = path.join(folder, 'outputs.json');
  const handoff = readFileSync(outputs, 'utf8');
  writeFileSync(outputs, handoff.replace('"manifest":{"bucket":"reports"', '"manifest":{"bucket":"lists"'));
  await s3.send(new CreateBucketCommand({ Bucket: 'lists' }));
  const ReplicaKmsKeyID = await createKey(kmsClient(running), {});
  destroyKmsClients();
  for (const Bucket of ['src', 'dst'])
    await s3.send(
      new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }),
    );
  await s3.send(
    new PutBucketReplicationCommand({
      Bucket: 'src',
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::111122223333:role/replication',
        Rules: [
          {
            ID: 'folder',
            Priority: 1,
            Status: 'Enabled',
            Filter: { Prefix: 'folder/' },
            DeleteMarkerReplication: { Status: 'Disabled' },
            SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
            Destination: { Bucket: 'arn:aws:s3:::dst', EncryptionConfiguration: { ReplicaKmsKeyID } },
          },
        ],
      },
    }),
  );
  const lists = {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
    Resource: 'arn:aws:s3:::lists/*',
  };
  await ofRole(program, 'job', JOB_POLICY, lists);
  await ofRole(program, 'replication', REPLICATION_POLICY, LOCKS, { ...LOCKS, Action: 'kms:*' });
  const more = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...lists, Action: 's3:GetObjectAcl' }] });
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'more', PolicyDocument: more }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'job', PolicyArn: Policy?.Arn ?? '' }));
}

async function session({ iam, running }: Program): Promise<Readonly<Record<string, string>>> {
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [ROOT] });
  await iam.send(new CreateRoleCommand({ RoleName: 'pipeline', AssumeRolePolicyDocument }));
  const { endpoint, region } = running.emulator;
  const sts = new STSClient({ endpoint, region, credentials: running.credentials(0) });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'build' }));
  sts.destroy();
  return {
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
    AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
  };
}

async function policyOf(verb: PipelineVerb): Promise<Policy> {
  const words = ['policy', 'caller', '--for', verb, ...HERE, '--caller-arn', ROLE, '--output', 'json'];
  const { stdout } = await program.run(words);
  const events = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { policy?: Policy }]));
  const policy = events.find((event) => event.policy !== undefined)?.policy;
  if (policy === undefined) throw new Error(`policy caller printed none: ${stdout}`);
  return policy;
}

/** KMS denies with another status than the services that answer in XML. */
function isDenied({ code = '', status }: { readonly code?: string; readonly status: number }): boolean {
  return status === 403 || code === 'AccessDeniedException';
}

/** As whoever has that policy, and nothing else, with something to copy; it is ended once that was denied. */
async function as(policy: Policy, words: readonly string[], cut: readonly Row[]) {
  const { iam, running, s3 } = program;
  await s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'folder/a', Body: String((puts += 1)), Tagging: 'of=a' }));
  const PolicyDocument = JSON.stringify(policy);
  await iam.send(new PutRolePolicyCommand({ RoleName: 'pipeline', PolicyName: 'of-the-verb', PolicyDocument }));
  const before = running.log.length;
  const denied = (): readonly string[] =>
    running.log
      .slice(before)
      .flatMap((entry) => (entry.kind === 'request' && isDenied(entry) ? [`${entry.operation} ${entry.target}`] : []));
  let hasEnded = false;
  // A report that may not be read is asked for again for minutes, as one of a role that is new.
  const isSeen = async (): Promise<void> => {
    while (!cut.every((row) => denied().some((one) => isOf(row, one)))) {
      if (hasEnded) return new Promise(() => undefined);
      await sleep(50);
    }
  };
  const said = await program.run(words, { env, interruptWhen: isSeen() });
  hasEnded = true;
  return { ...said, denied: denied() };
}

describe('the role of a pipeline', () => {
  beforeEach(async () => {
    program = await built.start(['folder/b']);
    await everything(program);
    env = await session(program);
  });

  it('is granted nothing that nothing needs', async () => {
    const unneeded: object[] = [];
    const policies = new Map<PipelineVerb, Policy>();
    for (const verb of ['plan', 'run', 'verify'] as const) policies.set(verb, await policyOf(verb));
    for (const { verb, words = [], lacking = [], cut, isRefused = false } of TRIALS) {
      const pace = verb === 'run' ? ['--poll-seconds', '0.02', '--verify', 'always'] : [];
      const all = [verb, ...HERE, ...pace, ...words];
      const policy = without(policies.get(verb) ?? NO_POLICY, [...lacking, ...cut]);
      const { denied, stderr, exitCode } = await as(policy, all, cut);
      const rows = cut.filter((row) =>
        isRefused
          ? exitCode !== 2 || !stderr.includes(row.split(' on ')[0] ?? '')
          : !denied.some((one) => isOf(row, one)),
      );
      if (rows.length > 0) unneeded.push({ all, rows, stderr });
    }
    expect(unneeded).toEqual([]);
  }, 120_000);

  it('has each of its actions tried, on each place', () => {
    const tried = TRIALS.flatMap(({ cut }) => cut);
    expect([...new Set(tried)].sort()).toEqual(PIPELINE_PERMISSIONS.map((one) => `${one.action} on ${one.on}`).sort());
  });
});
