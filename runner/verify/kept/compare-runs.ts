// Two kept comparisons of the same buckets, side by side: what has become of every version. Memory holds the versions of a few keys.
import type { VersionExample } from '../../events/comparisons/finding';
import type { DifferenceEvent, VersionChange } from '../../events/comparisons/difference-event';
import type { NoteEvent } from '../../events/events';
import { RunnerError } from '../../ports/errors';
import type { Workshop } from '../../ports/workshop';
import { compareKeys } from '../../text/key-order';
import { visible } from '../../text/safe-text';
import { sideBySide, type KeyOnBothSides } from '../listings';
import { partsOf } from '../scope';
import { changeOf, MEANING, type Stood } from './changes';
import { keptAnswers } from './kept-answers';
import type { KeptComparison } from './kept-verify';
import type { KeptEngine, OpenEvidence } from './verify-kept';

const EXAMPLES = 5;

export interface KeptRun extends OpenEvidence {
  readonly directory: string;
}

/** Two runs of the same buckets, and their comparisons with the same destinations. */
export interface PairedRuns {
  readonly before: KeptRun;
  readonly after: KeptRun;
  readonly pairs: readonly { readonly earlier: number; readonly later: number }[];
}

function comparisonIn({ of }: KeptRun, index: number): KeptComparison {
  return of.comparisons[index] as KeptComparison;
}

async function* keysOf(
  run: KeptRun,
  index: number,
  engine: KeptEngine,
  workshop: Workshop,
): AsyncGenerator<KeyOnBothSides> {
  const { directory, of, kept } = run;
  const { bucket } = of.source;
  const comparison = comparisonIn(run, index);
  const { versions } = keptAnswers(directory, kept, index, comparison, bucket, engine, workshop).aws.objects;
  const { destination } = comparison.scope;
  for (const { range } of partsOf(comparison.scope))
    yield* sideBySide(
      { bucket, pages: versions(bucket, range) },
      { bucket: destination, pages: versions(destination, range) },
    );
}

/** Every version of a key, on both sides. */
function versionsOf(key: KeyOnBothSides | undefined): ReadonlyMap<string, Stood> {
  const all = new Map<string, Stood>();
  for (const source of key?.source ?? []) all.set(source.versionId, { source, destination: undefined });
  for (const destination of key?.destination ?? [])
    all.set(destination.versionId, { source: all.get(destination.versionId)?.source, destination });
  return all;
}

const NOBODY: Stood = { source: undefined, destination: undefined };

class Changes {
  readonly #counts = new Map<VersionChange, { count: number; readonly examples: VersionExample[] }>();

  constructor(
    private readonly earlier: KeptComparison,
    private readonly later: KeptComparison,
  ) {}

  add(before: KeyOnBothSides | undefined, after: KeyOnBothSides | undefined): void {
    const key = before?.key ?? after?.key ?? '';
    const [old, now] = [versionsOf(before), versionsOf(after)];
    for (const versionId of new Set([...old.keys(), ...now.keys()])) {
      const stood = [old.get(versionId) ?? NOBODY, now.get(versionId) ?? NOBODY] as const;
      const change = changeOf(...stood, this.earlier.scope, this.later.scope);
      if (change === undefined) continue;
      const known = this.#counts.get(change) ?? { count: 0, examples: [] };
      known.count += 1;
      if (change !== 'still-same' && known.examples.length < EXAMPLES) known.examples.push({ key, versionId });
      this.#counts.set(change, known);
    }
  }

  told(): DifferenceEvent['changes'] {
    return (Object.keys(MEANING) as readonly VersionChange[]).flatMap((change) => {
      const known = this.#counts.get(change);
      return known === undefined
        ? []
        : [{ change, count: known.count, meaning: MEANING[change], examples: known.examples }];
    });
  }
}

/** @throws RunnerError `usage`: what was lost since then would be told as what has come, or nothing would have changed */
function checkOrder(before: KeptRun, after: KeptRun): void {
  if (before.kept.sha256 === after.kept.sha256)
    throw new RunnerError(
      'usage',
      `the evidence in '${visible(before.directory)}' is the same as that in '${visible(after.directory)}'`,
      'name evidence of an earlier comparison with --since',
    );
  const [earlier, later] = [before.of.startedAt, after.of.startedAt];
  if (Date.parse(earlier) <= Date.parse(later)) return;
  throw new RunnerError(
    'usage',
    `the evidence in '${visible(before.directory)}' is of ${earlier}, which is later than that in '${visible(after.directory)}', of ${later}`,
    'name the later one with --from, and the earlier one with --since',
  );
}

/** Destinations of which nobody can say what has changed. */
function* untold(before: KeptRun, after: KeptRun): Generator<NoteEvent> {
  const made = (run: KeptRun): readonly string[] =>
    run.of.comparisons.flatMap(({ scope, reason }) => (reason === undefined ? [scope.destination] : []));
  const now = made(after);
  for (const destination of made(before).filter((one) => !now.includes(one))) {
    const detail = `what has changed in '${visible(destination)}' is not known: the evidence in '${visible(after.directory)}' has no comparison with it`;
    yield { kind: 'note', detail };
  }
}

/** @throws RunnerError `usage` when the earlier run has compared nothing with it, or other prefixes */
function earlierOf(before: KeptRun, after: KeptRun, { destination, prefixes }: KeptComparison['scope']): number {
  const place = `the evidence in '${visible(before.directory)}'`;
  const index = before.of.comparisons.findIndex(({ scope }) => scope.destination === destination);
  const earlier = before.of.comparisons[index];
  if (earlier === undefined || earlier.reason !== undefined)
    throw new RunnerError(
      'usage',
      `${place} has no comparison with '${visible(destination)}'`,
      'name evidence of the same buckets with --since',
    );
  if (earlier.scope.prefixes.join('\n') === prefixes.join('\n')) return index;
  throw new RunnerError(
    'usage',
    `${place} is of other prefixes than that in '${visible(after.directory)}'`,
    'name evidence of the same prefixes with --since',
  );
}

/**
 * Nothing is read but what they are of.
 * @throws RunnerError `usage` when they are of other buckets or prefixes, or the earlier one is no earlier one
 */
export function pairRuns(before: KeptRun, after: KeptRun): PairedRuns {
  const { bucket } = after.of.source;
  if (before.of.source.bucket !== bucket)
    throw new RunnerError(
      'usage',
      `the evidence in '${visible(before.directory)}' is of the bucket '${visible(before.of.source.bucket)}', and not of '${visible(bucket)}'`,
      'name evidence of the same buckets with --since',
    );
  checkOrder(before, after);
  const pairs = after.of.comparisons.flatMap(({ scope, reason }, later) =>
    reason === undefined ? [{ earlier: earlierOf(before, after, scope), later }] : [],
  );
  return { before, after, pairs };
}

export async function* compareRuns(
  { before, after, pairs }: PairedRuns,
  engine: KeptEngine,
  workshop: Workshop,
): AsyncGenerator<DifferenceEvent | NoteEvent> {
  yield* untold(before, after);
  for (const { earlier, later } of pairs) {
    const comparison = comparisonIn(after, later);
    const changes = new Changes(comparisonIn(before, earlier), comparison);
    const oldKeys = keysOf(before, earlier, engine, workshop);
    const newKeys = keysOf(after, later, engine, workshop);
    let [old, now] = await Promise.all([oldKeys.next(), newKeys.next()]);
    while (old.done !== true || now.done !== true) {
      const order = old.done === true ? 1 : now.done === true ? -1 : compareKeys(old.value.key, now.value.key);
      const was = order <= 0 && old.done !== true ? old.value : undefined;
      const is = order >= 0 && now.done !== true ? now.value : undefined;
      changes.add(was, is);
      [old, now] = await Promise.all([
        was === undefined ? old : oldKeys.next(),
        is === undefined ? now : newKeys.next(),
      ]);
    }
    const { startedAt: since } = before.of;
    yield {
      kind: 'difference',
      source: after.of.source.bucket,
      destination: comparison.scope.destination,
      since,
      until: after.of.startedAt,
      changes: changes.told(),
    };
  }
}
