// One invocation: a process is found or started, the function runs, what it answers and what it writes are kept.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
import { ServiceError } from '../http/service';
import { hexDigits, newKeyId } from '../kms/access/key-id';
import type { LambdaFunction } from '../world/serverless/lambda-function';
import type { World } from '../world/world';
import { releaseEnvironment, runningCount, takeEnvironment } from './environments';
import type { ProcessOutcome } from './execution-environment';
import { isAssumable } from './function-settings';
import { checkFunctionsRun } from './lambda-call';

export interface FunctionOutcome {
  readonly requestId: string;
  /** JSON: what the function returned, or what went wrong. */
  readonly payload: string;
  /** Absent: the function returned. */
  readonly functionError?: 'Unhandled';
  /** The last 4 KiB of what it wrote. */
  readonly logTail: string;
}

const MOST_ANSWER_BYTES = 6 * 1024 * 1024;
const MOST_TAIL_BYTES = 4096;
const MOST_LOG_LINES = 10_000;

export function newRequestId(world: World): string {
  return newKeyId(hexDigits(world, 32));
}

/**
 * @param payload - JSON
 * @throws ServiceError `TooManyRequestsException`, or if the function cannot run at all
 */
export async function runFunction(
  world: World,
  one: LambdaFunction,
  payload: string,
  signal: AbortSignal,
  requestId = newRequestId(world),
): Promise<FunctionOutcome> {
  checkFunctionsRun(world);
  if (runningCount(world, one.arn) >= (one.reservedConcurrency ?? Infinity)) {
    throw new ServiceError(429, 'TooManyRequestsException', 'Rate Exceeded.');
  }
  if (!isAssumable(world, one.settings.roleArn)) {
    throw new ServiceError(
      403,
      'AccessDeniedException',
      'The role defined for the function cannot be assumed by Lambda.',
    );
  }
  const environment = await takeEnvironment(world, one, signal);
  const log: string[] = [];
  const write = (text: string): void => {
    for (const line of text.replace(/\n$/, '').split('\n')) log.push(line);
    keepLog(world, one.arn, text);
  };
  write(`START RequestId: ${requestId} Version: $LATEST`);
  const timeoutMs = one.settings.timeoutSeconds * 1000;
  const begunMs = world.clientClock.now();
  const message = { requestId, payload, remainingMs: timeoutMs, functionArn: one.arn };
  const outcome = await environment.invoke(message, timeoutMs, write);
  const tookMs = world.clientClock.now() - begunMs;
  releaseEnvironment(world, environment);
  const told = toldOf(outcome, requestId, one.settings.timeoutSeconds);
  if (outcome.kind === 'timed out')
    write(`${requestId} Task timed out after ${one.settings.timeoutSeconds.toFixed(2)} seconds`);
  write(`END RequestId: ${requestId}`);
  write(
    [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${tookMs.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(tookMs)} ms`,
      `Memory Size: ${one.settings.memoryMegabytes} MB`,
    ].join('\t'),
  );
  const logTail = Buffer.from(log.join('\n')).subarray(-MOST_TAIL_BYTES).toString('utf8');
  return { requestId, ...told, logTail };
}

function toldOf(
  { kind, payload }: ProcessOutcome,
  requestId: string,
  timeoutSeconds: number,
): Pick<FunctionOutcome, 'payload' | 'functionError'> {
  const fault = (errorType: string, errorMessage: string): Pick<FunctionOutcome, 'payload' | 'functionError'> => ({
    payload: JSON.stringify({ errorType, errorMessage }),
    functionError: 'Unhandled',
  });
  switch (kind) {
    case 'result':
      if (Buffer.byteLength(payload) <= MOST_ANSWER_BYTES) return { payload };
      return fault(
        'Function.ResponseSizeTooLarge',
        `Response payload size exceeded maximum allowed payload size (${MOST_ANSWER_BYTES} bytes).`,
      );
    case 'error':
      return { payload, functionError: 'Unhandled' };
    case 'exited':
      return fault('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited without providing a reason`);
    case 'timed out':
      return fault(
        'Sandbox.Timedout',
        `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
      );
  }
}

function keepLog(world: World, functionArn: string, text: string): void {
  const lines = world.functionLogs.get(functionArn) ?? [];
  world.functionLogs.set(functionArn, lines);
  const atMs = world.clientClock.now();
  for (const line of text.replace(/\n$/, '').split('\n')) lines.push({ atMs, text: line });
  if (lines.length > MOST_LOG_LINES) lines.splice(0, lines.length - MOST_LOG_LINES);
}

/** After a failure of an asynchronous invocation. */
const RETRY_AFTER_MS = [60_000, 120_000];

/** Invokes a function without waiting for it: again after a minute and after two if it fails. */
export function runInBackground(
  world: World,
  one: LambdaFunction,
  payload: string,
  requestId = newRequestId(world),
): void {
  world.background.run(async (signal) => {
    for (const waitMs of [...RETRY_AFTER_MS, undefined]) {
      const current = world.functions.get(one.arn);
      if (current === undefined || (await isDone(world, current, payload, signal, requestId))) return;
      if (waitMs !== undefined) await world.clock.sleep(waitMs, signal);
    }
  });
}

async function isDone(
  world: World,
  one: LambdaFunction,
  payload: string,
  signal: AbortSignal,
  requestId: string,
): Promise<boolean> {
  try {
    const { functionError } = await runFunction(world, one, payload, signal, requestId);
    return functionError === undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    keepLog(world, one.arn, `${requestId} was not run: ${error.code}: ${error.message}`);
    return false;
  }
}
