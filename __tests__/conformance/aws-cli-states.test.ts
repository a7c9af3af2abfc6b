/** @group outside */
// aws stepfunctions: a machine that is made, run under a name, looked at, and cleared away.
import { beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { type AwsCli, awsCli } from './aws-cli';
import { withEmulator } from './setup';

describeWith(['aws'], 'aws stepfunctions', () => {
  const local = withEmulator();
  let cli: AwsCli;

  beforeAll(() => {
    const { aws, folder } = local();
    cli = awsCli(aws, folder);
  });

  it('makes a machine, runs it once under a name, and removes it', async () => {
    const Principal = { Service: 'states.amazonaws.com' };
    const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
    const trust = JSON.stringify({ Version: '2012-10-17', Statement });
    await cli.json('iam', 'create-role', '--role-name', 'machine', '--assume-role-policy-document', trust);
    const definition = JSON.stringify({
      StartAt: 'Big?',
      States: {
        'Big?': { Type: 'Choice', Choices: [{ Variable: '$.size', NumericEquals: 1, Next: 'Done' }], Default: 'No' },
        Done: { Type: 'Succeed' },
        No: { Type: 'Fail', Error: 'TooSmall', Cause: 'it is none' },
      },
    });
    const made = cli.json(
      ...['stepfunctions', 'create-state-machine', '--name', 'walk', '--definition', definition],
      ...['--role-arn', 'arn:aws:iam::111122223333:role/machine', '--tags', 'key=team,value=a'],
    );
    const { stateMachineArn } = (await made) as { stateMachineArn: string };
    const machine = ['--state-machine-arn', stateMachineArn];
    const start = (name: string, input: string) =>
      [...['stepfunctions', 'start-execution', ...machine], ...['--name', name, '--input', input]] as const;
    const { executionArn } = (await cli.json(...start('one', '{"size":1}'))) as { executionArn: string };
    await cli.json(...start('none', '{"size":0}'));
    await Promise.all([
      expect(cli.json('stepfunctions', 'describe-state-machine', ...machine)).resolves.toMatchObject({
        name: 'walk',
        definition,
        status: 'ACTIVE',
      }),
      expect(cli.json('stepfunctions', 'list-tags-for-resource', '--resource-arn', stateMachineArn)).resolves.toEqual({
        tags: [{ key: 'team', value: 'a' }],
      }),
      expect(cli.json('stepfunctions', 'describe-execution', '--execution-arn', executionArn)).resolves.toMatchObject({
        status: 'SUCCEEDED',
        output: '{"size":1}',
      }),
      expect(
        cli.json('stepfunctions', 'list-executions', ...machine, '--status-filter', 'FAILED'),
      ).resolves.toMatchObject({ executions: [{ name: 'none', status: 'FAILED' }] }),
      expect(
        cli.json('stepfunctions', 'get-execution-history', '--execution-arn', executionArn, '--reverse-order'),
      ).resolves.toMatchObject({
        events: [
          { type: 'ExecutionSucceeded' },
          { type: 'SucceedStateExited' },
          {},
          {},
          {},
          { type: 'ExecutionStarted' },
        ],
      }),
      expect(cli.refusal(...start('one', '{"size":1}'))).resolves.toBe('ExecutionAlreadyExists'),
    ]);
    await cli.json('stepfunctions', 'delete-state-machine', ...machine);
    await expect(cli.refusal('stepfunctions', 'describe-state-machine', ...machine)).resolves.toBe(
      'StateMachineDoesNotExist',
    );
  }, 120_000);
});
