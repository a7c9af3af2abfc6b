// Executions of a state that was saved: they go on from the state that they were in.
import * as F from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { control } from '../control/control-client';
import { addRole, trust } from '../iam/access/small-world';
import { makeDataDirectory, type DataDirectory } from '../persistence/data-directory';
import type { Running } from '../running';
import { MACHINE_ROLE } from './machines-on-stage';

let data: DataDirectory;
const clients: F.SFNClient[] = [];

beforeEach(() => {
  data = makeDataDirectory();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await data.end();
});

function statesOf(running: Running): F.SFNClient {
  const { endpoint, region } = running.emulator;
  const client = new F.SFNClient({ endpoint, region, credentials: running.credentials(0), maxAttempts: 1 });
  clients.push(client);
  return client;
}

it('goes on where it was when the emulator was ended, with its history', async () => {
  const first = await data.start({ clock: 'controlled' });
  addRole(first.emulator.world, 'machine', { trustPolicy: trust({ Service: 'states.amazonaws.com' }) });
  const states = statesOf(first);
  const definition = JSON.stringify({
    StartAt: 'Made',
    States: {
      Made: { Type: 'Pass', Result: { made: 1 }, Next: 'Wait' },
      Wait: { Type: 'Wait', Seconds: 3600, Next: 'Done' },
      Done: { Type: 'Succeed' },
    },
  });
  const machine = new F.CreateStateMachineCommand({ name: 'kept', definition, roleArn: MACHINE_ROLE });
  const { stateMachineArn } = await states.send(machine);
  const { executionArn } = await states.send(new F.StartExecutionCommand({ stateMachineArn, name: 'kept' }));
  await control(first, 'POST', 'clock', { advanceMs: 1000 });
  await first.close();
  const second = await data.start({ clock: 'controlled' });
  await control(second, 'POST', 'clock', { advanceMs: 3600_000 });
  await second.emulator.idle();
  const again = statesOf(second);
  const ended = await again.send(new F.DescribeExecutionCommand({ executionArn }));
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{"made":1}' });
  const { events = [] } = await again.send(new F.GetExecutionHistoryCommand({ executionArn }));
  const types = events.map(({ type }) => type);
  expect(types.slice(0, 4)).toEqual(['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'WaitStateEntered']);
  expect(types.at(-1)).toBe('ExecutionSucceeded');
});
