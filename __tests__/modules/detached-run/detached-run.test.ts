import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BatchReplication,
  DetachedRun,
  DETACHED_RUN_PERMISSIONS,
  type BatchReplicationProps,
  type DetachedRunProps,
} from '../../../modules';
import { CALLER_PERMISSIONS } from '../../../runner/policy/caller/caller-permissions';
import { LOOKING_PERMISSIONS } from '../../../runner/policy/caller/looking-permissions';
import { newStack, synthesize, type Synthesized } from '../synthesis';

let folder: string;
let archivePath: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
  archivePath = path.join(folder, 'detached-run.zip');
  writeFileSync(archivePath, 'an archive');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REPLICATION: BatchReplicationProps = {
  sourceBucketName: 'source',
  sourceAccountId: '111122223333',
  sourceRegion: 'eu-west-1',
  rules: [{ destinationBucketName: 'copies', prefix: 'in/' }],
  reportBucketName: 'reports',
};

function make(
  changes: Partial<Omit<DetachedRunProps, 'replication'>> = {},
  replication: BatchReplicationProps = REPLICATION,
): Synthesized {
  const stack = newStack();
  const made = new BatchReplication(stack, 'backfill', replication);
  new DetachedRun(stack, 'detached', { replication: made, archivePath, ...changes });
  return synthesize(stack);
}

interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function definitionOf(stack: Synthesized): Definition {
  const { definition } = stack.resources('aws_sfn_state_machine')['detached_machine'] as { definition: string };
  return JSON.parse(definition) as Definition;
}

function policyOf(stack: Synthesized, id: string): Readonly<Record<string, readonly [string[], string[]]>> {
  const { statement } = stack.data('aws_iam_policy_document')[id] as {
    statement: readonly { sid: string; actions: string[]; resources: string[] }[];
  };
  return Object.fromEntries(statement.map(({ sid, actions, resources }) => [sid, [actions, resources]]));
}

describe('DetachedRun', () => {
  it('goes from step to step, waits in between, and succeeds only with what is proven', () => {
    const { StartAt, States, TimeoutSeconds } = definitionOf(make());
    expect([StartAt, TimeoutSeconds]).toEqual(['Let rules settle', 604_800]);
    expect(States['Let rules settle']).toEqual({ Type: 'Wait', Seconds: 300, Next: 'Step' });
    expect(States['Wait']).toEqual({ Type: 'Wait', Seconds: 300, Next: 'Step' });
    expect(States['How is it?']).toMatchObject({
      Choices: [
        { Variable: '$.state', StringEquals: 'proven', Next: 'Proven' },
        { Variable: '$.state', StringEquals: 'running', Next: 'Wait' },
      ],
      Default: 'Failed',
    });
    const succeeding = Object.entries(States).filter(([, { Type, End }]) => Type === 'Succeed' || End === true);
    expect(succeeding.map(([name]) => name)).toEqual(['Proven']);
    expect(States['Step']).toMatchObject({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Broken off' }] });
  });

  it('gives the function the handoff that the runner reads, and the name of the execution', () => {
    const stack = make();
    const { Parameters } = definitionOf(stack).States['Step'] as { Parameters: { Payload: object } };
    const value = JSON.parse(
      JSON.stringify(stack.outputs['s3_backfill']?.value).replace(/\$\{\\"(\d+)\\"\}/g, '$1'),
    ) as object;
    expect(Parameters.Payload).toEqual({
      'execution.$': '$$.Execution.Name',
      handoff: value,
      flags: ['--checks', 'basic'],
    });
  });

  it('begins with the first step at once, and looks as often as it is told', () => {
    const { States } = definitionOf(make({ startAfterSeconds: 0, pollSeconds: 600, timeoutSeconds: 1_500_000 }));
    // Step Functions takes 0, and goes on at once.
    expect(States['Let rules settle']).toMatchObject({ Seconds: 0 });
    expect(States['Wait']).toMatchObject({ Seconds: 600 });
  });

  it('lets the function do what a run with basic checks needs, beside its own report, and nothing else', () => {
    const uses = new Set(['routes', 'inventory', 'assumed role', 'signing']);
    const needed = CALLER_PERMISSIONS.filter(
      (one) =>
        one.verbs.includes('run') &&
        !LOOKING_PERMISSIONS.includes(one) &&
        !(one.onlyFor !== undefined && uses.has(one.onlyFor)) &&
        // For a single object, by --key.
        !(one.action === 's3:GetObject' && one.on === 'source objects'),
    ).map(({ action, on }) => `${action} on ${on.replace(/^(destination bucket)s$/, '$1')}`);
    const own = [
      's3:PutObject on report objects',
      'logs:CreateLogStream on function logs',
      'logs:PutLogEvents on function logs',
    ];
    const granted = DETACHED_RUN_PERMISSIONS.map(({ action, on }) => `${action} on ${on}`);
    expect(granted.toSorted()).toEqual([...new Set([...needed, ...own])].toSorted());
  });

  it('names in each policy what it is about', () => {
    const stack = make();
    const step = policyOf(stack, 'detached_step_permissions');
    expect(step['EveryJobOfTheAccount']).toEqual([['s3:CreateJob', 's3:ListJobs'], ['*']]);
    expect(step['JobRole']?.[1]).toEqual(['${aws_iam_role.backfill_batch-job-role.arn}']);
    expect(step['DestinationObjects']?.[1]).toEqual(['arn:P:s3:::copies/*']);
    expect(step['ReportObjects']).toEqual([
      ['s3:GetObject', 's3:PutObject'],
      ['arn:P:s3:::reports/s3-backfill/reports/*'],
    ]);
    expect(step['ManifestObjects']?.[1]).toEqual(['arn:P:s3:::reports/s3-backfill/manifests/*']);
    expect(policyOf(stack, 'detached_permissions')).toEqual({
      Function: [['lambda:InvokeFunction'], ['${aws_lambda_function.detached_step_function.arn}']],
    });
  });

  it('has EventBridge tell the topic of every ending, and alarms of those that did not succeed', () => {
    const stack = make({
      topicArn: 'arn:aws:sns:eu-west-1:111122223333:ops',
      alarmActionArns: ['arn:aws:sns:eu-west-1:111122223333:pager'],
    });
    const rule = stack.resources('aws_cloudwatch_event_rule')['detached_ended'] as { event_pattern: string };
    expect(JSON.parse(rule.event_pattern)).toMatchObject({
      source: ['aws.states'],
      detail: { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] },
    });
    const alarms = stack.resources('aws_cloudwatch_metric_alarm');
    expect(
      Object.values(alarms)
        .map(({ metric_name }) => metric_name as string)
        .sort(),
    ).toEqual(['ExecutionsFailed', 'ExecutionsTimedOut']);
    expect(make().types).not.toContain('aws_cloudwatch_event_rule');
  });

  it('asks for destinations where the replication is adopted', () => {
    const adopted: BatchReplicationProps = {
      sourceBucketName: 'source',
      adoptExistingReplication: true,
      reportBucketName: 'reports',
    };
    expect(() => make({}, adopted)).toThrow('destinationBucketNames');
    expect(
      policyOf(make({ destinationBucketNames: ['theirs'] }, adopted), 'detached_step_permissions')[
        'DestinationBucket'
      ]?.[1],
    ).toEqual(['arn:P:s3:::theirs']);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, those of Lambda, Step Functions and EventBridge beside it.
  it('makes names that AWS has room for, of the longest that it takes', () => {
    const made = make({ name: 'n'.repeat(30), topicArn: 'arn:aws:sns:eu-west-1:111122223333:ops' });
    const longest = (type: string, key: string): number =>
      Math.max(
        ...Object.values(made.resources(type)).map((one) => String((one as Record<string, unknown>)[key]).length),
      );
    expect(longest('aws_iam_role', 'name')).toBeLessThanOrEqual(64);
    expect(longest('aws_lambda_function', 'function_name')).toBeLessThanOrEqual(64);
    expect(longest('aws_sfn_state_machine', 'name')).toBeLessThanOrEqual(80);
    expect(longest('aws_cloudwatch_event_rule', 'name')).toBeLessThanOrEqual(64);
  });

  it.each([
    ['pollSeconds', { pollSeconds: 5 }, 'a whole number from 10 to 86400'],
    ['timeoutSeconds', { pollSeconds: 10 }, 'at most 2500 times pollSeconds, which is 10'],
    ['name', { name: 'a b' }, 'one to 30 letters'],
    ['topicArn', { topicArn: 'ops' }, 'arn:aws:sns:'],
    ['topicArn', { topicArn: 'arn:aws:sns:us-east-1:111122223333:ops' }, 'a topic of eu-west-1'],
    ['alarmActionArns[0]', { alarmActionArns: ['arn:aws:sns:us-east-1:111122223333:ops'] }, 'a topic of eu-west-1'],
    ['name', { name: 'a'.repeat(31) }, 'one to 30 letters'],
    ['archivePath', { archivePath: 'nowhere.zip' }, 'npm run build makes dist/lambdas/detached-run.zip'],
    ['logRetentionDays', { logRetentionDays: 2 }, 'CloudWatch Logs takes 1, 3, 5'],
  ])('refuses %s with a reason', (prop, changes, why) => {
    expect(() => make(changes)).toThrow(prop);
    expect(() => make(changes)).toThrow(why);
  });
});
