// Goes from state to state until an execution is over; waits on the emulator's clock.
import { WAITS } from './waiting';
import { conclude, MOST_EVENTS, note, WHOLE } from './history';
import { invokeFunction, StateError } from './invoke-function';
import { filled, NothingThere, placedAt, present, valueAt, type PathRoots } from '../definition/paths';
import {
  readDefinition,
  type Definition,
  type Retrier,
  type Rule,
  type State,
  type StateOf,
} from '../definition/read-definition';
import type { StateExecution } from '../../world/serverless/state-machine';
import type { World } from '../../world/world';

/** Where a state leads to; without a next one the execution has succeeded. */
interface Step {
  readonly output: unknown;
  readonly next?: string | undefined;
}

interface Going {
  readonly world: World;
  readonly execution: StateExecution;
  readonly signal: AbortSignal;
  /** Retries of the state, by the place of the retrier. */
  readonly retries: Map<Retrier, number>;
}

/** Begins where the execution is: at its start, or where it was when its state was saved. */
export function runExecution(world: World, execution: StateExecution): void {
  world.background.run(async (closing) => {
    const stopping = new AbortController();
    WAITS.set(execution, stopping);
    const { signal } = stopping;
    const close = (): void => stopping.abort();
    closing.addEventListener('abort', close, { once: true });
    const definition = readDefinition(execution.definition);
    endInTime(world, execution, definition, signal);
    try {
      while (execution.status === 'RUNNING') await step(world, execution, definition, signal);
    } catch (error) {
      if (closing.aborted || !signal.aborted) throw error;
    } finally {
      closing.removeEventListener('abort', close);
      WAITS.delete(execution);
      stopping.abort();
    }
  });
}

function endInTime(world: World, execution: StateExecution, { TimeoutSeconds }: Definition, signal: AbortSignal): void {
  if (TimeoutSeconds === undefined) return;
  const left = execution.startedMs + TimeoutSeconds * 1000 - world.clock.now();
  world.clock.sleep(Math.max(1, left), signal, true).then(
    () => {
      conclude(world, execution, { status: 'TIMED_OUT', error: 'States.Timeout' });
      WAITS.get(execution)?.abort();
    },
    () => undefined,
  );
}

async function step(
  world: World,
  execution: StateExecution,
  { States }: Definition,
  signal: AbortSignal,
): Promise<void> {
  const { state: name, input } = execution.at;
  const state = States[name];
  if (state === undefined) throw new Error(`${execution.arn} is at ${name}, which its machine does not have`);
  const text = JSON.stringify(input);
  note(world, execution, `${state.Type}StateEntered`, [
    'stateEnteredEventDetails',
    { name, input: text, inputDetails: WHOLE },
  ]);
  const going: Going = { world, execution, signal, retries: new Map() };
  let reached: Step;
  try {
    if (execution.events.length > MOST_EVENTS) {
      throw new StateError(
        'States.Runtime',
        `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
      );
    }
    reached = await perform(going, state, name);
    if (Buffer.byteLength(JSON.stringify(reached.output)) > 262_144) {
      throw new StateError(
        'States.DataLimitExceeded',
        `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      );
    }
  } catch (error) {
    const failure =
      error instanceof NothingThere ? new StateError('States.Runtime', `${error.message} '${text}'`) : error;
    if (!(failure instanceof StateError)) throw error;
    conclude(world, execution, { status: 'FAILED', ...told(failure) });
    return;
  }
  if (isOver(execution)) return;
  const output = JSON.stringify(reached.output);
  note(world, execution, `${state.Type}StateExited`, [
    'stateExitedEventDetails',
    { name, output, outputDetails: WHOLE },
  ]);
  if (reached.next === undefined) conclude(world, execution, { status: 'SUCCEEDED', output });
  else execution.at = { state: reached.next, input: reached.output };
}

/** It may have been stopped, or its time may be over, while a state was under way. */
const isOver = ({ status }: StateExecution): boolean => status !== 'RUNNING';

/** Of a Fail state neither has to be there. */
function told({ error, cause }: StateError): { readonly error?: string; readonly cause?: string } {
  return { ...(error === '' ? {} : { error }), ...(cause === '' ? {} : { cause }) };
}

function rootsOf({ execution, world, retries }: Going, input: unknown, name: string): PathRoots {
  const { arn, name: Name, roleArn, startedMs, machineArn, machineName, input: given } = execution;
  const context = {
    Execution: {
      Id: arn,
      Input: JSON.parse(given) as unknown,
      Name,
      RoleArn: roleArn,
      StartTime: new Date(startedMs).toISOString(),
    },
    State: {
      EnteredTime: new Date(world.clock.now()).toISOString(),
      Name: name,
      RetryCount: [...retries.values()].reduce((sum, count) => sum + count, 0),
    },
    StateMachine: { Id: machineArn, Name: machineName },
  };
  return { input, context };
}

async function perform(going: Going, state: State, name: string): Promise<Step> {
  const { world, execution, signal } = going;
  const all = rootsOf(going, execution.at.input, name);
  if (state.Type === 'Fail') {
    const text = (path: string | undefined, field: string): string | undefined =>
      path === undefined ? undefined : String(present(path, all, field));
    const error = state.Error ?? text(state.ErrorPath, 'ErrorPath') ?? '';
    throw new StateError(error, state.Cause ?? text(state.CausePath, 'CausePath') ?? '');
  }
  const through = (path: string | null | undefined, roots: PathRoots, field: string): unknown =>
    path === null ? {} : present(path ?? '$', roots, field);
  const input = through(state.InputPath, all, 'InputPath');
  const roots = { ...all, input };
  const out = (output: unknown): unknown => through(state.OutputPath, { ...all, input: output }, 'OutputPath');
  switch (state.Type) {
    case 'Succeed':
      return { output: out(input) };
    case 'Choice': {
      const chosen = state.Choices.find((rule) => holds(rule, roots))?.Next ?? state.Default;
      if (chosen === undefined)
        throw new StateError('States.NoChoiceMatched', `No choice of '${name}' matched, and it has no default.`);
      return { output: out(input), next: chosen };
    }
    case 'Wait': {
      const seconds = state.Seconds ?? Number(present(state.SecondsPath ?? '$', roots, 'SecondsPath'));
      await world.clock.sleep(seconds * 1000, signal);
      return { output: out(input), next: state.Next };
    }
    case 'Pass': {
      const result = state.Result ?? (state.Parameters === undefined ? input : filled(state.Parameters, roots));
      const placed = state.ResultPath === null ? input : placedAt(state.ResultPath ?? '$', input, result);
      return { output: out(placed), next: state.Next };
    }
    case 'Task':
      return task(going, state, { name, input, out });
  }
}

function holds({ Variable, ...rule }: Rule, roots: PathRoots): boolean {
  const value = valueAt(Variable, roots);
  if (rule.IsPresent !== undefined) return (value !== undefined) === rule.IsPresent;
  if (value === undefined)
    throw new StateError(
      'States.Runtime',
      `Invalid path '${Variable}': The choice state's condition path references an invalid value.`,
    );
  return value === (rule.StringEquals ?? rule.NumericEquals ?? rule.BooleanEquals);
}

interface TaskAt {
  readonly name: string;
  readonly input: unknown;
  readonly out: (output: unknown) => unknown;
}

const RESOURCE = { resourceType: 'lambda', resource: 'invoke' };

async function task(going: Going, state: StateOf<'Task'>, { name, input, out }: TaskAt): Promise<Step> {
  const { world, execution, signal, retries } = going;
  for (;;) {
    const roots = rootsOf(going, input, name);
    try {
      const parameters = filled(state.Parameters, roots) as Readonly<Record<string, unknown>>;
      const scheduled = { ...RESOURCE, region: execution.region, parameters: JSON.stringify(parameters) };
      note(world, execution, 'TaskScheduled', ['taskScheduledEventDetails', scheduled]);
      note(world, execution, 'TaskStarted', ['taskStartedEventDetails', RESOURCE]);
      const answer = await invokeFunction(world, execution, parameters, signal);
      if (isOver(execution)) return { output: input };
      const output = { output: JSON.stringify(answer), outputDetails: WHOLE };
      note(world, execution, 'TaskSucceeded', ['taskSucceededEventDetails', { ...RESOURCE, ...output }]);
      const result =
        state.ResultSelector === undefined ? answer : filled(state.ResultSelector, { ...roots, input: answer });
      const placed = state.ResultPath === null ? input : placedAt(state.ResultPath ?? '$', input, result);
      return { output: out(placed), next: state.Next };
    } catch (error) {
      if (!(error instanceof StateError) || isOver(execution)) throw error;
      note(world, execution, 'TaskFailed', ['taskFailedEventDetails', { ...RESOURCE, ...told(error) }]);
      const retrier = state.Retry.find(({ ErrorEquals }) => isNamed(error, ErrorEquals));
      const tried = retrier === undefined ? 0 : (retries.get(retrier) ?? 0);
      if (retrier !== undefined && tried < retrier.MaxAttempts) {
        retries.set(retrier, tried + 1);
        const seconds = retrier.IntervalSeconds * retrier.BackoffRate ** tried;
        await world.clock.sleep(Math.min(seconds, retrier.MaxDelaySeconds ?? Infinity) * 1000, signal);
        continue;
      }
      const catcher = state.Catch.find(({ ErrorEquals }) => isNamed(error, ErrorEquals));
      if (catcher === undefined) throw error;
      const caught = { Error: error.error, Cause: error.cause };
      const output = catcher.ResultPath === null ? input : placedAt(catcher.ResultPath ?? '$', input, caught);
      return { output, next: catcher.Next };
    }
  }
}

const NEVER_CAUGHT: ReadonlySet<string> = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
function isNamed({ error }: StateError, names: readonly string[]): boolean {
  if (names.includes(error)) return true;
  if (NEVER_CAUGHT.has(error)) return false;
  return names.includes('States.ALL') || (names.includes('States.TaskFailed') && error !== 'States.Timeout');
}
