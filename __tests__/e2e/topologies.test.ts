/** @group outside */
// Every example of examples/topologies, applied by Terraform to the local AWS in two accounts and three Regions, backfilled by
// the runner, compared version by version, planned again to no change, and destroyed.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  DeleteBucketReplicationCommand,
  DeleteObjectCommand,
  GetBucketReplicationCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type ReplicationRule,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Testing } from 'cdktf';
import { type CommandResult, runCommand } from '../../examples/demo/command';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import { listVersions } from '../../examples/demo/objects';
import type { Terraform } from '../../examples/demo/terraform';
import type { Keys } from '../../examples/topologies/buckets';
import { HOME_REGION, OTHER_REGION, OUR_ACCOUNT, THEIR_REGION } from '../../examples/topologies/places';
import { bucketsStack, topologiesStack } from '../../examples/topologies/stacks';
import type { ExistingReplication } from '../../modules';
import { alarmsOf } from './alarms-of';
import { replicateAsOthers } from './other-hands';
import { buildRunner, describeWith, makeFolder, removeFolder, TERRAFORM, terraformIn } from './setup';
import { type Root, stackFiles, terraformRoot } from './terraform-root';

const SOURCES = [
  'prefixes-source',
  'tags-source',
  'fan-out-source',
  'accounts-source',
  'whole-source',
  'pair-left',
  'pair-right',
  'chain-first',
  'adopted-source',
  'taken-over-source',
  'watched-source',
];

/** What is in every source before replication is switched on: a version of it for each entry. */
const OBJECTS = [
  { Key: 'a/one.txt' },
  { Key: 'a/one.txt' },
  { Key: 'a/kept.txt', Tagging: 'keep=yes' },
  { Key: 'b/two.txt' },
  { Key: 'c/three.txt' },
];
const keyed = (prefix: string) => OBJECTS.filter(({ Key }) => Key.startsWith(prefix)).map(({ Key }) => Key);

describeWith([TERRAFORM], 'every topology', () => {
  let folder: string;
  let runner: string;
  let aws: LocalAws;
  let terraform: Terraform;
  let env: Record<string, string>;
  let buckets: Root;
  let topologies: Root;
  let takenOver: ReplicationRule | undefined;
  const clients = new Map<string, S3Client>();

  /** Of the account and Region that the bucket is in. */
  function s3(bucket: string): S3Client {
    const isTheirs = bucket.endsWith('-theirs');
    const region = isTheirs
      ? THEIR_REGION
      : ['fan-out-far', 'pair-right', 'watched-replica'].includes(bucket)
        ? OTHER_REGION
        : HOME_REGION;
    const account = aws.accounts[isTheirs ? 1 : 0];
    const found = clients.get(region);
    if (found !== undefined) return found;
    const credentials = { accessKeyId: account?.accessKeyId ?? '', secretAccessKey: account?.secretAccessKey ?? '' };
    const client = new S3Client({ endpoint: aws.endpoint, region, credentials, forcePathStyle: true });
    clients.set(region, client);
    return client;
  }

  async function putObjects(bucket: string): Promise<void> {
    for (const [number, object] of OBJECTS.entries()) {
      await s3(bucket).send(new PutObjectCommand({ Bucket: bucket, Body: `${bucket} ${number}`, ...object }));
    }
  }

  const versionsOf = async (bucket: string, keys?: readonly string[]): Promise<string[]> => {
    const versions = await listVersions(s3(bucket), bucket, '');
    return versions
      .filter(({ key }) => keys === undefined || keys.includes(key))
      .map(({ key, versionId }) => `${key} ${versionId}`)
      .sort();
  };

  /** Runs a verb of the runner for a handoff. */
  function runRunner(verb: string, handoff: string, ...parameters: string[]): Promise<CommandResult> {
    const outputs = ['--outputs', path.join(folder, 'outputs.json'), '--stack', handoff];
    const options = { cwd: folder, env: { ...env, AWS_REGION: HOME_REGION } };
    return runCommand(process.execPath, [runner, verb, ...outputs, ...parameters], options);
  }
  const backfill = (handoff: string, ...parameters: string[]) =>
    runRunner('run', handoff, '--poll-seconds', '1', ...parameters);

  /** Waits until live replication has copied the key. */
  async function untilCopied(bucket: string, key: string): Promise<void> {
    const deadline = AbortSignal.timeout(15_000);
    while (!deadline.aborted && (await versionsOf(bucket, [key])).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Each version of these keys is in the destination, under the same id and as a replica, and nothing else is. */
  async function expectReplicas(source: string, destination: string, keys?: readonly string[]): Promise<void> {
    const wanted = await versionsOf(source, keys);
    expect(wanted.length).toBeGreaterThan(0);
    expect(await versionsOf(destination)).toEqual(wanted);
    for (const version of wanted) {
      const [Key, VersionId] = version.split(' ');
      const head = await s3(destination).send(new HeadObjectCommand({ Bucket: destination, Key, VersionId }));
      expect(head.ReplicationStatus).toBe('REPLICA');
    }
  }

  beforeAll(async () => {
    folder = makeFolder();
    runner = buildRunner(folder);
    terraform = terraformIn(folder);
    aws = await startLocalAws(runner, process.env);
    const [ours, theirs] = aws.accounts;
    const profiles = path.join(folder, 'credentials');
    const profile = (name: string, account: typeof ours) =>
      `[${name}]\naws_access_key_id = ${account?.accessKeyId ?? ''}\naws_secret_access_key = ${account?.secretAccessKey ?? ''}\n`;
    writeFileSync(profiles, profile('default', ours) + profile('other-account', theirs));
    env = { ...aws.environment, AWS_SHARED_CREDENTIALS_FILE: profiles };

    buckets = terraformRoot(
      path.join(folder, 'buckets'),
      stackFiles(bucketsStack(Testing.app(), true)),
      terraform,
      env,
    );
    await buckets.init();
    await buckets.must('apply', '-auto-approve', '-no-color');
    for (const bucket of SOURCES) await putObjects(bucket);
    await s3('prefixes-source').send(new DeleteObjectCommand({ Bucket: 'prefixes-source', Key: 'a/one.txt' }));
    await replicateAsOthers(aws, s3);

    const { ReplicationConfiguration } = await s3('taken-over-source').send(
      new GetBucketReplicationCommand({ Bucket: 'taken-over-source' }),
    );
    takenOver = ReplicationConfiguration?.Rules?.[0];
    const { keys } = (await buckets.outputs()) as unknown as { keys: Keys };
    const stack = topologiesStack(Testing.app(), {
      keys,
      existing: { ReplicationConfiguration } as ExistingReplication,
      allowDestroy: true,
    });
    topologies = terraformRoot(path.join(folder, 'topologies'), stackFiles(stack), terraform, env);
    await topologies.init();
    await topologies.must('apply', '-auto-approve', '-no-color');
    writeFileSync(path.join(folder, 'outputs.json'), (await topologies.must('output', '-json')).stdout);
  }, 280_000);

  afterAll(async () => {
    try {
      await topologies.must('destroy', '-auto-approve', '-no-color');
      // That was never ours.
      await s3('adopted-source').send(new DeleteBucketReplicationCommand({ Bucket: 'adopted-source' }));
      await buckets.must('destroy', '-auto-approve', '-no-color');
    } finally {
      for (const client of clients.values()) client.destroy();
      await aws.stop();
      removeFolder(folder);
    }
  }, 280_000);

  it.each<[string, string, string, readonly string[]]>([
    ['several prefixes', 's3_backfill_prefixes', 'prefixes', ['a/one.txt', 'a/kept.txt', 'b/two.txt']],
    ['a tag', 's3_backfill_tags', 'tags', ['a/kept.txt']],
    ['one rule more in a configuration that was there', 's3_backfill_taken_over', 'taken-over', keyed('a/')],
  ])('%s', async (_, handoff, name, keys) => {
    expect(await backfill(handoff)).toMatchObject({ exitCode: 0 });
    await expectReplicas(`${name}-source`, `${name}-replica`, keys);
  });

  it('beside the rules of another team, of which nobody told: planned and compared by what S3 has', async () => {
    const { s3_backfill_adopted: handed } = await topologies.outputs();
    expect(handed).toMatchObject({ version: 1, destinations: [], rules: [], prefixes: [] });
    expect(handed).not.toHaveProperty('roles.replicationArn');
    const plan = await runRunner('plan', 's3_backfill_adopted');
    expect(plan).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('all keys -> adopted-replica, from adopted-source [plan '),
    });
    expect(await backfill('s3_backfill_adopted')).toMatchObject({ exitCode: 0 });
    await expectReplicas('adopted-source', 'adopted-replica', keyed('a/'));
    const { exitCode, stdout } = await runRunner('verify', 's3_backfill_adopted', '--output', 'json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout.split('\n').find((line) => line.includes('"certificate"')) ?? '{}')).toMatchObject({
      answer: 'complete',
      comparisons: [{ destination: 'adopted-replica', ruleIds: ['theirs'] }],
    });
  });

  it('two destinations, in this Region and in another, by one job', async () => {
    expect(await backfill('s3_backfill_fan_out')).toMatchObject({ exitCode: 0 });
    await expectReplicas('fan-out-source', 'fan-out-near');
    await expectReplicas('fan-out-source', 'fan-out-far');
  });

  it('another account, whose bucket got its policy from here, and is compared with the one identity of ours', async () => {
    expect(await backfill('s3_backfill_accounts')).toMatchObject({ exitCode: 0 });
    await expectReplicas('accounts-source', 'accounts-theirs', keyed('a/'));
  });

  it('a whole bucket under SSE-KMS and bucket keys, to a key of another account, compared with an identity of that account', async () => {
    expect(await backfill('s3_backfill_whole', '--destination-profile', 'other-account')).toMatchObject({
      exitCode: 0,
    });
    await expectReplicas('whole-source', 'whole-theirs');
    const { theirs } = (await buckets.outputs())['keys'] as Keys;
    const head = await s3('whole-theirs').send(new HeadObjectCommand({ Bucket: 'whole-theirs', Key: 'c/three.txt' }));
    expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: theirs });
  });

  it('two buckets of two Regions, each to the other: replicas do not come back', async () => {
    const left = await versionsOf('pair-left');
    const right = await versionsOf('pair-right');
    for (const way of ['there', 'back'])
      expect(await backfill(`s3_backfill_pair_${way}`)).toMatchObject({ exitCode: 0 });
    const both = [...left, ...right].sort();
    expect(await versionsOf('pair-left')).toEqual(both);
    expect(await versionsOf('pair-right')).toEqual(both);
    const again = await backfill('s3_backfill_pair_there');
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('replicas of another bucket or COMPLETED'),
    });
  });

  it('a chain: only a job that selects replicas moves them on', async () => {
    expect(await backfill('s3_backfill_chain_first')).toMatchObject({ exitCode: 0 });
    await expectReplicas('chain-first', 'chain-second');
    const idle = await backfill('s3_backfill_chain_second');
    expect(idle.stdout + idle.stderr).toContain('REPLICA');
    expect(await versionsOf('chain-third')).toEqual([]);
    const moved = await backfill('s3_backfill_chain_second', '--replication-status', 'REPLICA');
    expect(moved).toMatchObject({ exitCode: 0 });
    await expectReplicas('chain-second', 'chain-third');
  });

  it('buckets and replication from one apply: what is written then is copied at once', async () => {
    await s3('new-source').send(new PutObjectCommand({ Bucket: 'new-source', Key: 'new.txt', Body: 'new' }));
    await untilCopied('new-replica', 'new.txt');
    await expectReplicas('new-source', 'new-replica');
    expect(await backfill('s3_backfill_new')).toMatchObject({ exitCode: 0 });
  });

  it('after-care: each alarm where its metric is, a topic that is told, and live replication that CloudWatch knows of', async () => {
    expect(await backfill('s3_backfill_watched')).toMatchObject({ exitCode: 0 });
    await expectReplicas('watched-source', 'watched-replica');
    const [here, there] = await Promise.all([alarmsOf(aws, HOME_REGION), alarmsOf(aws, OTHER_REGION)]);
    expect(there.map(({ MetricName }) => MetricName).sort()).toEqual(['BytesPendingReplication', 'ReplicationLatency']);
    expect(here).toMatchObject([{ MetricName: 'OperationsFailedReplication', StateValue: 'INSUFFICIENT_DATA' }]);
    const made = (await topologies.must('state', 'list')).stdout.match(/aws_(sns|cloudwatch_event)_\w+(?=\.watched)/g);
    expect(made?.sort()).toEqual([
      'aws_cloudwatch_event_rule',
      'aws_cloudwatch_event_target',
      'aws_sns_topic',
      'aws_sns_topic_policy',
    ]);
    expect(here[0]?.AlarmActions).toEqual([expect.stringMatching(/:sns:eu-west-1:111122223333:s3-backfill-/)]);
    await s3('watched-source').send(new PutObjectCommand({ Bucket: 'watched-source', Key: 'new.txt', Body: 'new' }));
    await untilCopied('watched-replica', 'new.txt');
    const { exitCode, stdout } = await runRunner('health', 's3_backfill_watched', '--output', 'json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout.split('\n').find((line) => line.includes('"health"')) ?? '{}')).toMatchObject({
      rules: [{ rule: 'watched', pendingOperations: 0, failedOperations: 0, latencySeconds: expect.any(Number) }],
    });
  });

  it.each<[string, () => Root]>([
    ['the buckets', () => buckets],
    ['the topologies', () => topologies],
  ])(
    '%s are a valid configuration to Terraform',
    async (_, root) => {
      const { stdout } = await root().must('validate', '-json', '-no-color');
      expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0, warning_count: 0 });
    },
    120_000,
  );

  it('leaves the rules and the role of a configuration that it took over as they were', async () => {
    const Bucket = 'taken-over-source';
    const { ReplicationConfiguration: now } = await s3(Bucket).send(new GetBucketReplicationCommand({ Bucket }));
    expect(now?.Role).toBe(`arn:aws:iam::${OUR_ACCOUNT}:role/theirs-${Bucket}`);
    expect(now?.Rules).toEqual([takenOver, expect.objectContaining({ ID: 'a', Priority: 2 })]);
  });

  it('plans no change when it was applied', async () => {
    const plan = await topologies.run('plan', '-detailed-exitcode', '-no-color');
    expect(plan).toMatchObject({ exitCode: 0 });
  }, 240_000);

  it('lets the rules of another team alone', async () => {
    const resources = (await topologies.must('state', 'list')).stdout
      .split('\n')
      .filter((line) => line.includes('adopted'));
    expect(resources.map((address) => address.replace(/_[0-9A-F]{8}$/, '')).sort()).toEqual([
      'aws_iam_role.adopted_batch-job-role',
      'aws_iam_role_policy.adopted_batch-job-role_policy',
      'data.aws_caller_identity.adopted_caller',
      'data.aws_iam_policy_document.adopted_batch-job-role_permissions',
      'data.aws_iam_policy_document.adopted_batch-job-role_trust',
      'data.aws_region.adopted_region',
    ]);
  });
});
