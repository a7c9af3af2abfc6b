// A running emulator with a function, a role for machines that may invoke it, and a client of Step Functions.
import * as L from '@aws-sdk/client-lambda';
import * as F from '@aws-sdk/client-sfn';
import { ACCOUNT, addRole, allow, trust } from '../iam/access/small-world';
import { zipOf } from '../lambda/archive';
import { startEmulator, type Running } from '../running';
import { destroyQueueClients, queueClients } from '../sqs/queue-clients';

export const MACHINE_ROLE = `arn:aws:iam::${ACCOUNT}:role/machine`;
export const FUNCTION_ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:work`;

/** Returns its event with how often it was called, or throws what the event says. */
const SOURCE = `
const calls = new Map();
export const handler = async (event) => {
  const count = (calls.get(event.id) ?? 0) + 1;
  calls.set(event.id, count);
  if (count <= (event.throws ?? 0)) throw Object.assign(new Error('call ' + count), { name: 'Trouble' });
  return { ...event, count };
};
`;

export interface Stage {
  readonly running: Running;
  readonly states: F.SFNClient;
  /** Makes a machine of these states; the first is where it starts. @returns its ARN */
  machine(states: object, more?: object, roleArn?: string): Promise<string>;
  /** Starts one and waits until it is over. */
  run(machineArn: string, input?: object, name?: string): Promise<F.DescribeExecutionCommandOutput>;
  close(): Promise<void>;
}

export async function stage(): Promise<Stage> {
  const running = await startEmulator({ runFunctions: true, clock: 'auto' });
  const { world } = running.emulator;
  addRole(world, 'worker', { trustPolicy: trust({ Service: 'lambda.amazonaws.com' }) });
  const trustPolicy = trust({ Service: 'states.amazonaws.com' });
  addRole(world, 'machine', { trustPolicy, inline: [allow('lambda:InvokeFunction', FUNCTION_ARN)] });
  addRole(world, 'powerless', { trustPolicy });
  const { lambda } = queueClients(running);
  await lambda.send(
    new L.CreateFunctionCommand({
      FunctionName: 'work',
      Role: `arn:aws:iam::${ACCOUNT}:role/worker`,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf({ 'index.mjs': SOURCE }) },
    }),
  );
  const { endpoint, region } = running.emulator;
  const states = new F.SFNClient({ endpoint, region, credentials: running.credentials(0), maxAttempts: 1 });
  let made = 0;
  return {
    running,
    states,
    async machine(all, more = {}, roleArn = MACHINE_ROLE) {
      const definition = JSON.stringify({ StartAt: Object.keys(all)[0], States: all, ...more });
      const command = new F.CreateStateMachineCommand({ name: `machine-${++made}`, definition, roleArn });
      const { stateMachineArn = '' } = await states.send(command);
      return stateMachineArn;
    },
    async run(stateMachineArn, input = {}, name) {
      const command = new F.StartExecutionCommand({
        stateMachineArn,
        input: JSON.stringify(input),
        ...(name === undefined ? {} : { name }),
      });
      const { executionArn } = await states.send(command);
      await running.emulator.idle();
      return states.send(new F.DescribeExecutionCommand({ executionArn }));
    },
    async close() {
      states.destroy();
      destroyQueueClients();
      await running.close();
    },
  };
}

/** A task that invokes the function with what came into the state. */
export const INVOKE = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: FUNCTION_ARN, 'Payload.$': '$' },
  OutputPath: '$.Payload',
};
