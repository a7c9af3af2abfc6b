// Whoever has the policy of one verb, as `policy caller --for VERB` prints it, and nothing else, does that verb: AWS denies nothing.
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateAliasCommand } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  DeleteBucketReplicationCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CALLER_VERBS, type CallerVerb } from '../../runner/policy/caller/caller-permission';
import { createKey, destroyKmsClients, kmsClient } from '../emulator/kms/kms-client';
import { builtProgram } from './built';
import { emptyForGood, put, STATUSES } from './routed';
import { REPLICATION_POLICY, type Program, type Said } from './setup';

const built = builtProgram();
const HERE = ['--outputs', 'outputs.json'];
const FAST = ['--poll-seconds', '0.05'];

let program: Program;

beforeEach(async () => {
  program = await built.start(['folder/a', 'folder/b c', 'folder/d+e']);
});

const last = (): string => [...program.running.emulator.world.jobs.keys()].at(-1) ?? '';

interface Keys {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
}

/** A user with the printed policy. */
async function callerOf(verb: CallerVerb, ...flags: readonly string[]): Promise<Keys> {
  return userOf(verb, ['policy', 'caller', '--for', verb, ...HERE, ...flags]);
}

/** A user with the policy that these words print. */
async function userOf(verb: string, words: readonly string[]): Promise<Keys> {
  await program.iam.send(new CreateUserCommand({ UserName: verb }));
  await allowPrinted(verb, verb, words);
  const { AccessKey } = await program.iam.send(new CreateAccessKeyCommand({ UserName: verb }));
  return { AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '', AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '' };
}

/** Lets the user do one more verb. */
async function allow(UserName: string, verb: CallerVerb, ...flags: readonly string[]): Promise<void> {
  await allowPrinted(UserName, verb, ['policy', 'caller', '--for', verb, ...HERE, ...flags]);
}

async function allowPrinted(UserName: string, verb: string, words: readonly string[]): Promise<void> {
  const { stdout } = await program.run([...words, '--output', 'json']);
  const events = stdout
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { kind: string; policy?: object }]));
  const policy = events.find(({ kind }) => kind === 'policy')?.policy;
  const { Policy } = await program.iam.send(
    new CreatePolicyCommand({ PolicyName: verb, PolicyDocument: JSON.stringify(policy) }),
  );
  await program.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn ?? '' }));
}

/** What the verb said as that user, and the requests that it was denied. */
async function as(
  keys: Keys,
  words: readonly string[],
): Promise<{ readonly said: Said; readonly denied: readonly string[] }> {
  const before = program.running.log.length;
  const said = await program.run(words, { env: { ...keys } });
  const denied = program.running.log
    .slice(before)
    .flatMap((entry) =>
      entry.kind === 'request' && entry.status === 403 ? [`${entry.operation} ${entry.target}`] : [],
    );
  return { said, denied };
}

const run = (...flags: readonly string[]): Promise<Said> => program.run(['run', ...HERE, ...FAST, ...flags]);

/** A job that waits to be confirmed. */
async function waiting(...flags: readonly string[]): Promise<string> {
  await run(...flags, '--detach', '--confirm-up-to', '0', '--timeout', '1', '--always-create', '--verify', 'never');
  return last();
}

/** A job of which every task has failed, for a reason that is gone by now. */
async function failed(): Promise<string> {
  const put = (PolicyDocument: string): Promise<unknown> =>
    program.iam.send(new PutRolePolicyCommand({ RoleName: 'replication', PolicyName: 'all', PolicyDocument }));
  await put(REPLICATION_POLICY.replace('s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl'));
  await run('--checks', 'basic', '--retries', '0');
  await put(REPLICATION_POLICY);
  return last();
}

const ALIAS = 'alias/certificates';

/** A key of KMS that signs, by the name of its alias. */
async function signingKey(): Promise<void> {
  const kms = kmsClient(program.running);
  const TargetKeyId = await createKey(kms, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  await kms.send(new CreateAliasCommand({ AliasName: ALIAS, TargetKeyId }));
  destroyKmsClients();
}

/** What `policy` is told of the verb beside its name. */
const TOLD: Readonly<Partial<Record<CallerVerb, readonly string[]>>> = { 'verify-certificate': ['--sign-with', ALIAS] };

const done = async (): Promise<string> => {
  await run();
  return last();
};

/** What is there before, and the words of the command. */
const VERBS: Readonly<Record<CallerVerb, () => Promise<readonly string[]>>> = {
  plan: () => Promise.resolve(['plan', ...HERE]),
  run: () => Promise.resolve(['run', ...HERE, ...FAST]),
  retry: async () => ['retry', await failed(), '--remedied', ...HERE, ...FAST],
  watch: async () => ['watch', await done(), ...HERE, ...FAST],
  report: async () => ['report', await done(), ...HERE],
  verify: async () => done().then(() => ['verify', ...HERE]),
  'verify-certificate': async () => {
    await signingKey();
    await run('--certificate', 'certificate.json', '--sign-with', ALIAS, '--region', 'us-east-1');
    return ['verify-certificate', 'certificate.json', '--public-key', ALIAS, '--region', 'us-east-1'];
  },
  doctor: () => Promise.resolve(['doctor', ...HERE]),
  health: async () => done().then(() => ['health', ...HERE]),
  recommend: () =>
    Promise.resolve(['recommend', '--source-bucket', 'src', '--destination-bucket', 'dst', '--region', 'us-east-1']),
  policy: () => Promise.resolve(['policy', ...HERE]),
  list: async () => done().then(() => ['list', ...HERE]),
  status: async () => ['status', await done(), ...HERE],
  confirm: async () => ['confirm', await waiting(), ...HERE],
  cancel: async () => ['cancel', await waiting(), ...HERE],
  priority: async () => ['priority', await waiting(), '20', ...HERE],
};

describe('a caller with the policy of one verb', () => {
  it('does doctor, and is told that it may not run', async () => {
    const { said, denied } = await as(await callerOf('doctor'), await VERBS.doctor());
    expect({ denied, ...said }).toMatchObject({ denied: [], exitCode: 2 });
    expect(said.stderr.match(/^wrong +\S+/gm)).toEqual([expect.stringMatching(/ caller-permissions:$/)]);
  });

  it.each(CALLER_VERBS.filter((verb) => verb !== 'doctor'))('does %s, and AWS denies it nothing', async (verb) => {
    const words = await VERBS[verb]();
    const { said, denied } = await as(await callerOf(verb, ...(TOLD[verb] ?? [])), words);
    expect({ denied, ...said }).toMatchObject({ denied: [], exitCode: 0 });
  });

  it('signs by a key of KMS with what policy --sign-with prints, and by no other alias of it', async () => {
    await signingKey();
    const keys = await callerOf('run', '--sign-with', ALIAS);
    const signing = ['--region', 'us-east-1', '--certificate', 'c.json', '--sign-with'];
    const { said, denied } = await as(keys, ['run', ...HERE, ...FAST, ...signing, ALIAS]);
    expect({ denied, ...said }).toMatchObject({
      denied: [],
      exitCode: 0,
      stderr: expect.stringContaining('c.json.sig'),
    });
    const [arn = ''] = program.running.emulator.world.keys.keys();
    const { said: refused } = await as(keys, ['run', ...HERE, ...FAST, ...signing, arn]);
    expect(refused).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('kms:GetPublicKey') });
  });

  it.each([
    ['run', ['run', ...HERE, ...FAST, '--key', 'folder/d+e']],
    ['run', ['run', ...HERE, ...FAST, '--match', 'folder']],
    ['plan', ['plan', ...HERE, '--survey', 'exact']],
  ] as const)('does what %s may be asked besides: %j', async (verb, words) => {
    const { said, denied } = await as(await callerOf(verb), words);
    expect({ denied, ...said }).toMatchObject({ denied: [], exitCode: 0 });
  });

  it.each([['--all-versions'], ['']])('copies and compares with what policy --for copy %s prints', async (flag) => {
    const all = flag === '' ? [] : [flag];
    const { s3 } = program;
    // Nothing is replicated by itself.
    await s3.send(new DeleteBucketReplicationCommand({ Bucket: 'src' }));
    const place = { Bucket: 'src', Key: 'folder/a' };
    await s3.send(new DeleteObjectCommand(place));
    await s3.send(new DeleteObjectCommand(place));
    await s3.send(new PutObjectCommand({ ...place, Body: Buffer.alloc(6 * 1024 ** 2, 'large'), Tagging: 'of=large' }));
    await s3.send(new DeleteObjectCommand({ ...place, Key: 'folder/b c' }));
    const [from, to] = [
      ['--source-bucket', 'src', '--prefix', 'folder/'],
      ['--destination-bucket', 'dst', '--destination-prefix', 'copies/'],
    ];

    const both = ['--region', 'us-east-1', ...all];
    const keys = await userOf('copier', ['policy', '--for', 'copy', ...from, ...to, ...both]);
    const copy = ['copy', 's3://src/folder/', 's3://dst/copies/', '--yes', '--parts-above', '5MiB', ...both];
    for (const words of [
      [...copy.filter((word) => word !== '--yes'), '--dry-run'],
      copy,
      [...copy, '--verify', 'always'],
      ['verify', '--method', 'copy', ...from, ...to, ...both],
    ]) {
      const { said, denied } = await as(keys, words);
      // A bucket tells its Region to whoever may not look at it, too.
      const others = denied.filter((one) => !one.startsWith('s3:HeadBucket '));
      expect({ words, others, ...said }).toMatchObject({ others: [], exitCode: 0 });
    }
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: 'dst', Prefix: 'copies/' }),
    );
    expect([Versions.length, DeleteMarkers.length]).toEqual(all.length > 0 ? [4, 3] : [2, 0]);
  });

  it('runs with --route by what policy --route prints: restores, copies to the destination, and in place', async () => {
    const { s3 } = program;
    await run();
    await emptyForGood(program, 'dst');
    await put(program, 'folder/ice', { StorageClass: 'GLACIER' });
    await put(program, 'folder/secret', { ServerSideEncryption: 'aws:kms' });
    await program.running.emulator.idle();
    const keys = await callerOf('run', '--route');
    const { said, denied } = await as(keys, ['run', ...HERE, ...FAST, ...STATUSES, '--yes', '--route']);
    expect({ denied, ...said }).toMatchObject({ denied: [], exitCode: 0 });
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'dst' }));
    expect(Versions).toHaveLength(5);
  });

  it('plans while a job of the plan is under way', async () => {
    const jobId = await waiting();
    const { said, denied } = await as(await callerOf('plan'), ['plan', ...HERE]);
    expect({ denied, ...said }).toMatchObject({ denied: [], exitCode: 0 });
    expect(said.stdout).toContain(`job ${jobId} bears the mark of this plan; run would resume it`);
  });

  it('that is named in the policy may ask about itself, and about nobody else', async () => {
    const callerArn = 'arn:aws:iam::111122223333:user/plan';
    const { said, denied } = await as(await callerOf('plan', '--caller-arn', callerArn), ['plan', ...HERE]);
    expect({ denied, ...said }).toMatchObject({ denied: [], exitCode: 0 });
  });

  it('flies a canary, and removes it', async () => {
    const keys = await callerOf('doctor', '--canary');
    await allow('doctor', 'run');
    const { said, denied } = await as(keys, ['doctor', ...HERE, '--canary']);
    expect({ denied, ...said }).toMatchObject({ denied: [], exitCode: 0 });
  });

  it('may not do what another verb does: who may only run deletes no version, and steers no job', async () => {
    const keys = await callerOf('run');
    const { said } = await as(keys, ['run', ...HERE, ...FAST]);
    expect(said).toMatchObject({ exitCode: 0 });
    const credentials = { accessKeyId: keys.AWS_ACCESS_KEY_ID, secretAccessKey: keys.AWS_SECRET_ACCESS_KEY };
    const s3: S3Client = program.running.s3({ credentials });
    for (const Bucket of ['src', 'dst', 'reports']) {
      const { Versions = [] } = await program.s3.send(new ListObjectVersionsCommand({ Bucket }));
      for (const { Key, VersionId } of Versions) {
        await expect(s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))).rejects.toThrow('not authorized');
        await expect(s3.send(new DeleteObjectCommand({ Bucket, Key }))).rejects.toThrow('not authorized');
      }
    }
    const { said: cancelled } = await as(keys, ['cancel', await waiting('--replication-status', 'COMPLETED'), ...HERE]);
    expect(cancelled).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('s3:UpdateJobStatus') });
  });
});
