// What an execution has gone through, event by event.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
import { deliverEvent } from '../../events/deliver-event';
import { hexDigits, newKeyId } from '../../kms/access/key-id';
import type { ExecutionStatus, HistoryEvent, StateExecution } from '../../world/serverless/state-machine';
import type { World } from '../../world/world';

/** An execution with more fails. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MOST_EVENTS = 25_000;

export const WHOLE = { truncated: false };

export function note(
  world: World,
  execution: StateExecution,
  type: string,
  details?: NonNullable<HistoryEvent['details']>,
): void {
  const previousEventId = execution.events.length;
  const atMs = world.clock.now();
  execution.events.push({
    id: previousEventId + 1,
    previousEventId,
    atMs,
    type,
    ...(details === undefined ? {} : { details }),
  });
}

export interface Ended {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  /** JSON. */
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

const ENDS: Readonly<Record<Ended['status'], readonly [type: string, field: string]>> = {
  SUCCEEDED: ['ExecutionSucceeded', 'executionSucceededEventDetails'],
  FAILED: ['ExecutionFailed', 'executionFailedEventDetails'],
  TIMED_OUT: ['ExecutionTimedOut', 'executionTimedOutEventDetails'],
  ABORTED: ['ExecutionAborted', 'executionAbortedEventDetails'],
};

/** Once: what comes after changes nothing. */
export function conclude(world: World, execution: StateExecution, { status, output, error, cause }: Ended): void {
  if (execution.status !== 'RUNNING') return;
  const [type, field] = ENDS[status];
  const told = output === undefined ? { ...defined(error, cause) } : { output, outputDetails: WHOLE };
  note(world, execution, type, [field, told]);
  execution.status = status;
  execution.stoppedMs = world.clock.now();
  if (output !== undefined) execution.output = output;
  if (error !== undefined) execution.error = error;
  if (cause !== undefined) execution.cause = cause;
  tellEventBridge(world, execution);
}

function defined(error: string | undefined, cause: string | undefined): Readonly<Record<string, string>> {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export function tellEventBridge(world: World, execution: StateExecution): void {
  const { arn, machineArn, name, status, startedMs, stoppedMs = null, input, output = null } = execution;
  const { error = null, cause = null, accountId: account, region } = execution;
  deliverEvent(world, {
    version: '0',
    id: newKeyId(hexDigits(world, 32)),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account,
    time: `${new Date(world.clock.now()).toISOString().slice(0, 19)}Z`,
    region,
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn: machineArn,
      name,
      status,
      startDate: startedMs,
      stopDate: stoppedMs,
      input,
      inputDetails: { included: true },
      output,
      outputDetails: output === null ? null : { included: true },
      error,
      cause,
    },
  });
}
