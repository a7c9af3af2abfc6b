// Executions of state machines.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
import * as z from 'zod';
import { hexDigits, newKeyId } from '../kms/access/key-id';
import { arnHere, readInput } from '../monitoring/monitoring-call';
import type { HistoryEvent, StateExecution } from '../world/serverless/state-machine';
import { readDefinition } from './definition/read-definition';
import { conclude, note, tellEventBridge, WHOLE } from './run/history';
import { runExecution } from './run/run-execution';
import { WAITS } from './run/waiting';
import {
  ARN,
  listed,
  NAME,
  openExecution,
  openMachine,
  PAGE,
  seconds,
  statesFault,
  type Answer,
  type StatesCall,
  type StatesOperations,
} from './states-call';

export const EXECUTION_OPERATIONS: StatesOperations = {
  StartExecution: start,
  DescribeExecution: (call) => described(openExecution(call, readInput(call, DESCRIBE).executionArn)),
  ListExecutions: list,
  GetExecutionHistory: history,
  StopExecution: stop,
};

const DESCRIBE = z.strictObject({ executionArn: ARN, includedData: z.literal('ALL_DATA').optional() });
/** A name is free again after this. */
const NAME_HELD_MS = 90 * 24 * 3600_000;

/** The same name with the same input is the same execution while it runs; a name that was used is refused for 90 days. */
function start(call: StatesCall): Answer {
  const { world } = call;
  const given = readInput(
    call,
    z.strictObject({ stateMachineArn: ARN, name: NAME.optional(), input: z.string().max(262_144).default('{}') }),
  );
  const machine = openMachine(call, given.stateMachineArn);
  const { name = newKeyId(hexDigits(world, 32)), input } = given;
  const data = parsed(input);
  const arn = arnHere(call, 'states', `execution:${machine.name}:${name}`);
  const now = world.clock.now();
  const before = world.stateExecutions.get(arn);
  if (before?.status === 'RUNNING' && before.input === input)
    return { executionArn: arn, startDate: seconds(before.startedMs) };
  if (before !== undefined && now - (before.stoppedMs ?? now) < NAME_HELD_MS)
    throw statesFault('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  const execution: StateExecution = {
    arn,
    name,
    machineArn: machine.arn,
    machineName: machine.name,
    accountId: machine.accountId,
    region: machine.region,
    definition: machine.definition,
    roleArn: machine.roleArn,
    input,
    startedMs: now,
    events: [],
    status: 'RUNNING',
    at: { state: readDefinition(machine.definition).StartAt, input: data },
  };
  world.stateExecutions.set(arn, execution);
  const { roleArn } = machine;
  note(world, execution, 'ExecutionStarted', ['executionStartedEventDetails', { input, inputDetails: WHOLE, roleArn }]);
  tellEventBridge(world, execution);
  runExecution(world, execution);
  return { executionArn: arn, startDate: seconds(now) };
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw statesFault(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${input.slice(0, 80)}' is not JSON`,
    );
  }
}

function optional(fields: Readonly<Record<string, unknown>>): Answer {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function inShort({ arn, machineArn, name, status, startedMs, stoppedMs }: StateExecution): Answer {
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: seconds(startedMs),
    ...(stoppedMs === undefined ? {} : { stopDate: seconds(stoppedMs) }),
  };
}

function described(execution: StateExecution): Answer {
  const { input, output, error, cause } = execution;
  const details = { included: true };
  return {
    ...inShort(execution),
    input,
    inputDetails: details,
    ...optional({ output, outputDetails: output === undefined ? undefined : details, error, cause }),
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Redrive is not emulated',
  };
}

function list(call: StatesCall): Answer {
  const { stateMachineArn, statusFilter, ...page } = readInput(
    call,
    z.strictObject({
      stateMachineArn: ARN,
      statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).optional(),
      ...PAGE,
    }),
  );
  const { arn } = openMachine(call, stateMachineArn);
  const found = [...call.world.stateExecutions.values()].filter(
    ({ machineArn, status }) => machineArn === arn && (statusFilter === undefined || status === statusFilter),
  );
  const newestFirst = found.sort((a, b) => b.startedMs - a.startedMs);
  return listed(
    'executions',
    newestFirst.map((one) => ({ ...inShort(one), redriveCount: 0 })),
    page,
  );
}

function history(call: StatesCall): Answer {
  const { executionArn, reverseOrder, includeExecutionData, ...page } = readInput(
    call,
    z.strictObject({
      executionArn: ARN,
      reverseOrder: z.boolean().default(false),
      includeExecutionData: z.boolean().default(true),
      ...PAGE,
    }),
  );
  const { events } = openExecution(call, executionArn);
  const told = ({ id, previousEventId, atMs, type, details }: HistoryEvent): Answer => ({
    id,
    previousEventId,
    timestamp: seconds(atMs),
    type,
    ...(details === undefined ? {} : { [details[0]]: includeExecutionData ? details[1] : withoutData(details[1]) }),
  });
  return listed('events', (reverseOrder ? events.toReversed() : events).map(told), page);
}

const DATA: ReadonlySet<string> = new Set(['input', 'output', 'parameters', 'cause', 'error']);

function withoutData(values: Readonly<Record<string, unknown>>): Answer {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !DATA.has(name)));
}

function stop(call: StatesCall): Answer {
  const input = z.strictObject({
    executionArn: ARN,
    error: z.string().max(256).optional(),
    cause: z.string().max(32_768).optional(),
  });
  const { executionArn, error, cause } = readInput(call, input);
  const execution = openExecution(call, executionArn);
  conclude(call.world, execution, { status: 'ABORTED', error, cause });
  WAITS.get(execution)?.abort();
  return { stopDate: seconds(execution.stoppedMs ?? call.world.clock.now()) };
}
