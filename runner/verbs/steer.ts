// Steers a transfer that exists: confirm, cancel, priority. Each looks first, so that an order that cannot be followed is not sent.
import type { RunnerEvent, Telling } from '../events/events';
import { isOverIn, type TransferStatus } from '../events/transfer-events';
import type { Method } from '../methods/method';
import { methodOf } from '../methods/registry';
import type { Engine } from '../ports/engine';
import { isRunnerError, RunnerError } from '../ports/errors';
import { counted } from '../text/figures';

function refused({ noun }: Method, { transferId, status }: TransferStatus, wanted: string, hint: string): RunnerError {
  return new RunnerError('usage', `${noun} ${transferId} is ${status}: it cannot be ${wanted}`, hint);
}

function cannot({ name }: Method, what: string): RunnerError {
  return new RunnerError('usage', `a transfer by ${name} ${what}`);
}

function asItIs(status: TransferStatus): RunnerEvent {
  return { kind: 'transfer-status', ...status, advice: [] };
}

/**
 * Sends an order. Whoever sends it twice, since no answer came to the first one, is refused what was done: what the transfer is now decides.
 * @throws RunnerError what the service says, where the order was not followed
 */
async function ordered(
  { status }: Pick<Method, 'status'>,
  id: string,
  engine: Engine,
  send: () => Promise<void>,
  isFollowed: (now: TransferStatus) => boolean,
): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!isRunnerError(error, 'refused') || !isFollowed(await status(id, engine))) throw error;
  }
}

/** Lets a transfer that waits for confirmation begin. @throws RunnerError `usage` when it does not wait */
export async function* confirmVerb(transferId: string, engine: Engine, method = methodOf(transferId)): Telling {
  const status = await method.status(transferId, engine);
  if (method.confirm === undefined) throw cannot(method, 'waits for no confirmation');
  if (status.phase !== 'waiting-for-you')
    throw refused(method, status, 'confirmed', `only a ${method.noun} that is Suspended waits for it`);
  yield asItIs(status);
  await ordered(
    method,
    transferId,
    engine,
    () => method.confirm?.(transferId, engine) ?? Promise.resolve(),
    ({ phase }) => phase === 'working' || phase === 'ended',
  );
  return {
    outcome: 'done',
    summary: `${method.noun} ${transferId} is confirmed: ${counted(status.counts.total, 'object version')} to copy`,
    transferIds: [transferId],
    comeBack: engine.comeBack(transferId),
  };
}

export interface Agreeing {
  /** Asks somebody at a terminal. @default - there is nobody */
  readonly agree?: (question: string) => Promise<boolean>;
  /** Whether they have agreed before. @default false */
  readonly isAgreed?: boolean;
}

/** Ends a transfer; what it has copied stays. @throws RunnerError `usage` when it is over */
export async function* cancelVerb(
  transferId: string,
  engine: Engine,
  method = methodOf(transferId),
  { agree, isAgreed = false }: Agreeing = {},
): Telling {
  const status = await method.status(transferId, engine);
  if (isOverIn(status.phase)) throw refused(method, status, 'cancelled', 'it is over already');
  yield asItIs(status);
  const question = await method.cancelling?.asks(transferId, engine);
  if (question !== undefined && !isAgreed) {
    if (agree === undefined)
      throw new RunnerError('usage', `nothing was cancelled: nobody is asked here: ${question}`, 'add --yes');
    if (!(await agree(question))) throw new RunnerError('usage', 'nothing was cancelled: the answer was no');
  }
  await ordered(
    method,
    transferId,
    engine,
    () => method.cancel(transferId, engine),
    (now) => now.phase === 'cancelled' || now.status === 'Cancelling',
  );
  const detail = await method.cancelling?.after(transferId, engine);
  if (detail !== undefined) yield { kind: 'note', detail };
  return {
    outcome: 'done',
    summary: `${method.noun} ${transferId} is being cancelled; what it has copied stays, and a new run copies the rest`,
    transferIds: [transferId],
    comeBack: engine.comeBack(transferId),
  };
}

/** Changes the priority of a transfer. @throws RunnerError `usage` when it is over, or has none */
export async function* priorityVerb(
  transferId: string,
  priority: number,
  engine: Engine,
  method = methodOf(transferId),
): Telling {
  const status = await method.status(transferId, engine);
  if (method.setPriority === undefined) throw cannot(method, 'has no priority');
  if (isOverIn(status.phase)) throw refused(method, status, 'given another priority', 'it is over already');
  yield asItIs(status);
  await method.setPriority(transferId, priority, engine);
  return {
    outcome: 'done',
    summary: `${method.noun} ${transferId} has priority ${priority} now (it was ${status.priority ?? 'not known'}); the highest runs first, none runs faster`,
    transferIds: [transferId],
    comeBack: engine.comeBack(transferId),
  };
}
