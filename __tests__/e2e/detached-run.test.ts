/** @group outside */
// DetachedRun, applied by Terraform to the local AWS: one call starts it, and it makes the job, waits, compares and writes what it has found;
// the same name starts nothing, the runner finds its job by the same handoff, and a run whose job fails does not succeed.
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
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
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TerraformOutput, TerraformStack, Testing } from 'cdktf';
import { runCommand } from '../../examples/demo/command';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import { BatchReplication, DetachedRun } from '../../modules';
import { buildRunner, describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from './setup';
import { type Root, stackFiles, terraformRoot } from './terraform-root';

const OBJECTS = 5;
const PLACE = 's3-backfill/reports/detached';

function detachedStack(region: string): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'stack');
  new AwsProvider(stack, 'aws', { region });
  const replication = new BatchReplication(stack, 'backfill', {
    sourceBucketName: 'source',
    rules: [{ destinationBucketName: 'copies', prefix: 'in/' }],
    reportBucket: { create: { bucketName: 'reports', forceDestroy: true } },
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
    tags: { team: 'a' },
  });
  new TerraformOutput(stack, 'machine', { value: run.stateMachineArn });
  return stack;
}

describeWith([TERRAFORM], 'a run in the account', () => {
  let folder: string;
  let aws: LocalAws;
  let runner: string;
  let root: Root;
  let states: F.SFNClient;
  let stateMachineArn: string;

  beforeAll(async () => {
    folder = makeFolder();
    runner = buildRunner(folder);
    aws = await startLocalAws(runner, process.env, ['--run-functions']);
    execFileSync(process.execPath, ['build.mjs', '--detached', folder], { cwd: PROJECT, stdio: 'pipe' });
    for (const Bucket of ['source', 'copies']) {
      await aws.s3.send(new CreateBucketCommand({ Bucket }));
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await aws.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
    for (let index = 0; index < OBJECTS; index += 1)
      await aws.s3.send(new PutObjectCommand({ Bucket: 'source', Key: `in/${index}`, Body: String(index) }));
    root = terraformRoot(
      path.join(folder, 'root'),
      stackFiles(detachedStack(aws.region)),
      terraformIn(folder),
      aws.environment,
    );
    copyFileSync(path.join(folder, 'detached-run.zip'), path.join(root.folder, 'detached-run.zip'));
    await root.must('init', '-no-color');
    await root.must('apply', '-auto-approve', '-no-color');
    stateMachineArn = String((await root.outputs())['machine']);
    const [credentials] = aws.accounts;
    if (credentials === undefined) throw new Error('the local AWS has no account');
    states = new F.SFNClient({ endpoint: aws.endpoint, region: aws.region, credentials, maxAttempts: 1 });
  }, 240_000);
  afterAll(async () => {
    states.destroy();
    await aws.stop();
    removeFolder(folder);
  });

  async function run(name: string): Promise<F.DescribeExecutionCommandOutput> {
    const { executionArn } = await states.send(new F.StartExecutionCommand({ stateMachineArn, name }));
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
  const reported = async (Key: string): Promise<string> =>
    (await (await aws.s3.send(new GetObjectCommand({ Bucket: 'reports', Key }))).Body?.transformToString()) ?? '';
  const told = async () => {
    const headers = { 'x-s3-backfill-emulator': '1' };
    const answer = await fetch(`${aws.endpoint}/_emulator/topics/ended`, { headers });
    const { messages } = (await answer.json()) as { messages: readonly { message: string }[] };
    return messages.map(({ message }) => (JSON.parse(message) as { detail: { name: string; status: string } }).detail);
  };

  async function isProven(): Promise<readonly string[]> {
    const ended = await run('first');
    expect(ended).toMatchObject({ status: 'SUCCEEDED' });
    const { executionArn } = ended;
    const { events = [] } = await states.send(new F.GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    expect(events.map(({ type }) => type)).toContain('WaitStateEntered');
    const step = JSON.parse(ended.output ?? '') as { jobs: readonly string[] };
    expect(step).toMatchObject({ state: 'proven', outcome: 'done', report: `s3://reports/${PLACE}/first/` });
    expect(step.jobs).toHaveLength(1);
    const certificate = JSON.parse(await reported(`${PLACE}/first/certificate.json`)) as object;
    expect(JSON.stringify(certificate)).toContain('"source"');
    expect(await reported(`${PLACE}/first/report.html`)).toContain('<html');
    expect(eventsOf(await reported(`${PLACE}/first/events.jsonl`)).at(-1)).toMatchObject({
      outcome: 'done',
      exitCode: 0,
    });
    expect(await told()).toMatchObject([{ name: 'first', status: 'SUCCEEDED' }]);
    return step.jobs;
  }

  async function isNothingMoreUnderTheSameName(): Promise<void> {
    await expect(run('first')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(await jobs()).toHaveLength(1);
  }

  async function jobs(): Promise<readonly unknown[]> {
    const { stdout } = await s3Backfill('list', '--output', 'json');
    return eventsOf(stdout).flatMap((event) =>
      event['kind'] === 'transfers' ? (event['transfers'] as unknown[]) : [],
    );
  }

  async function isFoundByTheRunner([job = '']: readonly string[]): Promise<void> {
    for (const verb of ['watch', 'status', 'report']) {
      const said = await s3Backfill(verb, job);
      expect({ verb, ...said }).toMatchObject({ verb, exitCode: 0, stdout: expect.stringContaining(job) });
    }
  }

  /** Its bucket lets in no replica of one object. */
  async function failsWhereItsJobFails(): Promise<void> {
    const Statement = [
      { Effect: 'Deny', Principal: '*', Action: 's3:ReplicateObject', Resource: 'arn:aws:s3:::copies/in/denied' },
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await aws.s3.send(new PutBucketPolicyCommand({ Bucket: 'copies', Policy }));
    await aws.s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'in/denied', Body: 'denied' }));
    const ended = await run('second');
    expect(ended).toMatchObject({ status: 'FAILED', error: 'some-failed' });
    expect(ended.cause).toMatch(/1 .*failed/);
    expect(eventsOf(await reported(`${PLACE}/second/events.jsonl`)).at(-1)).toMatchObject({ exitCode: 1 });
    expect((await told()).at(-1)).toMatchObject({ name: 'second', status: 'FAILED' });
  }

  it('makes its job once, proves it, is found by the runner, and fails with a reason; it plans to no change, and is destroyed', async () => {
    const { resource_changes: changes = [] } = await root.plan();
    expect(changes.filter(({ change }) => change.actions.join() !== 'no-op')).toEqual([]);
    const made = await isProven();
    await isNothingMoreUnderTheSameName();
    await isFoundByTheRunner(made);
    await failsWhereItsJobFails();
    await root.must('destroy', '-auto-approve', '-no-color');
  }, 240_000);
});
