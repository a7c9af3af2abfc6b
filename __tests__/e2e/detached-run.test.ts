/** @group outside */
// DetachedRun, and terraform/detached-run as its README has it, applied by Terraform to the local AWS in one root: one call starts each, and it makes
// the job, waits, compares and writes what it has found; the same name starts nothing, the runner finds its job by the same handoff, and a run
// whose job fails does not succeed.
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import * as F from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TerraformOutput, TerraformStack, Testing } from 'cdktf';
import { runCommand } from '../../examples/demo/command';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import { BatchReplication, DetachedRun } from '../../modules';
import { RUN, START, TOPIC } from '../../terraform/generator/detached-run/readme';
import { ROLE } from '../../terraform/generator/pipeline-role/readme';
import {
  buildRunner,
  describeWith,
  detachedArchive,
  makeFolder,
  PROJECT,
  removeFolder,
  TERRAFORM,
  terraformIn,
} from './setup';
import { type Root, stackFiles, terraformRoot } from './terraform-root';

const OBJECTS = 5;
const ACCOUNT = '111122223333';
const PLACE = 's3-backfill/reports/detached';

function detachedStack(region: string): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'stack');
  new AwsProvider(stack, 'aws', { region });
  const replication = new BatchReplication(stack, 'backfill', {
    sourceBucketName: 'source',
    rules: [{ destinationBucketName: 'copies', prefix: 'in/' }],
    reportBucketName: 'reports',
    handoffName: 's3_backfill_constructs',
    // What Athena asks is applied, planned again and destroyed with it.
    athena: {
      sourceInventory: { bucketName: 'reports', prefix: 'inventories', inventoryId: 'all' },
      destinationInventory: { bucketName: 'reports', inventoryId: 'all', format: 'Parquet' },
      tags: { team: 'a' },
    },
  });
  const topic = new SnsTopic(stack, 'topic', { name: 'ended' });
  const document = new DataAwsIamPolicyDocument(stack, 'let-in', {
    statement: [
      {
        actions: ['sns:Publish'],
        resources: [topic.arn],
        principals: [{ type: 'Service', identifiers: ['events.amazonaws.com'] }],
      },
    ],
  });
  new SnsTopicPolicy(stack, 'policy', { arn: topic.arn, policy: document.json });
  const run = new DetachedRun(stack, 'detached', {
    replication,
    topicArn: topic.arn,
    startAfterSeconds: 0,
    pollSeconds: 10,
    timeoutSeconds: 3600,
    archivePath: '${path.module}/detached-run.zip',
    name: 'by-construct',
    tags: { team: 'a' },
  });
  new TerraformOutput(stack, 'machine', { value: run.stateMachineArn });
  return stack;
}

/** The blocks of the README beside it, without the minutes that rules take in AWS. */
function moduleFiles(): Readonly<Record<string, string>> {
  const quick = ['topic = { arn = aws_sns_topic.ended.arn }', 'start_after_seconds = 0', 'poll_seconds = 10'];
  const settings = [...quick, 'timeout_seconds = 3600'].map((line) => `  ${line}\n`).join('');
  const block = RUN.replace('  s3_backfill  = module.backfill.s3_backfill\n', (line) => `${line}${settings}`).replace(
    /create_report_bucket += \{ name = ("[^"]+") \}/,
    'report_bucket = $1',
  );
  // The local AWS has no OIDC: who may assume the role is there already.
  const role = ROLE.replace(/github .*/, `principal_arns = ["arn:aws:iam::${ACCOUNT}:root"]`);
  return {
    'run.tf': `${block}\n`,
    'topic.tf': `${TOPIC}\n`,
    'role.tf': `${role}\n\noutput "pipeline_policy" {\n  value = module.pipeline_role.policy\n}\n`,
  };
}

const RECIPE = readFileSync(path.join(PROJECT, 'examples', 'pipelines', 'terraform-actions', 'main.tf'), 'utf8');

/** What the action of the recipe for Terraform 1.14 sends for a release: its config, and the input that the provider sends for none. */
function startOfRecipe(machineOf: Readonly<Record<string, string>>, release: string): F.StartExecutionCommandInput {
  const [, config = ''] =
    /action "aws_sfn_start_execution" "backfill" \{\n {2}config \{\n([\s\S]*?)\n {2}\}/.exec(RECIPE) ?? [];
  const values = Object.fromEntries(
    [...config.matchAll(/^ +(\w+) += (\S+)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  expect(Object.keys(values)).toEqual(['state_machine_arn', 'name']);
  expect(values['name']).toBe('var.release');
  return { stateMachineArn: machineOf[values['state_machine_arn'] ?? ''], name: release, input: '{}' };
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** Of one run: what is started, and where it writes. */
interface Started {
  readonly machine: string;
  readonly name: string;
  readonly reports: string;
  readonly topic: string;
  readonly stack: string;
}
const BY_CONSTRUCT = { name: 'first', reports: 'reports', topic: 'ended', stack: 's3_backfill_constructs' };
const [, NAME_IN_THE_README = ''] = /--name (\S+)$/.exec(START) ?? [];
const BY_MODULE = {
  name: NAME_IN_THE_README,
  reports: 'my-bucket-backfill-reports',
  topic: 'backfill-ended',
  stack: 's3_backfill',
};

describeWith([TERRAFORM], 'a run in the account', () => {
  let folder: string;
  let aws: LocalAws;
  let runner: string;
  let root: Root;
  let states: F.SFNClient;
  let byConstruct: Started;
  let byModule: Started;

  beforeAll(async () => {
    folder = makeFolder();
    runner = buildRunner(folder);
    aws = await startLocalAws(runner, process.env, ['--run-functions']);
    // Those of reports are there: Terraform waits a minute for the lifecycle rule of each that it makes.
    for (const Bucket of ['source', 'copies', 'reports', 'my-bucket', 'my-replica', BY_MODULE.reports]) {
      await aws.s3.send(new CreateBucketCommand({ Bucket }));
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await aws.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
    for (const [Bucket, folderOf] of [
      ['source', 'in'],
      ['my-bucket', 'folder'],
    ])
      for (let index = 0; index < OBJECTS; index += 1)
        await aws.s3.send(new PutObjectCommand({ Bucket, Key: `${folderOf}/${index}`, Body: String(index) }));
    root = terraformRoot(
      path.join(folder, 'root'),
      { ...stackFiles(detachedStack(aws.region)), ...moduleFiles() },
      terraformIn(folder),
      aws.environment,
    );
    copyFileSync(detachedArchive(), path.join(root.folder, 'detached-run.zip'));
    for (const one of ['backfill', 'detached-run', 'pipeline-role'])
      cpSync(
        path.join(PROJECT, 'terraform', one),
        path.join(root.folder, 'node_modules', 's3-backfill', 'terraform', one),
        { recursive: true },
      );
    const archives = path.join(root.folder, 'node_modules', 's3-backfill', 'dist', 'lambdas');
    mkdirSync(archives, { recursive: true });
    copyFileSync(detachedArchive(), path.join(archives, 'detached-run.zip'));
    await root.init();
    await root.must('apply', '-auto-approve', '-no-color');
    const outputs = await root.outputs();
    expect(outputs['s3_backfill_constructs']).toMatchObject({
      athena: {
        region: aws.region,
        workgroup: 's3-backfill',
        database: 's3_backfill',
        sourceTable: 'source_inventory',
        destinationTable: 'destination_inventory',
        reportTable: 'completion_reports',
        resultsLocation: 's3://reports/s3-backfill/athena/',
      },
    });
    byConstruct = { ...BY_CONSTRUCT, machine: String(outputs['machine']) };
    byModule = { ...BY_MODULE, machine: String(outputs['backfill_machine']) };
    const [credentials] = aws.accounts;
    if (credentials === undefined) throw new Error('the local AWS has no account');
    states = new F.SFNClient({ endpoint: aws.endpoint, region: aws.region, credentials, maxAttempts: 1 });
  }, 240_000);
  afterAll(async () => {
    states.destroy();
    await aws.stop();
    removeFolder(folder);
  });

  async function run({ machine, name, stack }: Started): Promise<F.DescribeExecutionCommandOutput> {
    const input =
      stack === BY_MODULE.stack
        ? startOfRecipe({ 'module.detached_run.state_machine_arn': machine }, name)
        : { stateMachineArn: machine, name };
    const { executionArn } = await states.send(new F.StartExecutionCommand(input));
    for (let times = 0; times < 240; times += 1) {
      const execution = await states.send(new F.DescribeExecutionCommand({ executionArn }));
      if (execution.status !== 'RUNNING') return execution;
      await sleep(500);
    }
    throw new Error('it took more than two minutes');
  }

  /** Of the runner, with the handoff that Terraform has written. */
  const s3Backfill = (...words: readonly string[]) =>
    runCommand(process.execPath, [runner, ...words], {
      cwd: root.folder,
      env: { ...aws.environment, AWS_REGION: aws.region },
    });
  const eventsOf = (lines: string) =>
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const reported = async ({ name, reports: Bucket }: Started, file: string): Promise<string> => {
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket, Key: `${PLACE}/${name}/${file}` }));
    return (await Body?.transformToString()) ?? '';
  };
  const told = async ({ topic }: Started) => {
    const headers = { 'x-s3-backfill-emulator': '1' };
    const answer = await fetch(`${aws.endpoint}/_emulator/topics/${topic}`, { headers });
    const { messages } = (await answer.json()) as { messages: readonly { message: string }[] };
    return messages.map(({ message }) => (JSON.parse(message) as { detail: { name: string; status: string } }).detail);
  };

  async function isProven(of: Started): Promise<readonly string[]> {
    const ended = await run(of);
    expect(ended).toMatchObject({ status: 'SUCCEEDED' });
    const { executionArn } = ended;
    const { events = [] } = await states.send(new F.GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    expect(events.map(({ type }) => type)).toContain('WaitStateEntered');
    const step = JSON.parse(ended.output ?? '') as { jobs: readonly string[] };
    expect(step).toMatchObject({ state: 'proven', outcome: 'done', report: `s3://${of.reports}/${PLACE}/${of.name}/` });
    expect(step.jobs).toHaveLength(1);
    const certificate = JSON.parse(await reported(of, 'certificate.json')) as object;
    expect(JSON.stringify(certificate)).toContain('"source"');
    expect(await reported(of, 'report.html')).toContain('<html');
    expect(eventsOf(await reported(of, 'events.jsonl')).at(-1)).toMatchObject({
      outcome: 'done',
      exitCode: 0,
    });
    expect(await told(of)).toMatchObject([{ name: of.name, status: 'SUCCEEDED' }]);
    return step.jobs;
  }

  async function isNothingMoreUnderTheSameName(of: Started): Promise<void> {
    await expect(run(of)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(await jobs(of)).toHaveLength(2);
  }

  /** Of the account: that of the other machine is among them. */
  async function jobs({ stack }: Started): Promise<readonly unknown[]> {
    const { stdout } = await s3Backfill('list', '--stack', stack, '--output', 'json');
    return eventsOf(stdout).flatMap((event) =>
      event['kind'] === 'transfers' ? (event['transfers'] as unknown[]) : [],
    );
  }

  async function isFoundByTheRunner({ stack }: Started, [job = '']: readonly string[]): Promise<void> {
    for (const verb of ['watch', 'status', 'report']) {
      const said = await s3Backfill(verb, job, '--stack', stack);
      expect({ verb, ...said }).toMatchObject({ verb, exitCode: 0, stdout: expect.stringContaining(job) });
    }
  }

  /** What `policy caller` prints for its verbs, and enough: it finds that all is there, and AWS denies it nothing. */
  async function isEnoughForThePipeline(role: string): Promise<void> {
    const statementsOf = (document: unknown) => (document as { readonly Statement: readonly Statement[] }).Statement;
    const pairsOf = (statements: readonly Statement[]) =>
      new Set(
        statements.flatMap(({ Action, Resource }) =>
          [Action].flat().flatMap((one) => [Resource].flat().map((on) => `${one} ${on}`)),
        ),
      );
    const told = await Promise.all(
      ['run', 'watch'].map(async (verb) => {
        const words = ['policy', 'caller', '--for', verb, '--caller-arn', role, '--stack', BY_MODULE.stack];
        const { stdout } = await s3Backfill(...words, '--output', 'json');
        return statementsOf(eventsOf(stdout).find(({ kind }) => kind === 'policy')?.['policy']);
      }),
    );
    const { values } = await root
      .must('output', '-json', 'pipeline_policy')
      .then(({ stdout }) => ({ values: JSON.parse(stdout) as string }));
    expect([...pairsOf(statementsOf(JSON.parse(values)))].sort()).toEqual([...pairsOf(told.flat())].sort());
    const [credentials] = aws.accounts;
    const sts = new STSClient({ endpoint: aws.endpoint, region: aws.region, ...(credentials && { credentials }) });
    const { Credentials: session } = await sts.send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'pipeline' }),
    );
    sts.destroy();
    const said = await runCommand(
      process.execPath,
      [runner, 'run', '--stack', BY_MODULE.stack, '--poll-seconds', '1'],
      {
        cwd: root.folder,
        env: {
          ...aws.environment,
          AWS_REGION: aws.region,
          AWS_ACCESS_KEY_ID: session?.AccessKeyId ?? '',
          AWS_SECRET_ACCESS_KEY: session?.SecretAccessKey ?? '',
          AWS_SESSION_TOKEN: session?.SessionToken ?? '',
        },
      },
    );
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout + said.stderr).not.toMatch(/not authorized|AccessDenied/);
  }

  async function isFormatted(): Promise<void> {
    writeFileSync(path.join(folder, 'recipe.tf'), RECIPE);
    expect(await root.run('fmt', '-check', '-diff', path.join(folder, 'recipe.tf'))).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
  }

  /** Its bucket lets in no replica of one object. */
  async function failsWhereItsJobFails(): Promise<void> {
    const Statement = [
      { Effect: 'Deny', Principal: '*', Action: 's3:ReplicateObject', Resource: 'arn:aws:s3:::copies/in/denied' },
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await aws.s3.send(new PutBucketPolicyCommand({ Bucket: 'copies', Policy }));
    await aws.s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'in/denied', Body: 'denied' }));
    const second = { ...byConstruct, name: 'second' };
    const ended = await run(second);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'some-failed' });
    expect(ended.cause).toMatch(/1 .*failed/);
    expect(eventsOf(await reported(second, 'events.jsonl')).at(-1)).toMatchObject({ exitCode: 1 });
    expect((await told(second)).at(-1)).toMatchObject({ name: 'second', status: 'FAILED' });
  }

  it('makes its job once, proves it, is found by the runner, and fails with a reason; it plans to no change, and is destroyed', async () => {
    const both = [byConstruct, byModule];
    // A run mostly waits: what does not change what it does is done meanwhile.
    const [{ resource_changes: changes = [] }, ...made] = await Promise.all([root.plan(), ...both.map(isProven)]);
    expect(changes.filter(({ change }) => change.actions.join() !== 'no-op')).toEqual([]);
    await Promise.all(both.map(isNothingMoreUnderTheSameName));
    const role = String((await root.outputs())['backfill_pipeline_role']);
    await Promise.all([
      failsWhereItsJobFails(),
      isEnoughForThePipeline(role).then(isFormatted),
      ...both.map((one, index) => isFoundByTheRunner(one, made[index] ?? [])),
    ]);
    await root.must('destroy', '-auto-approve', '-refresh=false', '-no-color');
  }, 240_000);
});
