// Runs the copies of a plan one after the other, and says how it ended.
import type { Ending, RunnerEvent } from '../../events/events';
import { gravest, type Outcome } from '../../events/exit-code';
import type { CopyOptions } from '../../plan/copy-options';
import type { Engine } from '../../ports/engine';
import { count as figure, counted } from '../../text/figures';
import { defined } from '../../text/defined';
import type { GoesOn, Running, TransferOptions, Transferred } from '../method';
import { count, madeIn, NOTHING_COPIED, triedIn, type CopyCounts } from './journal/copy-counts';
import { besidesOf } from './besides';
import { deleteExtras, type DeletedSoFar, type MadeCopy } from './deletion/delete-extras';
import { together } from '../../routes/left-groups';
import { leaving, tellRoutes } from '../../routes/leaving';
import { METHOD_NAME } from './keeps';
import type { CopyPlan, PlannedCopy } from './plan-copies';
import { keepFailed } from './journal/keep-failed';
import { ownRun } from './journal/own-run';
import { RunningCopy, type CopyEnd } from './running/run-copy';

/** Endings of a copy that has found nothing. */
const EMPTY: ReadonlySet<Outcome> = new Set(['nothing-found', 'nothing-matched']);

/** The same copy, which hands on what it leaves. */
const ROUTED_INSTEAD = { method: METHOD_NAME, route: true } as const;

/** What a copy that is over comes to, before anything was compared. */
export function outcomeOf(counts: CopyCounts, failOnEmpty: boolean): Outcome {
  const { same, kept, failed, notComparable } = counts;
  if (failed > 0) return 'some-failed';
  if (notComparable > 0) return 'not-known';
  if (madeIn(counts) > 0) return 'done';
  if (same + kept > 0) return 'nothing-to-do';
  return failOnEmpty ? 'nothing-matched' : 'nothing-found';
}

export function summaryOf(counts: CopyCounts, { allVersions = false }: CopyOptions = {}): string {
  const { copied, copiedBytes, markers, same, kept, notComparable, leftOut, gone, failed } = counts;
  const parts = [
    `${counted(copied, allVersions ? 'version' : 'object')} copied${copied > 0 ? ` (${figure(copiedBytes)} bytes)` : ''}`,
    ...(markers > 0 ? [`${counted(markers, 'delete marker')} placed`] : []),
    ...(failed > 0 ? [`${figure(failed)} failed`] : []),
    ...(same > 0 ? [`${figure(same)} there already`] : []),
    ...(kept > 0 ? [`${figure(kept)} left as they are at the destination`] : []),
    ...(notComparable > 0
      ? [
          `of ${figure(notComparable)} that have the same size nothing else tells whether they are the same: --overwrite always copies them`,
        ]
      : []),
    ...(leftOut > 0 ? [`${figure(leftOut)} left out by the filters`] : []),
    ...(gone > 0 ? [`${figure(gone)} deleted from the source under way`] : []),
  ];
  return parts.join(', ');
}

function sumOf(all: readonly CopyCounts[]): CopyCounts {
  const sum = { ...NOTHING_COPIED };
  for (const one of all) count(sum, one);
  return sum;
}

/** No more than begin in two seconds: who stops waits for no others. */
function mostAtOnce({ mostAtOnce: most, requestsPerSecond }: CopyOptions = {}): number | undefined {
  return requestsPerSecond === undefined ? most : Math.min(most ?? Infinity, Math.ceil(requestsPerSecond * 2));
}

interface Begun extends DeletedSoFar {
  /** The one that runs. */
  current?: RunningCopy;
  readonly ids: string[];
}

function madeOf(transfers: readonly PlannedCopy[], { ids }: Pick<Begun, 'ids'>): readonly MadeCopy[] {
  return transfers.flatMap((transfer, at) => {
    const transferId = ids[at];
    return transferId === undefined ? [] : [{ ...transfer, transferId }];
  });
}

async function* all(
  { transfers, deletion }: CopyPlan,
  engine: Engine,
  options: TransferOptions,
  begun: Begun,
): AsyncGenerator<RunnerEvent, Transferred> {
  const ends: CopyEnd[] = [];
  const { expectation, deadlineMs, copies } = options;
  for (const planned of transfers) {
    const copy = new RunningCopy(planned, engine, await ownRun(METHOD_NAME, planned.hash, engine), {
      tellMs: options.pollSeconds * 1000,
      ...defined({
        mostAtOnce: mostAtOnce(copies),
        bytesPerSecond: copies?.bytesPerSecond,
        expected: expectation?.versionsOf(planned.prefix),
        deadlineMs,
      }),
    });
    begun.current = copy;
    begun.ids.push(copy.transferId);
    const end = yield* copy.run();
    ends.push(end);
    const { transferId, counts, tally, phase } = end;
    if (phase !== 'ended') {
      const outcome = deadlineMs !== undefined && engine.clock.now() >= deadlineMs ? 'still-running' : 'cancelled';
      const why = outcome === 'cancelled' ? 'it was cancelled' : 'time was up';
      const summary = `${why}: ${summaryOf(counts, planned.request)}; the same command goes on from there`;
      return { ending: { outcome, summary, transferIds: begun.ids, comeBack: options.again }, versions: 0 };
    }
    const about = { transferId, ...defined({ prefix: planned.prefix }) };
    yield {
      kind: 'transfer-ended',
      ...about,
      phase,
      status: 'Complete',
      total: triedIn(counts),
      succeeded: madeIn(counts),
      failed: counts.failed,
      reasons: [],
      advice: [],
      states: [],
    };
    yield tally.report(transferId, `${engine.journal.directory}/${transferId}.jsonl`, counts);
    yield* keepFailed(transferId, counts.failed, engine);
  }
  const total = sumOf(ends.map(({ counts }) => counts));
  const ended = (lefts: readonly number[]): Ending => {
    const without = ends.map(({ counts }, at) => ({ ...counts, failed: counts.failed - (lefts[at] ?? 0) }));
    return {
      outcome: gravest(without.map((counts) => outcomeOf(counts, options.failOnEmpty))),
      summary: summaryOf(sumOf(without), transfers[0]?.request),
      transferIds: begun.ids,
    };
  };
  const lefts = transfers.map(({ request }, at) =>
    request.allVersions === true ? [] : (ends[at]?.tally.left.all ?? []),
  );
  const groups = together(lefts.flat());
  yield* tellRoutes(groups, options, () => engine.command('run', [], {}, ROUTED_INSTEAD), 'object');
  const without = ended(lefts.map((left) => left.reduce((sum, one) => sum + one.objects, 0)));
  // Something is there: it is what others copy.
  const outcome = EMPTY.has(without.outcome) ? 'nothing-to-do' : without.outcome;
  const ending = leaving(ended([]), groups, { ...without, outcome });
  const besides =
    deletion === undefined
      ? undefined
      : besidesOf(yield* deleteExtras(madeOf(transfers, begun), deletion, total.failed, engine, begun));
  const resumed = ends.flatMap(({ resumedFromMs }) => resumedFromMs ?? []);
  return {
    ending,
    versions: madeIn(total) + total.same,
    left: total.kept,
    ...defined({ besides }),
    ...(resumed.length === 0 ? {} : { resumedFromMs: Math.min(...resumed) }),
  };
}

export function runCopies(plan: CopyPlan, engine: Engine, options: TransferOptions): Running {
  const begun: Begun = { ids: [], deleted: 0 };
  return {
    run: () => all(plan, engine, options, begun),
    goesOn(): GoesOn | undefined {
      if (begun.current === undefined) return undefined;
      const deleted = begun.deleted === 0 ? '' : `, ${counted(begun.deleted, 'object')} deleted at the destination`;
      const text = `${summaryOf(begun.current.counts, plan.transfers[0]?.request)}${deleted}; what was copied stays, and the same command goes on from there`;
      return { text, comeBack: options.again, transferIds: begun.ids };
    },
  };
}
