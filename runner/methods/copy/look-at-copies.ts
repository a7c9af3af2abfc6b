// Copies as their journals tell of them: how far they are, what became of them, and what has failed.
import type { Ending, RunnerEvent, Telling } from '../../events/events';
import { gravest, type Outcome } from '../../events/exit-code';
import { isOverIn, type ListedTransfer, type TransferPhase, type TransferStatus } from '../../events/transfer-events';
import { failedVersions } from '../../evidence/failed-versions';
import type { Engine } from '../../ports/engine';
import { shortHash } from '../../plan/canonical';
import type { PlanOptions } from '../../plan/plan';
import { RunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import type { ConcludeOptions, Failures, Method, WatchOptions } from '../method';
import { CopyTally } from './copy-tally';
import { HALF_COPIED } from './engine/parts/carry-over';
import { madeIn, triedIn } from './journal/copy-counts';
import { whereaboutsOf } from './journal/copy-ids';
import { rememberedCopies, type RememberedCopy } from './journal/copy-journal';
import type { CopyWhereabouts } from './journal/journal-line';
import { readAnywhere } from './journal/own-run';
import { besidesOf, withBesides } from './besides';
import { outcomeOf, summaryOf } from './run-plan';

/** A method whose transfers are remembered by journals. */
export interface JournalKind {
  /** Of the method, with which its ids begin. */
  readonly name: string;
  readonly isIdOf: (id: string) => boolean;
  /** What is done with each object. */
  readonly operation: string;
  /** Whether only a comparison says what became of the objects. @default false */
  readonly isProven?: true;
}

/** A copy that has said nothing for so long was killed; one that has said it in so long a time to come was, too: it would say it anew. */
const SILENCE_MS = 30_000;

/** How an endpoint is told. */
function nameOf({ endpoint }: CopyWhereabouts): string {
  return endpoint === undefined ? 'S3 itself' : `'${visible(endpoint)}'`;
}

/** @throws RunnerError `not-found`; what another S3 has copied, in a rehearsal for example, says nothing about this one */
async function remembered(id: string, engine: Engine): Promise<RememberedCopy> {
  const { journal } = engine;
  const found = await readAnywhere(journal, id);
  if (found === undefined)
    throw new RunnerError(
      'not-found',
      `nothing is remembered of '${visible(id)}' in '${journal.directory}'`,
      'copies are remembered beside the outputs, or in the directory where they were started: look from there, and with the --endpoint-url or AWS_ENDPOINT_URL that they had',
    );
  const here = whereaboutsOf(engine);
  if (found.header.endpoint === here.endpoint) return found;
  throw new RunnerError(
    'not-found',
    `what is remembered of '${visible(id)}' in '${journal.directory}' was done by ${nameOf(found.header)}, and ${nameOf(here)} is asked`,
    'ask with the same --endpoint-url or AWS_ENDPOINT_URL, or with none if it had none',
  );
}

/** Who was killed has not said so. */
function phaseOf({ checkpoint }: RememberedCopy, nowMs: number): TransferPhase {
  const isSilent = checkpoint.phase === 'working' && Math.abs(nowMs - checkpoint.atMs) > SILENCE_MS;
  return isSilent ? 'waiting-for-you' : checkpoint.phase;
}

const STATUS: Readonly<Record<TransferPhase, string>> = {
  working: 'Copying',
  'waiting-for-you': 'Stopped',
  'waiting-for-the-service': 'Waiting',
  ended: 'Complete',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

function statusOf(copy: RememberedCopy, nowMs: number, { name: method }: JournalKind): TransferStatus {
  const { header, checkpoint } = copy;
  const { from, to } = header.request;
  const phase = phaseOf(copy, nowMs);
  return {
    transferId: header.transferId,
    method,
    phase,
    status: STATUS[phase],
    counts: {
      total: triedIn(checkpoint.counts),
      succeeded: madeIn(checkpoint.counts),
      failed: checkpoint.counts.failed,
    },
    reasons:
      phase === 'waiting-for-you'
        ? [{ code: '', text: 'it was ended early: the same command goes on from there' }]
        : [],
    createdMs: header.startedMs,
    sourceBucket: from.bucket,
    ...(isOverIn(phase) ? { endedMs: checkpoint.atMs } : {}),
    activeSeconds: Math.max(0, Math.round((checkpoint.atMs - header.startedMs) / 1000)),
    description: `copies s3://${from.bucket}/${from.prefix} to s3://${to.bucket}/${to.prefix}`,
    ...(from.prefix === '' ? {} : { prefix: from.prefix }),
  };
}

/** What is known of how it ended. */
function endingOf(copy: RememberedCopy, failOnEmpty: boolean, { name, isProven }: JournalKind): Ending {
  const { header, checkpoint, compared, deletion } = copy;
  const transferIds = [header.transferId];
  const { counts } = checkpoint;
  if (compared !== undefined) return { outcome: compared.outcome, summary: compared.summary, transferIds };
  if (isProven === true) {
    const summary = `${summaryOf(counts, header.request)}, as ${name} says; nothing was compared: run the same command again`;
    return { outcome: checkpoint.phase === 'failed' ? 'failed' : 'not-compared', summary, transferIds };
  }
  const ending = { outcome: outcomeOf(counts, failOnEmpty), summary: summaryOf(counts, header.request), transferIds };
  return deletion === undefined ? ending : withBesides(ending, besidesOf(deletion));
}

function* reportOf({ header, checkpoint, failed, location }: RememberedCopy): Generator<RunnerEvent, void> {
  const tally = new CopyTally(header.request.from.prefix);
  for (const one of failed) tally.failed(one);
  yield tally.report(header.transferId, location, checkpoint.counts);
}

async function* report(id: string, engine: Engine, { failOnEmpty }: ConcludeOptions, kind: JournalKind): Telling {
  const copy = await remembered(id, engine);
  const { phase } = statusOf(copy, engine.clock.now(), kind);
  const { counts } = copy.checkpoint;
  yield* reportOf(copy);
  const transferIds = [id];
  if (isOverIn(phase)) return endingOf(copy, failOnEmpty, kind);
  const summary = `it is not over (${STATUS[phase]}): ${summaryOf(counts, copy.header.request)} so far`;
  return { outcome: 'still-running', summary, transferIds };
}

/** Endings with which nothing is known to be missing. */
const WELL: ReadonlySet<Outcome> = new Set(['done', 'nothing-to-do', 'nothing-found', 'nothing-matched']);

/** @throws RunnerError `usage` when it is not over */
async function* failuresOf(id: string, engine: Engine, kind: JournalKind): AsyncGenerator<RunnerEvent, Failures> {
  const copy = await remembered(id, engine);
  if (!isOverIn(copy.checkpoint.phase))
    throw new RunnerError('usage', `${id} is not over`, 'run the command that began it again: it goes on from there');
  yield* reportOf(copy);
  const failed = failedVersions();
  // The newest version of the key is meant.
  const { from, allVersions = false } = copy.header.request;
  for (const { key, cause, code } of copy.failed) {
    // To another copy it is there, whatever it lacks.
    const { route, ...rest } = code === HALF_COPIED ? { ...cause, retriable: 'never' as const } : cause;
    // Of older versions no other run makes copies.
    failed.add({ key, versionId: 'null' }, allVersions ? rest : defined({ ...rest, route }));
  }
  const { prefix } = from;
  const listed = copy.failed.reduce((sum, { versions = 1 }) => sum + versions, 0);
  // Lines that nobody can read any more are no success.
  const unlisted = Math.max(0, copy.checkpoint.counts.failed - listed);
  const { outcome, summary } = endingOf(copy, false, kind);
  // What has failed is why a comparison has found it missing.
  const isTold = copy.checkpoint.phase === 'ended' && (copy.checkpoint.counts.failed > 0 || WELL.has(outcome));
  return {
    ...(prefix === '' ? {} : { prefix }),
    failed,
    unlisted,
    ...(isTold ? {} : { ended: { outcome, summary } }),
  };
}

async function* watch(
  ids: readonly string[],
  engine: Engine,
  options: WatchOptions & ConcludeOptions,
  kind: JournalKind,
): Telling {
  const { clock, signal } = engine;
  for (;;) {
    const copies = await Promise.all(ids.map((id) => remembered(id, engine)));
    const statuses = copies.map((copy) => statusOf(copy, clock.now(), kind));
    const transfers = statuses.map(({ transferId, phase, status, counts }) => ({
      transferId,
      phase,
      status,
      ...counts,
    }));
    yield { kind: 'progress', atMs: clock.now(), transfers, queued: 0 };
    const isWaiting = statuses.some(({ phase }) => phase === 'working');
    if (isWaiting && options.detach !== true && clock.now() < (options.deadlineMs ?? Infinity)) {
      await clock.sleep(Math.min(options.pollSeconds, 5) * 1000, signal);
      continue;
    }
    const endings = [];
    for (const id of ids) endings.push(yield* report(id, engine, options, kind));
    return {
      outcome: gravest(endings.map(({ outcome }) => outcome)),
      summary: endings.map(({ summary }) => summary).join('; '),
      transferIds: ids,
    };
  }
}

async function* list(engine: Engine, kind: JournalKind): AsyncGenerator<ListedTransfer> {
  const here = whereaboutsOf(engine);
  const { journal } = engine;
  const ids = await Promise.all(
    [journal, ...(journal.former === undefined ? [] : [journal.former])].map((one) =>
      rememberedCopies(one, kind.isIdOf),
    ),
  );
  for (const id of new Set(ids.flat())) {
    const copy = await readAnywhere(journal, id);
    if (copy === undefined || copy.header.endpoint !== here.endpoint) continue;
    const seen = statusOf(copy, engine.clock.now(), kind);
    const { transferId, description, method, phase, status, createdMs, counts } = seen;
    const { from, to } = copy.header.request;
    yield {
      transferId,
      description,
      method,
      operation: kind.operation,
      phase,
      status,
      createdMs,
      counts,
      plan: shortHash(copy.header.request),
      ...defined({ sourceBucket: from.bucket, destination: to.bucket }),
    };
  }
}

async function madeOf(
  id: string,
  engine: Engine,
): Promise<{ readonly target: Pick<Target, 'copyTo'>; readonly options: PlanOptions }> {
  const { header } = await remembered(id, engine);
  const { to: copyTo, selection = {} } = header.request;
  const copies = defined({ ...header.request, from: undefined, to: undefined, keys: undefined, selection: undefined });
  return { target: { copyTo }, options: { copies, selection } };
}

/** The process that copies looks for it once a second. */
async function cancel(id: string, engine: Engine): Promise<void> {
  const { checkpoint } = await remembered(id, engine);
  if (isOverIn(checkpoint.phase)) throw new RunnerError('refused', `${id} is over`);
  if (await engine.journal.write(`${id}.cancel`, `${engine.clock.now()}\n`)) return;
  throw new RunnerError('unavailable', `nothing can be written to '${engine.journal.directory}'`);
}

/** Transfers as their journals tell of them. */
export function looksAt(
  kind: JournalKind,
): Pick<Required<Method>, 'status' | 'watch' | 'report' | 'failures' | 'madeOf' | 'list' | 'cancel'> {
  return {
    status: async (id, engine) => statusOf(await remembered(id, engine), engine.clock.now(), kind),
    watch: (ids, engine, options) => watch(ids, engine, options, kind),
    report: (id, engine, options) => report(id, engine, options, kind),
    failures: (id, engine) => failuresOf(id, engine, kind),
    madeOf,
    list: (engine) => list(engine, kind),
    cancel,
  };
}
