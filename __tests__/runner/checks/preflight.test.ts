// What stands before a plan and a run: what the doctor knows of roles, keys and policies, asked once, and in no good setup's way.
import { DeleteBucketReplicationCommand } from '@aws-sdk/client-s3';
import { ListJobsCommand } from '@aws-sdk/client-s3-control';
import { DisableKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { preflight, type PreflightOptions } from '../../../runner/checks/preflight';
import { jobPlanner } from '../../../runner/methods/batch-replication/method';
import { DEFAULT_METHOD, METHODS } from '../../../runner/methods/registry';
import { preparePlan, type PrepareOptions } from '../../../runner/plan/prepare';
import { connect } from '../../../runner/aws/connect';
import type { Aws } from '../../../runner/ports/aws';
import type { RunnerEvent } from '../../../runner/events/events';
import { targetOfHandoff } from '../../../runner/target/target';
import { runVerb } from '../../../runner/verbs/run';
import { destroyKmsClients, kmsClient } from '../../emulator/kms/kms-client';
import { bugs } from '../../emulator/running';
import {
  ACCOUNT,
  allow,
  arn,
  HOME,
  JOB_STATEMENTS,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICATION_STATEMENTS,
  REPORTS,
  setStage,
  SOURCE,
  strike,
  type Stage,
  without,
} from '../../emulator/stage';
import { userWith, type Credentials } from './setups/broken';
import { awsOf, handoffOfStage } from './setups/examined';
import { engineOn, told } from './setups/findings';
import { keysOf, putKeyed, putKeyedRule } from './setups/keyed';

const MANIFEST = { manifest: { bucket: REPORTS, prefix: 'lists' } };
const LOOKING = ['s3:GetBucket*', 's3:GetReplicationConfiguration', 's3:List*', 'iam:Get*', 'iam:List*'];
const CREATING = ['s3:CreateJob', 's3:DescribeJob', 's3:PutJobTagging', 'iam:PassRole'];

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  await put(stage, 'plain');
  await putRules(stage);
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

afterAll(destroyKmsClients);

const method = METHODS[DEFAULT_METHOD];

async function withAws<T>(use: (aws: Aws) => Promise<T>, caller?: Credentials): Promise<T> {
  const aws = await awsOf(stage, caller);
  try {
    return await use(aws);
  } finally {
    aws.close();
  }
}

async function linesOf(telling: AsyncGenerator<RunnerEvent, unknown>): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const event of telling)
    if (event.kind === 'check' && event.answer !== 'ok') lines.push(`${event.check} ${event.answer}: ${event.detail}`);
  return lines;
}

/** All that the checks of a plan say, and not `ok`. */
const planned = (options: PrepareOptions = {}, caller?: Credentials, changes = {}): Promise<readonly string[]> =>
  withAws((aws) => {
    const engine = engineOn(stage, aws, new AbortController().signal);
    return linesOf(preparePlan(jobPlanner, targetOfHandoff(handoffOfStage(changes)), engine, options));
  }, caller);

async function jobsThere(): Promise<number> {
  const { Jobs = [] } = await stage.control.send(new ListJobsCommand({ AccountId: ACCOUNT }));
  return Jobs.length;
}

/** The role of terraform-aws-modules' example: it reads objects, and not their tags. */
const likeTheExample = (): Promise<void> =>
  putRolePolicy(
    stage.iam,
    'replication',
    without('s3:ReplicateTags', without('s3:GetObjectVersionTagging', REPLICATION_STATEMENTS)),
  );

describe('before a run', () => {
  const running = (more: Partial<PrepareOptions> = {}): Promise<unknown> =>
    withAws((aws) => {
      const engine = engineOn(stage, aws, new AbortController().signal);
      const options = {
        again: 's3-backfill run',
        pollSeconds: 1,
        reportWaitSeconds: 0,
        failOnEmpty: false,
        detach: true,
      };
      return told(runVerb(method, targetOfHandoff(handoffOfStage()), engine, { ...options, ...more }));
    });

  it('a replication role without the actions for tags is found, and no job is created', async () => {
    await likeTheExample();
    await expect(running()).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringMatching(/^nothing was sent: /),
    });
    expect(await jobsThere()).toBe(0);
  });

  it('a role that may not replicate tags is let through where no object has some, and told as unsure', async () => {
    await putRolePolicy(stage.iam, 'replication', without('s3:ReplicateTags', REPLICATION_STATEMENTS));
    expect(await planned()).toEqual([
      expect.stringMatching(
        /^replication-role-permissions could-not-check: .* none of 1 object version looked at has a/,
      ),
    ]);
    await stage.s3.send(new DeleteBucketReplicationCommand({ Bucket: SOURCE }));
    await put(stage, 'tagged', { Tagging: 'copy=yes' });
    await putRules(stage);
    await expect(planned()).rejects.toMatchObject({ kind: 'preflight' });
  });

  it('a role without the actions for tags is left to the job with --checks basic', async () => {
    await likeTheExample();
    await running({ checks: 'basic' });
    expect(await jobsThere()).toBe(1);
  });

  it('a key that no run would take stands against none: with another selection it is not asked for', async () => {
    await putKeyed(stage);
    await putKeyedRule(stage);
    const { source } = keysOf(stage);
    await kmsClient(stage.running, undefined, HOME).send(new DisableKeyCommand({ KeyId: source }));
    await expect(planned()).rejects.toMatchObject({ message: expect.stringContaining('Disabled') });
    expect(await planned({ selection: { encryption: 'SSES3' } })).toEqual([]);
  });

  it('a role that S3 may not assume is found in the same answer as what it may not do', async () => {
    await likeTheExample();
    await putRolePolicy(stage.iam, 'job', without('s3:InitiateReplication', JOB_STATEMENTS));
    await expect(running()).rejects.toMatchObject({ message: expect.stringContaining('checks said no') });
  });
});

describe('before a plan', () => {
  it('what the caller may not see is unsure, and stops nothing', async () => {
    const caller = await userWith(stage, [
      allow(['s3:GetReplicationConfiguration', 's3:GetBucketVersioning', 's3:List*', ...CREATING], '*'),
    ]);
    const lines = await planned({}, caller);
    expect(lines.filter((line) => !/^\S+ could-not-check: /.test(line))).toEqual([]);
    expect(lines.join('\n')).toContain('replication-role-permissions could-not-check');
  });

  it('a caller who may create no job is let through: a plan creates none', async () => {
    const caller = await userWith(stage, [allow([...LOOKING, 'iam:SimulatePrincipalPolicy'], '*')]);
    const wrong = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.includes(' wrong: '));
    expect(wrong(await planned({ mayLack: true }, caller))).toEqual([]);
    await expect(planned({}, caller)).rejects.toMatchObject({ kind: 'preflight' });
  });

  it('a caller whom the policy of the manifest bucket lets in lacks nothing', async () => {
    const caller = await userWith(stage, [
      allow(
        [
          ...LOOKING,
          's3:GetEncryptionConfiguration',
          's3:GetObjectVersion',
          'iam:SimulatePrincipalPolicy',
          ...CREATING,
        ],
        '*',
      ),
    ]);
    const selection = { latestOnly: true } as const;
    await expect(planned({ selection }, caller, MANIFEST)).rejects.toMatchObject({ kind: 'preflight' });
    const statement = allow(['s3:GetObject', 's3:PutObject'], arn(REPORTS, 'lists/*'));
    const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:user/limited` };
    await putBucketPolicy(stage.s3, REPORTS, [{ ...statement, Principal }]);
    expect(await planned({ selection }, caller, MANIFEST)).toEqual([]);
  });
});

/** AWS that counts what it is asked, by operation and what it is about. */
function counting(aws: Aws, asked: string[]): Aws {
  const counted = <T extends object>(name: string, port: T): T =>
    new Proxy(port, {
      get(of, key) {
        const value: unknown = Reflect.get(of, key);
        if (typeof value !== 'function') return value;
        return (...given: readonly unknown[]) => {
          asked.push(`${name}.${String(key)} ${JSON.stringify(given)}`);
          return (value as (...all: readonly unknown[]) => unknown)(...given);
        };
      },
    });
  return {
    ...aws,
    identity: counted('identity', aws.identity),
    buckets: counted('buckets', aws.buckets),
    objects: counted('objects', aws.objects),
    bucketSettings: counted('bucketSettings', aws.bucketSettings),
    roles: counted('roles', aws.roles),
    permissions: counted('permissions', aws.permissions),
    keys: counted('keys', aws.keys),
  };
}

describe('the checks of a run', () => {
  async function askedFor(options: PreflightOptions): Promise<readonly string[]> {
    const asked: string[] = [];
    await withAws((aws) =>
      linesOf(preflight(targetOfHandoff(handoffOfStage(MANIFEST)), counting(aws, asked), options)),
    );
    return asked;
  }

  it('ask each thing once', async () => {
    const asked = await askedFor({ run: { verb: 'run', selection: { latestOnly: true } } });
    expect(asked.length).toBeGreaterThan(20);
    expect([...new Set(asked)].sort()).toEqual([...asked].sort());
  });

  it("ask IAM's simulation about many actions in one request, and about many prefixes", async () => {
    const caller = await userWith(stage, [
      allow([...LOOKING, 's3:GetObjectVersion', 's3:GetEncryptionConfiguration', 'iam:SimulatePrincipalPolicy'], '*'),
      allow(CREATING, '*'),
    ]);
    const simulated = async (prefixes: readonly string[]): Promise<readonly [questions: number, requests: number]> => {
      const requests: string[] = [];
      let questions = 0;
      (await awsOf(stage, caller)).close();
      const { signal } = new AbortController();
      const endpointUrl = stage.running.emulator.endpoint;
      const aws = await connect({ region: HOME, endpointUrl, signal, onRequest: (what) => requests.push(what) }, {});
      const simulate: Aws['permissions']['simulate'] = (arn, asked) => {
        questions += asked.length;
        return aws.permissions.simulate(arn, asked);
      };
      const target = targetOfHandoff(handoffOfStage({ ...MANIFEST, prefixes: [...prefixes] }));
      await linesOf(
        preflight(
          target,
          { ...aws, permissions: { ...aws.permissions, simulate } },
          { run: { verb: 'run', allowEmpty: true } },
        ),
      );
      aws.close();
      return [questions, requests.filter((what) => what.includes('SimulatePrincipalPolicy')).length];
    };
    const [questions, requests] = await simulated(['p/']);
    expect(requests).toBeGreaterThan(0);
    expect(requests).toBeLessThan(questions);
    const [more, same] = await simulated(Array.from({ length: 19 }, (_, index) => `p${index}/`));
    expect(more).toBeGreaterThan(3 * questions);
    expect(same).toBe(requests);
  });

  it('do not ask for roles but the job role, keys and policies with --checks basic', async () => {
    const asked = await askedFor({ depth: 'basic' });
    const settings = asked.filter((one) => /^(permissions|keys|bucketSettings|objects)\./.test(one));
    // Whose the buckets of replicas and reports are belongs to the buckets.
    expect(settings.sort()).toEqual([
      expect.stringMatching(/^bucketSettings\.isOwnedBy \["replicas-of-stage"/),
      expect.stringMatching(/^bucketSettings\.isOwnedBy \["reports-of-stage"/),
    ]);
    expect(asked.filter((one) => one.includes(SOURCE))).not.toEqual([]);
  });
});
