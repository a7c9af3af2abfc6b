// One message for each run: its own run is looked for first. Whoever is killed and runs again sends nothing twice, as far as can be seen; what is
// sent twice all the same copies nothing twice.
import type { RunnerEvent } from '../../../events/events';
import type { Engine } from '../../../ports/engine';
import { RunnerError } from '../../../ports/errors';
import { counted } from '../../../text/figures';
import { defined } from '../../../text/defined';
import { visible } from '../../../text/safe-text';
import { METHOD_NAME } from '../keeps';
import { orderFor, type InventoryPlan, type PlannedRun } from '../plan-runs';
import { readRun, runBy, writeRun, type RunRecord } from './run-record';
import { startOf } from './run-state';

/** In which the reader begins with what was sent, or SQS has given it up. */
const BEGINS_WITHIN_MS = 15 * 60_000;

function attached({ runId, from }: RunRecord, detail: string): RunnerEvent {
  const prefix = from.prefix === '' ? undefined : from.prefix;
  return { kind: 'transfer', transferId: runId, method: METHOD_NAME, ...defined({ prefix }), how: 'attached', detail };
}

/** Whether somebody has to confirm it first. */
function isTooMany({ objects }: PlannedRun, confirmUpTo: number | undefined): boolean {
  return confirmUpTo !== undefined && (objects === undefined || objects > confirmUpTo);
}

function recordOf(
  { hash, copies: { from, to }, objects, source }: PlannedRun,
  { needs }: InventoryPlan,
  made: { readonly runId: string; readonly manifestKey: string; readonly createdMs: number },
  startedMs: number,
): RunRecord {
  const basis = source.basis === 'inventory' ? 'inventory' : 'listing';
  const { runId, manifestKey, createdMs } = made;
  return {
    ...{ version: 1, runId, hash, basis, from, to, needs, manifestKey, createdMs, startedMs, told: false },
    ...defined({ objects }),
  };
}

/** The message by which the reader begins, whoever has written what it reads. */
export async function sendOrder(record: RunRecord, engine: Engine): Promise<RunRecord> {
  await engine.aws.queues.send(record.needs.listQueueUrl, orderFor(record.manifestKey));
  const sent = defined({ ...record, isHeld: undefined, sentMs: engine.clock.now() });
  await writeRun(engine.journal, sent);
  return sent;
}

function* sentEvent({ runId, from, objects }: RunRecord, hash: string): Generator<RunnerEvent, void> {
  const prefix = from.prefix === '' ? undefined : from.prefix;
  const many = objects === undefined ? '' : `, ${counted(objects, 'object')}`;
  const detail = `[plan ${hash}]${many}`;
  yield { kind: 'transfer', transferId: runId, method: METHOD_NAME, ...defined({ prefix }), how: 'created', detail };
}

async function* begun(
  record: RunRecord,
  run: PlannedRun,
  engine: Engine,
  confirmUpTo: number | undefined,
): AsyncGenerator<RunnerEvent, RunRecord> {
  if (!isTooMany(run, confirmUpTo)) {
    const sent = await sendOrder(record, engine);
    yield* sentEvent(sent, run.hash);
    return sent;
  }
  const held: RunRecord = { ...record, isHeld: true };
  await writeRun(engine.journal, held);
  yield* sentEvent(held, run.hash);
  const many = run.objects === undefined ? 'nobody has counted its objects' : counted(run.objects, 'object');
  yield {
    kind: 'note',
    detail: `its first message is held back: ${many}, and --confirm-up-to allows ${confirmUpTo ?? 0}; it waits for: ${engine.comeBack(record.runId, 'confirm')}`,
  };
  return held;
}

/** One that goes on, although it was over. */
export async function openAgain(record: RunRecord, engine: Engine): Promise<RunRecord> {
  const again = defined({
    ...record,
    ...{ endedMs: undefined, counts: undefined, isFailed: undefined, cancelledMs: undefined },
    told: false,
  });
  await writeRun(engine.journal, again);
  return again;
}

function forgotten(runId: string): RunnerError {
  return new RunnerError(
    'preflight',
    `nothing was sent: ${runId}, the run of the newest inventory, was cancelled, and what it had not copied is forgotten`,
    'add --from-listing: both sides are listed anew, and the rest is copied; or wait for the next inventory',
  );
}

/** That of an inventory: S3's own event may have begun it. */
async function* ofInventory(
  run: PlannedRun & { readonly source: { readonly basis: 'inventory' } },
  plan: InventoryPlan,
  engine: Engine,
  confirmUpTo: number | undefined,
): AsyncGenerator<RunnerEvent, RunRecord> {
  const { inventory, runId } = run.source;
  const nowMs = engine.clock.now();
  const known = await runBy(engine.journal, runId, plan.needs);
  const wasCancelled = known?.cancelledMs !== undefined;
  // Of one that was held back nothing was sent, and nothing is forgotten.
  if (wasCancelled && known.isHeld !== true) throw forgotten(runId);
  // What came to nothing lies with the dead letters, and is sent anew.
  const again = known?.isFailed === true || wasCancelled ? await openAgain(known, engine) : known;
  const record = again ?? recordOf(run, plan, { ...inventory, runId }, nowMs);
  if ((await startOf(record, engine)) !== undefined) {
    const why =
      known === undefined
        ? "S3's own event, or another machine, has begun it"
        : known.told
          ? 'it was told before; the same inventory is not sent twice, --from-listing looks anew'
          : 'an earlier run began it';
    yield attached(record, why);
    return await openAgain(record, engine);
  }
  const isSent = record.sentMs !== undefined && known?.isFailed !== true;
  if (isSent && nowMs - (record.sentMs ?? 0) < BEGINS_WITHIN_MS) {
    yield attached(record, 'an earlier run has sent it, and the reader has not begun yet');
    return record;
  }
  if (record.isHeld === true) {
    yield attached(record, `it waits to be confirmed: ${engine.comeBack(record.runId, 'confirm')}`);
    return record;
  }
  await writeRun(engine.journal, record);
  return yield* begun(record, run, engine, confirmUpTo);
}

async function* remembered(runId: string, engine: Engine): AsyncGenerator<RunnerEvent, RunRecord> {
  const record = await readRun(engine.journal, runId);
  if (record === undefined)
    throw new RunnerError('not-found', `nothing is remembered of '${visible(runId)}' in '${engine.journal.directory}'`);
  const isOpen = record.sentMs === undefined && record.isHeld !== true;
  // Written, and killed before it was sent.
  const sent = isOpen && (await startOf(record, engine)) === undefined ? await sendOrder(record, engine) : record;
  yield attached(sent, isOpen ? 'an earlier run listed it, and did not come to send it' : 'an earlier run began it');
  return sent;
}

/** Sends what the reader begins with, or finds the run that is there. */
export async function* ensureRun(
  run: PlannedRun,
  plan: InventoryPlan,
  engine: Engine,
  confirmUpTo: number | undefined,
): AsyncGenerator<RunnerEvent, RunRecord> {
  const { source } = run;
  switch (source.basis) {
    case 'inventory':
      return yield* ofInventory({ ...run, source }, plan, engine, confirmUpTo);
    case 'remembered':
      return yield* remembered(source.runId, engine);
    case 'listing': {
      const startedMs = engine.clock.now();
      const written = await source.files.write(plan.needs, startedMs, engine);
      const record = recordOf(run, plan, written, startedMs);
      await writeRun(engine.journal, record);
      return yield* begun(record, run, engine, confirmUpTo);
    }
  }
}
