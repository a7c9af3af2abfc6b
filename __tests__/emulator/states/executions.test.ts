// Executions of state machines: from state to state, on the emulator's clock, as the role of the machine.
import * as EB from '@aws-sdk/client-eventbridge';
import * as F from '@aws-sdk/client-sfn';
import * as Sns from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { control } from '../control/control-client';
import { bugs, errorOf } from '../running';
import { FUNCTION_ARN, INVOKE, stage, type Stage } from './machines-on-stage';

let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterAll(async () => {
  expect(bugs(on.running)).toEqual([]);
  await on.close();
});

const parsed = (text = 'null'): unknown => JSON.parse(text);
const typesOf = async (executionArn = ''): Promise<readonly (string | undefined)[]> => {
  const { events = [] } = await on.states.send(new F.GetExecutionHistoryCommand({ executionArn }));
  return events.map(({ type }) => type);
};

describe('an execution', () => {
  it('goes through a task, a choice and a wait, until the choice lets it end', async () => {
    const machine = await on.machine({
      Work: { ...INVOKE, Next: 'Enough?' },
      'Enough?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.count', NumericEquals: 3, Next: 'Done' }],
        Default: 'Wait',
      },
      Wait: { Type: 'Wait', Seconds: 3600, Next: 'Work' },
      Done: { Type: 'Succeed' },
    });
    const { clock } = on.running.emulator.world;
    const before = clock.now();
    const ended = await on.run(machine, { id: 'loop' });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', input: '{"id":"loop"}' });
    expect(parsed(ended.output)).toEqual({ id: 'loop', count: 3 });
    expect(clock.now() - before).toBeGreaterThanOrEqual(2 * 3600_000);
    expect(clock.now() - before).toBeLessThan(2 * 3600_000 + 60_000);
    const types = await typesOf(ended.executionArn);
    expect(types.slice(0, 7)).toEqual([
      ...['ExecutionStarted', 'TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSucceeded'],
      ...['TaskStateExited', 'ChoiceStateEntered'],
    ]);
    expect(types.at(-1)).toBe('ExecutionSucceeded');
  });

  it('tries a task again as its retriers say, and not an error that they do not name', async () => {
    const Retry = [{ ErrorEquals: ['Trouble'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 3 }];
    const machine = await on.machine({ Work: { ...INVOKE, Retry, End: true } });
    const { clock } = on.running.emulator.world;
    const before = clock.now();
    expect(await on.run(machine, { id: 'twice', throws: 2 })).toMatchObject({ status: 'SUCCEEDED' });
    expect(clock.now() - before).toBeGreaterThanOrEqual(40_000);
    const failed = await on.run(machine, { id: 'thrice', throws: 3 });
    expect(failed).toMatchObject({ status: 'FAILED', error: 'Trouble' });
    expect(parsed(failed.cause)).toMatchObject({ errorType: 'Trouble', errorMessage: 'call 3' });
    const other = await on.machine({
      Work: { ...INVOKE, Retry: [{ ErrorEquals: ['Another'] }], End: true },
    });
    expect(parsed((await on.run(other, { id: 'once', throws: 9 })).cause)).toMatchObject({ errorMessage: 'call 1' });
  });

  it('goes where a catcher leads, with the error, and fails with what a Fail state reads', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Failed' }];
    const machine = await on.machine({
      Work: { ...INVOKE, Catch, End: true },
      Failed: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.id' },
    });
    expect(await on.run(machine, { id: 'caught', throws: 1 })).toMatchObject({
      status: 'FAILED',
      error: 'Trouble',
      cause: 'caught',
    });
  });

  it('makes payloads of its input and its context', async () => {
    const machine = await on.machine({
      Made: {
        Type: 'Pass',
        Parameters: { 'name.$': '$$.Execution.Name', inside: { 'deep.$': "$.a['b c'][1]" }, is: 'kept' },
        ResultPath: '$.made',
        End: true,
      },
    });
    const { output } = await on.run(machine, { a: { 'b c': [1, 2] } }, 'by-name');
    expect(parsed(output)).toEqual({
      a: { 'b c': [1, 2] },
      made: { name: 'by-name', inside: { deep: 2 }, is: 'kept' },
    });
    expect(await on.run(machine, {})).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('invokes nothing that the role of the machine may not', async () => {
    const powerless = 'arn:aws:iam::111122223333:role/powerless';
    const machine = await on.machine({ Work: { ...INVOKE, End: true } }, {}, powerless);
    const ended = await on.run(machine);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Lambda.AWSLambdaException' });
    expect(ended.cause).toContain(`is not authorized to perform: lambda:InvokeFunction on resource: ${FUNCTION_ARN}`);
  });

  it('is the same under the same name and input while it runs, and is refused afterwards', async () => {
    const machine = await on.machine({ Wait: { Type: 'Wait', Seconds: 60, End: true } });
    const { running, states } = on;
    await control(running, 'POST', 'clock', { mode: 'controlled' });
    const start = (input: string) =>
      states.send(new F.StartExecutionCommand({ stateMachineArn: machine, name: 'named', input }));
    const first = await start('{}');
    expect(await start('{}')).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    expect(await errorOf(start('{"a":1}'))).toMatchObject({ name: 'ExecutionAlreadyExists', status: 400 });
    await control(running, 'POST', 'clock', { mode: 'auto' });
    await running.emulator.idle();
    expect(await errorOf(start('{}'))).toMatchObject({ name: 'ExecutionAlreadyExists', status: 400 });
    const { executions = [] } = await states.send(new F.ListExecutionsCommand({ stateMachineArn: machine }));
    expect(executions.map(({ name, status }) => [name, status])).toEqual([['named', 'SUCCEEDED']]);
  });

  it('ends at its timeout, when it is stopped, and with its machine', async () => {
    const { running, states } = on;
    const late = await on.machine({ Wait: { Type: 'Wait', Seconds: 600, End: true } }, { TimeoutSeconds: 60 });
    expect(await on.run(late)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    await control(running, 'POST', 'clock', { mode: 'controlled' });
    const waiting = await on.machine({ Wait: { Type: 'Wait', Seconds: 600, End: true } });
    const start = async () =>
      (await states.send(new F.StartExecutionCommand({ stateMachineArn: waiting }))).executionArn;
    const [stopped, left] = [await start(), await start()];
    await states.send(new F.StopExecutionCommand({ executionArn: stopped, error: 'Enough', cause: 'of it' }));
    await states.send(new F.DeleteStateMachineCommand({ stateMachineArn: waiting }));
    await running.emulator.idle();
    await control(running, 'POST', 'clock', { mode: 'auto' });
    const statusOf = async (executionArn: string | undefined) =>
      states.send(new F.DescribeExecutionCommand({ executionArn }));
    expect(await statusOf(stopped)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of it' });
    expect(await statusOf(left)).toMatchObject({ status: 'ABORTED' });
  });
});

it('tells EventBridge how an execution ended, which tells a topic whose policy lets it in', async () => {
  const { endpoint, region } = on.running.emulator;
  const common = { endpoint, region, credentials: on.running.credentials(0), maxAttempts: 1 };
  const [sns, events] = [new Sns.SNSClient(common), new EB.EventBridgeClient(common)];
  const machine = await on.machine({ Done: { Type: 'Pass', End: true } });
  const pattern = { source: ['aws.states'], detail: { stateMachineArn: [machine], status: ['SUCCEEDED'] } };
  await events.send(new EB.PutRuleCommand({ Name: 'ended', EventPattern: JSON.stringify(pattern) }));
  for (const Name of ['open', 'closed']) {
    const { TopicArn: arn = '' } = await sns.send(new Sns.CreateTopicCommand({ Name }));
    await events.send(new EB.PutTargetsCommand({ Rule: 'ended', Targets: [{ Id: Name, Arn: arn }] }));
    if (Name === 'closed') continue;
    const Principal = { Service: 'events.amazonaws.com' };
    const Statement = [{ Effect: 'Allow', Principal, Action: 'sns:Publish', Resource: arn }];
    const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement });
    await sns.send(new Sns.SetTopicAttributesCommand({ TopicArn: arn, AttributeName: 'Policy', AttributeValue }));
  }
  await on.run(machine, {}, 'told');
  const messagesOf = async (name: string) =>
    (await control(on.running, 'GET', `topics/${name}`)).body['messages'] as readonly { message: string }[];
  const told = await messagesOf('open');
  expect(told.map(({ message }) => parsed(message))).toMatchObject([
    {
      'detail-type': 'Step Functions Execution Status Change',
      detail: { name: 'told', status: 'SUCCEEDED', output: '{}' },
    },
  ]);
  expect(await messagesOf('closed')).toEqual([]);
  sns.destroy();
  events.destroy();
});
