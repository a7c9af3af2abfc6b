// Runs as this directory remembers them: how far they are, what became of them, what has failed; and how they are stopped.
import type { RunnerEvent, Telling } from '../../events/events';
import { gravest, type Outcome } from '../../events/exit-code';
import type { ListedTransfer, TransferStatus } from '../../events/transfer-events';
import type { PlanOptions } from '../../plan/plan';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { ConcludeOptions, Failures, Method, WatchOptions } from '../method';
import { concludeRun, endingOf } from './conclude';
import { METHOD_NAME } from './keeps';
import { sendOrder } from './runs/ensure-run';
import { readRun, rememberedRuns, writeRun, type RunRecord } from './runs/run-record';
import { isComplete, isQuiet, messagesIn, RunLook, settledOf, type RunState } from './runs/run-state';
import { countersOf, enableCommand, failedOf, phaseOf, queuesText, wordOf } from './runs/run-words';
import { watchRun, type Watched } from './runs/watch-run';
import type { KeysOf } from '../copy/plan-copies';

async function remembered(runId: string, { journal, command }: Engine): Promise<RunRecord> {
  const record = await readRun(journal, runId);
  if (record !== undefined) return record;
  throw new RunnerError(
    'not-found',
    `nothing is remembered of '${visible(runId)}' in '${journal.directory}'`,
    `runs are remembered beside the outputs: look from there; the same inventory is found again by: ${command('run', [], {}, { method: METHOD_NAME })}`,
  );
}

function place({ bucket, prefix }: KeysOf): string {
  return `s3://${bucket}/${visible(prefix)}`;
}

function descriptionOf({ from, to, basis }: RunRecord): string {
  return `copies ${place(from)} to ${place(to)} by ${basis === 'inventory' ? 'an inventory' : 'a listing'}`;
}

/** Nothing changes any more, as far as one look tells. */
function isOver(record: RunRecord, state: RunState): boolean {
  return isComplete(state) || record.endedMs !== undefined || record.cancelledMs !== undefined;
}

function statusOf(record: RunRecord, state: RunState, nowMs: number): TransferStatus {
  const { runId, from, to, needs, startedMs, endedMs, cancelledMs } = record;
  const word = wordOf(record, state);
  const end = endedMs ?? cancelledMs;
  return {
    transferId: runId,
    method: METHOD_NAME,
    phase: phaseOf(word),
    status: word,
    counts: {
      total: Math.max(state.objects, state.isRead ? 0 : (record.objects ?? 0)),
      succeeded: settledOf(state) - failedOf(state),
      failed: failedOf(state),
    },
    reasons: isQuiet(state) && isOver(record, state) ? [] : [{ code: '', text: queuesText(state) }],
    createdMs: startedMs,
    ...(end === undefined ? {} : { endedMs: end }),
    activeSeconds: Math.max(0, Math.round(((end ?? nowMs) - startedMs) / 1000)),
    description: descriptionOf(record),
    report: { bucket: needs.outcomes.bucket, prefix: needs.outcomes.prefix },
    sourceBucket: from.bucket,
    destination: to.bucket,
    ...(from.prefix === '' ? {} : { prefix: from.prefix }),
    manifest: `s3://${needs.inventories.bucket}/${visible(record.manifestKey)}`,
  };
}

async function looked(runId: string, engine: Engine): Promise<Watched> {
  const record = await remembered(runId, engine);
  const look = new RunLook(record, engine);
  return { record, look, state: await look.look(), states: [], once: true };
}

async function status(runId: string, engine: Engine): Promise<TransferStatus> {
  const { record, state } = await looked(runId, engine);
  return statusOf(record, state, engine.clock.now());
}

async function* report(runId: string, engine: Engine, options: ConcludeOptions): Telling {
  const watched = await looked(runId, engine);
  const { record, state } = watched;
  if (isOver(record, state) || (isQuiet(state) && state.isRead))
    return endingOf(yield* concludeRun(watched, engine, options));
  const summary = `it is not over (${wordOf(record, state)}): ${countersOf(state)} so far; ${queuesText(state)}`;
  return { outcome: 'still-running', summary, transferIds: [runId] };
}

async function* watch(ids: readonly string[], engine: Engine, options: WatchOptions & ConcludeOptions): Telling {
  const endings = [];
  for (const id of ids) {
    const watched = yield* watchRun(await remembered(id, engine), engine, options);
    if (watched.left !== undefined) {
      const summary = `run ${id} goes on in AWS (${wordOf(watched.record, watched.state)}); ${queuesText(watched.state)}`;
      return { outcome: watched.left, summary, transferIds: ids, comeBack: engine.comeBack(ids.join(' ')) };
    }
    endings.push(endingOf(yield* concludeRun(watched, engine, options)));
  }
  return {
    outcome: gravest(endings.map(({ outcome }) => outcome)),
    summary: endings.map(({ summary }) => summary).join('; '),
    transferIds: ids,
  };
}

/** Endings after which more may be missing than what outcomes and dead letters name. */
const UNTOLD: ReadonlySet<Outcome> = new Set(['failed', 'cancelled', 'not-known']);

/** @throws RunnerError `usage` when it is not over */
async function* failures(
  runId: string,
  engine: Engine,
  options: ConcludeOptions,
): AsyncGenerator<RunnerEvent, Failures> {
  const watched = await looked(runId, engine);
  const { record, state } = watched;
  if (!isOver(record, state) && !(isQuiet(state) && state.isRead))
    throw new RunnerError(
      'usage',
      `${runId} is not over (${wordOf(record, state)})`,
      `watch it first: ${engine.comeBack(runId)}`,
    );
  const { failed, unlisted, failures: count, outcome, summary } = yield* concludeRun(watched, engine, options);
  const { prefix } = record.from;
  const isTold = state.isRead && record.cancelledMs === undefined && (count + unlisted > 0 || !UNTOLD.has(outcome));
  return {
    ...(prefix === '' ? {} : { prefix }),
    failed,
    unlisted,
    ...(isTold ? {} : { ended: { outcome, summary } }),
  };
}

/** Undefined: its files or its queues may not be looked at, or are gone. */
async function statusUnlessDenied(runId: string, engine: Engine): Promise<TransferStatus | undefined> {
  try {
    return await status(runId, engine);
  } catch (error) {
    if (isRunnerError(error, 'denied', 'not-found', 'refused')) return undefined;
    throw error;
  }
}

async function* list(engine: Engine): AsyncGenerator<ListedTransfer> {
  for (const record of await rememberedRuns(engine.journal)) {
    const { runId, hash, from, to, counts, startedMs } = record;
    // What is over is not counted anew.
    const now = counts === undefined ? await statusUnlessDenied(runId, engine) : undefined;
    const ended = record.isFailed === true ? 'Failed' : 'Complete';
    const word = record.cancelledMs === undefined ? (counts === undefined ? 'Sent' : ended) : 'Cancelled';
    yield {
      transferId: runId,
      description: now?.description ?? descriptionOf(record),
      method: METHOD_NAME,
      operation: 'CopyObject',
      phase: now?.phase ?? phaseOf(word),
      status: now?.status ?? word,
      createdMs: startedMs,
      counts: counts ?? now?.counts ?? { total: record.objects ?? 0, succeeded: 0, failed: 0 },
      plan: hash,
      sourceBucket: from.bucket,
      destination: to.bucket,
    };
  }
}

async function madeOf(
  runId: string,
  engine: Engine,
): Promise<{ readonly target: Pick<Target, 'copyTo' | 'inventory'>; readonly options: PlanOptions }> {
  const { to, from, needs } = await remembered(runId, engine);
  const copyTo = { bucket: to.bucket, ...(to.prefix === from.prefix ? {} : { prefix: to.prefix }) };
  return { target: { copyTo, inventory: needs }, options: {} };
}

/** The order of it: nobody receives anything first, then what waits is forgotten. */
async function cancel(runId: string, engine: Engine): Promise<void> {
  const { aws, journal, clock } = engine;
  const record = await remembered(runId, engine);
  const { needs } = record;
  const cancelled: RunRecord = { ...record, cancelledMs: clock.now() };
  if (record.isHeld !== true) {
    for (const name of [needs.readerName, needs.workerName])
      for (const { id } of await aws.functions.mappings(name)) await aws.functions.enable(id, false);
    for (const url of [needs.listQueueUrl, needs.copyQueueUrl]) {
      try {
        await aws.queues.purge(url);
      } catch (error) {
        // Somebody has done it within the last minute.
        if (!isRunnerError(error) || !/PurgeQueueInProgress/.test(`${error.code ?? ''} ${error.message}`)) throw error;
      }
    }
  }
  await writeRun(journal, cancelled);
}

/** Both queues are shared by all runs. */
async function asksToCancel(runId: string, engine: Engine): Promise<string | undefined> {
  const { needs, isHeld } = await remembered(runId, engine);
  if (isHeld === true) return undefined;
  const all = await Promise.all([needs.listQueueUrl, needs.copyQueueUrl].map((url) => engine.aws.queues.depth(url)));
  const messages = all.reduce((sum, depth) => sum + messagesIn(depth), 0);
  return `Forget ${counted(messages, 'message')} of the functions ${needs.readerName} and ${needs.workerName}, those of other runs too, and have nothing call them?`;
}

async function afterCancel(runId: string, { aws, journal }: Engine): Promise<string | undefined> {
  const record = await readRun(journal, runId);
  if (record === undefined || record.isHeld === true) return undefined;
  const { readerName, workerName } = record.needs;
  const ids: string[] = [];
  for (const name of [readerName, workerName]) ids.push(...(await aws.functions.mappings(name)).map(({ id }) => id));
  return `nothing calls the functions now, for new inventories neither; to have them called again: ${ids.map(enableCommand).join('; ')}; after that run --from-listing copies the rest: the same inventory is not sent twice`;
}

async function confirm(runId: string, engine: Engine): Promise<void> {
  await sendOrder(await remembered(runId, engine), engine);
}

export const LOOKING: Pick<
  Required<Method>,
  'status' | 'watch' | 'report' | 'failures' | 'madeOf' | 'list' | 'cancel' | 'cancelling' | 'confirm'
> = {
  ...{ status, watch, report, failures, madeOf, list: (engine) => list(engine), cancel, confirm },
  cancelling: { asks: asksToCancel, after: afterCancel },
};
