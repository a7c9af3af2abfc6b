// Every operation of Step Functions that is emulated, through the SDK for JavaScript.
import * as IAM from '@aws-sdk/client-iam';
import * as SFN from '@aws-sdk/client-sfn';
import { expect } from '@jest/globals';

const DEFINITION = JSON.stringify({
  StartAt: 'Wait?',
  States: {
    'Wait?': { Type: 'Choice', Choices: [{ Variable: '$.wait', BooleanEquals: true, Next: 'Wait' }], Default: 'Done' },
    Wait: { Type: 'Wait', Seconds: 86_400, Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
});

export async function walkStates(client: SFN.SFNClient, iam: IAM.IAMClient): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const { Role } = await iam.send(new IAM.CreateRoleCommand({ RoleName: 'machine', AssumeRolePolicyDocument }));
  const definition = DEFINITION;
  expect(await client.send(new SFN.ValidateStateMachineDefinitionCommand({ definition }))).toMatchObject({
    result: 'OK',
  });
  const roleArn = Role?.Arn;
  const { stateMachineArn, creationDate } = await client.send(
    new SFN.CreateStateMachineCommand({ name: 'walk', definition, roleArn, tags: [{ key: 'team', value: 'a' }] }),
  );
  expect(creationDate).toBeInstanceOf(Date);
  await walkMachine(client, stateMachineArn);
  await walkExecutions(client, stateMachineArn);
  await client.send(new SFN.DeleteStateMachineCommand({ stateMachineArn }));
}

async function walkMachine(client: SFN.SFNClient, stateMachineArn: string | undefined): Promise<void> {
  const machine = { stateMachineArn };
  await client.send(new SFN.UpdateStateMachineCommand({ ...machine, definition: DEFINITION }));
  expect(await client.send(new SFN.DescribeStateMachineCommand(machine))).toMatchObject({
    name: 'walk',
    definition: DEFINITION,
    status: 'ACTIVE',
    type: 'STANDARD',
  });
  const { stateMachines } = await client.send(new SFN.ListStateMachinesCommand({}));
  expect(stateMachines).toMatchObject([{ stateMachineArn, name: 'walk' }]);
  const { stateMachineVersions } = await client.send(new SFN.ListStateMachineVersionsCommand(machine));
  expect(stateMachineVersions).toEqual([]);
  const resource = { resourceArn: stateMachineArn };
  await client.send(new SFN.TagResourceCommand({ ...resource, tags: [{ key: 'b', value: 'c' }] }));
  await client.send(new SFN.UntagResourceCommand({ ...resource, tagKeys: ['team'] }));
  expect((await client.send(new SFN.ListTagsForResourceCommand(resource))).tags).toEqual([{ key: 'b', value: 'c' }]);
}

async function walkExecutions(client: SFN.SFNClient, stateMachineArn: string | undefined): Promise<void> {
  const start = (name: string, wait: boolean) =>
    client.send(new SFN.StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ wait }) }));
  const done = await start('done', false);
  const waits = await start('waits', true);
  expect(waits.startDate).toBeInstanceOf(Date);
  const { stopDate } = await client.send(
    new SFN.StopExecutionCommand({ executionArn: waits.executionArn, error: 'Enough', cause: 'it was' }),
  );
  expect(stopDate).toBeInstanceOf(Date);
  expect(await client.send(new SFN.DescribeExecutionCommand({ executionArn: waits.executionArn }))).toMatchObject({
    status: 'ABORTED',
    error: 'Enough',
    cause: 'it was',
  });
  const { events } = await client.send(new SFN.GetExecutionHistoryCommand({ executionArn: done.executionArn }));
  expect(events?.at(-1)).toMatchObject({ type: 'ExecutionSucceeded', timestamp: expect.any(Date) });
  const { executions } = await client.send(new SFN.ListExecutionsCommand({ stateMachineArn }));
  expect(executions?.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
    'done SUCCEEDED',
    'waits ABORTED',
  ]);
}
