// Two kept runs of the same buckets, and which comparison of the one stands for which of the other.
import type { Certificate } from '../../../events/certificate';
import type { NoteEvent } from '../../../events/events';
import { endpointWords } from '../../../events/certificate-summary';
import { isFromTheSame } from '../../../evidence/kept/taken-from';
import { RunnerError } from '../../../ports/errors';
import { visible } from '../../../text/safe-text';
import { comparedThen, type ComparedThen, type KeptRun } from './compared-then';

/** Two runs of the same buckets, and their comparisons with the same destinations. */
export interface PairedRuns {
  readonly before: KeptRun;
  readonly after: KeptRun;
  readonly pairs: readonly { readonly earlier: ComparedThen; readonly later: ComparedThen }[];
}

function evidenceIn({ directory }: KeptRun): string {
  return `the evidence in '${visible(directory)}'`;
}

function usage(message: string, hint: string): RunnerError {
  return new RunnerError('usage', message, hint);
}

/** What was lost since then would be told as what has come, or nothing would have changed. */
function checkOrder(before: KeptRun, after: KeptRun): void {
  if (before.kept.sha256 === after.kept.sha256)
    throw usage(
      `${evidenceIn(before)} is the same as that in '${visible(after.directory)}'`,
      'name evidence of an earlier comparison with --since',
    );
  const [earlier, later] = [before.of.startedAt, after.of.startedAt];
  if (Date.parse(earlier) <= Date.parse(later)) return;
  throw usage(
    `${evidenceIn(before)} is of ${earlier}, which is later than that in '${visible(after.directory)}', of ${later}`,
    'name the later one with --from, and the earlier one with --since',
  );
}

function askedAt({ of }: KeptRun): string {
  return endpointWords(of) ?? "at AWS's own endpoint";
}

function checkEndpoints(before: KeptRun, after: KeptRun): void {
  if (isFromTheSame(before.of, after.of) !== false) return;
  throw usage(
    `S3 was asked for ${evidenceIn(before)} ${askedAt(before)}; for that in '${visible(after.directory)}' ${askedAt(after)}`,
    'name evidence of the same S3 with --since',
  );
}

type Matched = NonNullable<Certificate['matched']>;

const MATCHED: Readonly<Record<Matched, string>> = {
  'by-version-id': 'replicas, by their version ids',
  'newest-with-newest': 'copies, the newest of each key',
  'from-the-newest': 'copies, all versions of each key',
};

function matchedBy({ of }: KeptRun): Matched {
  return ('matched' in of ? of.matched : undefined) ?? 'by-version-id';
}

function checkMatched(before: KeptRun, after: KeptRun): void {
  const [earlier, later] = [matchedBy(before), matchedBy(after)];
  if (earlier === later) return;
  throw usage(
    `${evidenceIn(before)} compares ${MATCHED[earlier]}, and that in '${visible(after.directory)}' ${MATCHED[later]}`,
    'name evidence of the same method with --since, with --all-versions on both or on neither',
  );
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Where copies are, and their prefixes; of replicas the destination. */
function placesOf({ scope, pair }: ComparedThen): readonly string[] {
  return pair === undefined ? scope.prefixes : [pair.from.prefix, pair.to.prefix];
}

/** @throws RunnerError `usage` when the earlier run has compared nothing with it, or other prefixes */
function earlierOf(before: KeptRun, after: KeptRun, later: ComparedThen): ComparedThen {
  const { destination } = later.scope;
  const there = comparedThen(before).filter(
    ({ scope, reason }) => scope.destination === destination && reason === undefined,
  );
  if (there.length === 0)
    throw usage(
      `${evidenceIn(before)} has no comparison with '${visible(destination)}'`,
      'name evidence of the same buckets with --since',
    );
  const earlier = there.find((one) => isSame(placesOf(one), placesOf(later)));
  if (earlier === undefined)
    throw usage(
      `${evidenceIn(before)} is of other prefixes than that in '${visible(after.directory)}'`,
      'name evidence of the same prefixes with --since',
    );
  if (isSame(earlier.chosen, later.chosen)) return earlier;
  throw usage(
    `${evidenceIn(before)} is of other keys than that in '${visible(after.directory)}'`,
    'name evidence of the same --keys with --since',
  );
}

/** Whether one at least is of inventories, which are in no order: both are joined by the database then. */
export function isJoined({ before, after }: Pick<PairedRuns, 'before' | 'after'>): boolean {
  return [before, after].some(({ of }) => of.compared === 'inventories');
}

/** Inventories have no tags: of them nobody knows what filters by tags have let pass. */
function checkTags(runs: Pick<PairedRuns, 'before' | 'after'>): void {
  const isByTags = ({ of }: KeptRun): boolean =>
    of.compared === 'copies' && of.comparisons.some(({ filteredByTags }) => filteredByTags === true);
  const run = [runs.before, runs.after].find(isByTags);
  if (run === undefined || !isJoined(runs)) return;
  throw usage(
    `${evidenceIn(run)} is of what filters by tags have let pass, and the other one of inventories, which have no tags`,
    'name evidence that was kept without these filters, or both of listings',
  );
}

/**
 * Nothing is read but what they are of.
 * @throws RunnerError `usage` when they are of other buckets or prefixes, or the earlier one is no earlier one
 */
export function pairRuns(before: KeptRun, after: KeptRun): PairedRuns {
  const { bucket } = after.of.source;
  if (before.of.source.bucket !== bucket)
    throw usage(
      `${evidenceIn(before)} is of the bucket '${visible(before.of.source.bucket)}', and not of '${visible(bucket)}'`,
      'name evidence of the same buckets with --since',
    );
  checkEndpoints(before, after);
  checkOrder(before, after);
  checkMatched(before, after);
  checkTags({ before, after });
  const pairs = comparedThen(after).flatMap((later) =>
    later.reason === undefined ? [{ earlier: earlierOf(before, after, later), later }] : [],
  );
  return { before, after, pairs };
}

/** Destinations of which nobody can say what has changed. */
export function* untold({ before, after }: PairedRuns): Generator<NoteEvent> {
  const made = (run: KeptRun): readonly string[] =>
    comparedThen(run).flatMap(({ scope, reason }) => (reason === undefined ? [scope.destination] : []));
  if (isFromTheSame(before.of, after.of) === undefined) {
    const old = [before, after].flatMap((run) => (run.of.version === 1 ? [evidenceIn(run)] : []));
    const detail = `whether both are of the same S3 is not known: ${old.join(' and ')} ${old.length === 1 ? 'is' : 'are'} of version 1, which does not say it`;
    yield { kind: 'note', detail };
  }
  const now = made(after);
  for (const destination of new Set(made(before).filter((one) => !now.includes(one)))) {
    const detail = `what has changed in '${visible(destination)}' is not known: ${evidenceIn(after)} has no comparison with it`;
    yield { kind: 'note', detail };
  }
}
