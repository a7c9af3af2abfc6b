// Compares a source and a destination by their inventories, and makes the same certificate as a comparison of listings. Reads only.
import type { Certificate } from '../../events/certificate';
import type { Comparison } from '../../events/comparisons/comparison';
import { comparisonSummary } from '../../events/certificate-summary';
import type { RunnerEvent } from '../../events/events';
import { NotKept } from '../../evidence/kept/not-kept';
import { takenFrom } from '../../evidence/kept/taken-from';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError, type ErrorKind } from '../../ports/errors';
import type { Workshop } from '../../ports/workshop';
import { readRules } from '../../replication/read-rules';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { notCompared as copiesNotCompared, type CopyPair } from '../copies/copies-comparison';
import type { Expected } from '../copies/judge-copy';
import { answerOfAll, extentOf, outcomeOfAll } from '../comes-to';
import type { InventoriesKeeper } from '../kept/inventories/inventories-keeper';
import type { KeptSubject } from '../kept/inventories/kept-inventories';
import { reportedVersions, withReported } from '../reported/hold-against';
import type { ReportTable } from '../reported/report-table';
import { scopesOf, type Scope, type VerifyTarget } from '../scope';
import { DEFAULT_SAMPLE, notCompared, type Verified, type VerifyOptions } from '../verify-target';
import { compareNewest } from './compare-newest';
import { compareVersions } from './compare-versions';
import { athenaSides, type AthenaInventories } from './athena-sides';
import { duckDbSides, type DuckDbInventories } from './duckdb-sides';
import { OF_COPIES, OF_VERSIONS, type Joined, type JoiningEngine, type ListedSides } from './joined';
import { tellAges } from './tell-ages';
import { tellLeftOut } from './left-out';
import type { LookedBy } from './look-again';
import type { SideTable, TablePair } from './side-table';

/** Where inventories lie, and who joins them. */
export type InventoryOptions = DuckDbInventories | AthenaInventories;

/** Copies, newest with newest. */
export interface ComparedCopies {
  readonly pairs: readonly CopyPair[];
  /** What the copies were to be. */
  readonly expected: Expected;
}

export interface VerifyInventoriesOptions extends Pick<
  VerifyOptions,
  'destinations' | 'sample' | 'evidence' | 'allowEmpty'
> {
  readonly inventories: InventoryOptions;
  /** @default - replicas are compared, version by version */
  readonly copies?: ComparedCopies;
  /** Held against versions. @default - there is none */
  readonly report?: ReportTable;
}

/** Where S3 does not answer, the handoff's rules count: inventories on this machine need nobody. */
const HANDOFF_INSTEAD: readonly ErrorKind[] = [
  'denied',
  'refused',
  'unavailable',
  'throttled',
  'credentials',
  'unreachable',
];

/** Nothing was compared by then, and nothing has to be certified. */
const THROWN: readonly ErrorKind[] = ['interrupted', 'usage', 'preflight'];

/** The scope of the one destination. @throws RunnerError `usage` when nobody has said that it is one */
function scopeOf(
  target: VerifyTarget,
  rules: Parameters<typeof scopesOf>[1],
  bucket: string,
  location: string,
  named: readonly string[],
): Scope {
  const isSource = bucket === target.source.bucket;
  const other = named.find((one) => one !== bucket);
  if (other !== undefined && !isSource)
    throw new RunnerError(
      'usage',
      `--destination-bucket: '${visible(other)}' was asked for, and the inventory ${visible(location)} is of the bucket '${visible(bucket)}'`,
      'compare each destination with an inventory of its own, in a start of its own',
    );
  const [scope] = isSource ? [] : scopesOf(target, rules, [bucket]);
  if (scope !== undefined && (scope.rules.length > 0 || named.includes(bucket))) return scope;
  throw new RunnerError(
    'usage',
    `the inventory ${visible(location)} is of the bucket '${visible(bucket)}', to which no enabled rule of '${visible(target.source.bucket)}' replicates`,
    `name an inventory of the destination${isSource ? '' : `, or --destination-bucket ${visible(bucket)} where it is one all the same`}`,
  );
}

/** The destination that is listed. @throws RunnerError `usage` when there is not exactly one */
function listedDestination(
  target: VerifyTarget,
  rules: Parameters<typeof scopesOf>[1],
  named: readonly string[] | undefined,
): Scope {
  const scopes = scopesOf(target, rules, named);
  const [scope] = scopes;
  if (scope !== undefined && scopes.length === 1) return scope;
  throw new RunnerError(
    'usage',
    scope === undefined
      ? `no enabled rule of '${visible(target.source.bucket)}' names a destination: there is nothing to compare the inventory with`
      : `there are ${scopes.length} destinations, and one inventory is compared with one of them`,
    'name it with --destination-bucket, or its inventory with --destination-inventory',
  );
}

/** One pair of inventories is of one destination: what is said of it holds for no other. */
function* tellOthers(
  target: VerifyTarget,
  rules: Parameters<typeof scopesOf>[1],
  bucket: string,
): Generator<RunnerEvent> {
  const others = scopesOf(target, rules, undefined).flatMap(({ destination }) =>
    destination === bucket ? [] : [`'${visible(destination)}'`],
  );
  if (others.length === 0) return;
  const detail = `rules replicate to ${others.join(' and ')}, too, which is not compared: name its inventory with --destination-inventory in a start of its own`;
  yield { kind: 'note', detail };
}

/** What is compared with what: versions by the rules, or copies by their pairs. */
interface Sides extends ListedSides {
  /** Prefixes of the source that are compared. */
  readonly sourcePrefixes: readonly string[];
  /** One that could not be made, for each that was to be. */
  uncompared(why: string): readonly Comparison[];
  /** What of them is compared, for evidence that says it. */
  readonly subjects: readonly KeptSubject[];
  /** @param keeper keeps each. @default - nothing is kept */
  compare(
    both: TablePair,
    joined: Joined,
    keeper: InventoriesKeeper | undefined,
  ): AsyncGenerator<RunnerEvent, readonly Comparison[]>;
}

type CompareOne = (joined: Joined, engine: LookedBy) => AsyncGenerator<RunnerEvent, Comparison>;

function keptIn(
  keeper: InventoriesKeeper | undefined,
  subject: KeptSubject,
  joined: Joined,
  engine: LookedBy,
  compare: CompareOne,
): AsyncGenerator<RunnerEvent, Comparison> {
  return keeper === undefined ? compare(joined, engine) : keeper.keeping(subject, joined, engine, compare);
}

function ofCopies(
  { pairs, expected }: ComparedCopies,
  sample: number,
  engine: Engine,
  given: SideTable | undefined,
  mayBeEmpty: boolean,
): Sides {
  const bucket = pairs[0]?.to.bucket ?? '';
  if (given !== undefined && given.bucket !== bucket)
    throw new RunnerError(
      'usage',
      `the inventory ${visible(given.location)} is of the bucket '${visible(given.bucket)}', and the copies are in '${visible(bucket)}'`,
      `name an inventory of '${visible(bucket)}' with --destination-inventory`,
    );
  return {
    bucket,
    prefixes: pairs.map(({ to }) => to.prefix),
    sourcePrefixes: pairs.map(({ from }) => from.prefix),
    uncompared: (why) => pairs.map((pair) => copiesNotCompared(pair, { sample, expected }, why)),
    subjects: pairs.map((pair) => ({ pair, expected })),
    async *compare(both, joined, keeper) {
      const all: Comparison[] = [];
      for (const pair of pairs) {
        const one: CompareOne = (by, asked) => compareNewest(both, pair, expected, sample, by, asked, mayBeEmpty);
        all.push(yield* keptIn(keeper, { pair, expected }, joined, engine, one));
      }
      return all;
    },
  };
}

function ofVersions(
  scope: Scope,
  sample: number,
  engine: Engine,
  report: ReportTable | undefined,
  mayBeEmpty: boolean,
): Sides {
  return {
    bucket: scope.destination,
    prefixes: scope.prefixes,
    sourcePrefixes: scope.prefixes,
    uncompared: (why) => [notCompared(scope, why)],
    subjects: [{ scope }],
    async *compare(both, joined, keeper) {
      const one: CompareOne = (by, asked) => compareVersions(both, scope, sample, by, asked, mayBeEmpty);
      const comparison = yield* keptIn(keeper, { scope }, joined, engine, one);
      const { tables } = joined;
      if (report === undefined || tables === undefined) return [comparison];
      return [withReported(comparison, await reportedVersions(tables, report, both.source.bucket, scope))];
    },
  };
}

/** @throws RunnerError `usage` when there is nothing to compare with */
export async function* verifyInventories(
  target: VerifyTarget,
  engine: Engine,
  options: VerifyInventoriesOptions,
  workshop: Workshop,
): AsyncGenerator<RunnerEvent, Verified> {
  const { inventories, destinations, copies, report, evidence, sample = DEFAULT_SAMPLE, allowEmpty = false } = options;
  const startedMs = engine.clock.now();
  // Nobody has named prefixes of rules here.
  const mayBeEmpty = allowEmpty || target.prefixes === undefined;
  const tables: JoiningEngine =
    inventories.engine === 'athena'
      ? athenaSides(inventories, engine)
      : duckDbSides(inventories, copies !== undefined, engine, workshop);
  const { rules, unreadable } =
    copies === undefined ? await readRules(target, engine.aws.buckets, HANDOFF_INSTEAD) : { rules: [] };
  if (unreadable !== undefined && rules.length > 0) {
    const detail = `the comparison is by the rules of the handoff, for those of S3 could not be read: ${unreadable}`;
    yield { kind: 'note', detail };
  }
  const sidesWith = (given: SideTable | undefined): Sides => {
    if (copies !== undefined) return ofCopies(copies, sample, engine, given, mayBeEmpty);
    const scope =
      given === undefined
        ? listedDestination(target, rules, destinations)
        : scopeOf(target, rules, given.bucket, given.location, destinations ?? []);
    return ofVersions(scope, sample, engine, report, mayBeEmpty);
  };
  const comparisons: Comparison[] = [];
  const keeper = evidence?.ofInventories();
  const known: { sides?: Sides } = {};
  const sidesOnce = (given: SideTable | undefined): Sides => (known.sides ??= sidesWith(given));
  try {
    const needed = copies === undefined ? OF_VERSIONS : OF_COPIES;
    const asked = { ...needed, bucket: target.source.bucket, comparisons: copies?.pairs.length ?? 1 };
    const both = yield* tables.read({ ...asked, with: sidesOnce });
    const sides = sidesOnce(both.destination);
    if (copies === undefined && destinations === undefined) yield* tellOthers(target, rules, sides.bucket);
    yield* tellLeftOut(both.source, sides.sourcePrefixes, engine);
    yield* tellLeftOut(both.destination, sides.prefixes, engine);
    yield* tellAges(both.source, both.destination, engine.clock.now());
    await keeper?.keepSides(both);
    yield { kind: 'comparing', destination: both.destination.bucket, versions: 0 };
    const joined = await tables.join(both);
    try {
      comparisons.push(...(yield* sides.compare(both, joined, keeper)));
    } finally {
      await joined.close();
    }
    await tables.done();
  } catch (error) {
    if (!isRunnerError(error) || THROWN.includes(error.kind) || error instanceof NotKept) throw error;
    const why = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
    const [first] = copies === undefined ? scopesOf(target, rules, destinations) : [];
    const scope = first ?? { destination: destinations?.[0] ?? '', rules: [], prefixes: target.prefixes ?? [''] };
    const sides =
      known.sides ??
      (copies === undefined
        ? ofVersions(scope, sample, engine, report, mayBeEmpty)
        : ofCopies(copies, sample, engine, undefined, mayBeEmpty));
    comparisons.splice(0, Infinity, ...sides.uncompared(why));
    await keeper?.uncompared(sides.subjects, why);
  } finally {
    await tables.end();
  }
  const { bucket, region, accountId } = target.source;
  const made: Certificate = {
    ...takenFrom(engine.aws),
    source: { bucket, region, accountId },
    prefixes: target.prefixes ?? [],
    matched: copies === undefined ? 'by-version-id' : 'newest-with-newest',
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(engine.clock.now()).toISOString(),
    listing: 'S3Inventory',
    answer: answerOfAll(comparisons),
    comparisons,
  };
  const kept = await keeper?.end(made, sample);
  const certificate = { ...made, ...defined({ kept }) };
  yield { kind: 'certificate', ...certificate };
  if (kept !== undefined && evidence !== undefined) yield evidence.told();
  const summary = comparisons.map(comparisonSummary).join('; ');
  return { certificate, outcome: outcomeOfAll(comparisons), extent: extentOf(comparisons), summary };
}
