// Proves that copies are what they were made of: the newest objects of both sides, since copies have version ids of their own. Makes the
// certificate. Reads only.
import type { Certificate } from '../../events/certificate';
import type { Comparison } from '../../events/comparisons/comparison';
import { comparisonSummary } from '../../events/certificate-summary';
import type { RunnerEvent } from '../../events/events';
import { NotKept } from '../../evidence/kept/not-kept';
import { takenFrom } from '../../evidence/kept/taken-from';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
import { distinctPrefixes, type TargetSource } from '../../target/target';
import { defined } from '../../text/defined';
import { compareKeys } from '../../text/key-order';
import { answerOfAll, extentOf, outcomeOfAll } from '../comes-to';
import { DEFAULT_SAMPLE, type Verified } from '../verify-target';
import { compareCopies } from './compare-copies';
import { notCompared, type CompareCopiesOptions, type CopiesComparedBy, type CopyPair } from './copies-comparison';
import { inRanges } from '../ranges/in-ranges';
import type { Expected } from './judge-copy';
import type { CopiesKeeper } from '../kept/copies/copies-keeper';
import type { EvidenceKeeper } from '../kept/evidence-keeper';

export interface CopyScope {
  readonly source: TargetSource;
  /** Each is compared by itself; those of the source are in its bucket. */
  readonly pairs: readonly CopyPair[];
}

export interface VerifyCopiesOptions {
  /** What the copies were to be beside their bytes. @default - what the source objects are */
  readonly expected?: Expected;
  /** Copies whose metadata and tags are compared; of more, so many at random. Infinity: all, whatever their number. @default 10000 */
  readonly sample?: number;
  /** Objects of the source that are compared of each pair. @default - all */
  readonly most?: number;
  /** Keys of the source that are compared, and no other. @default - all under the prefixes */
  readonly chosen?: readonly string[];
  /** Whether all versions are compared. @default - the newest objects are */
  readonly allVersions?: boolean;
  /** What the filters of the copy have let pass; the rest is not expected. @default - everything */
  readonly selects?: (source: ListedObject, rest: string) => boolean;
  /** The same, by what takes a request: asked of those alone that are amiss. @default - everything */
  readonly selectsByTags?: (source: ListedObject) => Promise<boolean>;
  /** Keeps what the comparison rests on. @default - nothing is kept */
  readonly evidence?: EvidenceKeeper;
}

function optionsOf(
  { from }: CopyPair,
  { sample = DEFAULT_SAMPLE, most, chosen, expected = {}, selects, selectsByTags, allVersions }: VerifyCopiesOptions,
): CompareCopiesOptions {
  const under = chosen?.filter((key) => key.startsWith(from.prefix));
  return {
    sample,
    expected,
    ...defined({ most, selects, selectsByTags, allVersions, chosen: under && [...new Set(under)].sort(compareKeys) }),
  };
}

/** Lists by several requests at a time, and gives each listing as one: so it is kept, too. */
function listingInRanges(engine: Engine): CopiesComparedBy {
  const { copying } = engine.aws;
  return {
    ...engine,
    aws: {
      ...engine.aws,
      copying: {
        objects: (bucket, range) => inRanges((part) => copying.objects(bucket, part), range, bucket),
        versions: (bucket, range) => inRanges((part) => copying.versions(bucket, part), range, bucket),
      },
    },
  };
}

/** One pair; that it cannot be read is an answer, too. */
async function* compareOne(
  pair: CopyPair,
  options: CompareCopiesOptions,
  engine: CopiesComparedBy,
  keeper: CopiesKeeper | undefined,
): AsyncGenerator<RunnerEvent, Comparison> {
  try {
    if (keeper === undefined) return yield* compareCopies(pair, options, engine);
    return yield* keeper.keeping(pair, options, engine, (kept, by) => compareCopies(pair, kept, by));
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted' || error instanceof NotKept) throw error;
    const why = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
    keeper?.uncompared(pair, options, why);
    return notCompared(pair, options, why);
  }
}

/** Compares the newest objects of the source, or all versions, with their copies, and tells the certificate. */
export async function* verifyCopies(
  { source, pairs }: CopyScope,
  engine: Engine,
  options: VerifyCopiesOptions,
): AsyncGenerator<RunnerEvent, Verified> {
  const startedMs = engine.clock.now();
  const chosen = options.chosen?.filter((key) => pairs.some(({ from }) => key.startsWith(from.prefix)));
  const by = listingInRanges(engine);
  const keeper = options.evidence?.ofCopies();
  const comparisons: Comparison[] = [];
  for (const pair of pairs) comparisons.push(yield* compareOne(pair, optionsOf(pair, options), by, keeper));
  const { bucket, region, accountId } = source;
  const made: Certificate = {
    ...takenFrom(engine.aws),
    source: { bucket, region, accountId },
    prefixes: chosen === undefined ? (distinctPrefixes(pairs.map(({ from }) => from.prefix)) ?? []) : [],
    ...(chosen === undefined ? {} : { chosen: new Set(chosen).size }),
    matched: options.allVersions === true ? 'from-the-newest' : 'newest-with-newest',
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(engine.clock.now()).toISOString(),
    listing: options.allVersions === true ? 'ListObjectVersions' : 'ListObjectsV2',
    answer: answerOfAll(comparisons),
    comparisons,
  };
  const certificate = { ...made, ...defined({ kept: await keeper?.end(made) }) };
  yield { kind: 'certificate', ...certificate };
  if (options.evidence !== undefined) yield options.evidence.told();
  const summary = comparisons.map(comparisonSummary).join('; ');
  return { certificate, outcome: outcomeOfAll(comparisons), extent: extentOf(comparisons), summary };
}
