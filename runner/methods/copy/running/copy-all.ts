// What a copy walks over, and what it does with each pair: the objects of both sides, or of each key all its versions.
import type { Engine } from '../../../ports/engine';
import type { ListedObject } from '../../../ports/s3/copying';
import { defined } from '../../../text/defined';
import type { Chain } from '../../../verify/copies/version-chains/chain';
import { copyChains, type ChainRun } from '../chains/copy-chains';
import type { CopyWay } from '../engine/copy-one';
import { copyPairs, type CopyRun } from '../engine/copy-pairs';
import { lookingAt, type Mend } from '../engine/looking';
import { Pace } from '../engine/pace';
import type { UploadJournal } from '../engine/parts/copy-in-parts';
import { notThere } from '../failed-copy';
import type { HalfCopies } from './half-copies';
import type { Settlement } from '../journal/settlement';
import { bytesLimit } from './limited-copying';
import type { CopyRequest } from '../plan-copies';
import { selecting } from '../selecting';
import { pairOfKey, pairsOfKeys } from '../walk/pairs-of-keys';
import type { Part, Span } from '../walk/part';
import { allVersions, currentOnes, currentVersions, walk, type Listing, type Walked } from '../walk/walk';

const MOST_AT_ONCE = 256;

export interface Copying {
  readonly request: CopyRequest;
  readonly engine: Pick<Engine, 'aws' | 'clock' | 'random'>;
  readonly settlement: Settlement;
  readonly half: HalfCopies;
  /** What is open; it grows, and loses what is over. */
  readonly parts: () => readonly Part[];
  readonly begin: (span: Span) => Part;
  /** @default - nothing is written */
  readonly uploads?: UploadJournal;
  /** Requests at once. @default 256 */
  readonly mostAtOnce?: number;
  /** @default - as many as S3 copies */
  readonly bytesPerSecond?: number;
}

type Way = CopyWay & Pick<CopyRun, 'pacer' | 'overwrite' | 'to'>;

/** Returns when all is settled. @throws RunnerError what makes going on senseless, or `interrupted` */
export function copyAll(copying: Copying, signal: AbortSignal): Promise<void> {
  const { request, engine, settlement, uploads } = copying;
  const { aws, clock, random } = engine;
  const { mend, ...looking } = lookingAt(request, aws.copying);
  const way: Way = {
    copying: aws.copying,
    pacer: { clock, random, signal },
    pace: new Pace({ most: copying.mostAtOnce ?? MOST_AT_ONCE }),
    overwrite: request.renews === true ? 'always' : (request.overwrite ?? 'different'),
    from: request.from,
    to: request.to,
    traits: looking.traits,
    ...(request.restored === true ? { restored: true } : {}),
    ...defined({
      parts: looking.parts,
      uploads,
      admit: bytesLimit(copying.bytesPerSecond, clock, signal),
    }),
    triedAgain: (key, error) => settlement.tally.triedAgain(key, error),
  };
  return request.allVersions === true
    ? copyVersions(copying, way, { ...looking, mend })
    : copyCurrent(copying, way, { ...looking, mend });
}

function copyCurrent(
  copying: Copying,
  way: Way,
  { mend, ...looking }: Omit<ReturnType<typeof lookingAt>, 'mend'> & { readonly mend: Mend },
): Promise<void> {
  const { request, engine, settlement, half } = copying;
  const list = request.renews === true ? currentVersions : currentOnes;
  const [sides, pairs] = pairsOf(copying, list(engine.aws.copying));
  const run: CopyRun<Walked> = {
    ...way,
    ...looking,
    refresh: async ({ part, step, rest }) => ({ part, step, ...(await pairOfKey(rest, sides)) }),
    mend: ({ rest, source, destination }) => {
      if (!half.has(rest) || source === undefined || destination === undefined) return undefined;
      return () => mend(source, destination).then(() => half.mended(rest));
    },
    told: (settled, pair) => settlement.settle(settled, pair),
  };
  return copyPairs(
    selected(copying, pairs, (object) => object),
    run,
  );
}

function copyVersions(
  copying: Copying,
  way: Way,
  { look, mend }: Pick<CopyRun, 'look'> & { readonly mend: Mend },
): Promise<void> {
  const { engine, settlement, half } = copying;
  const [sides, pairs] = pairsOf(copying, allVersions(engine.aws.copying));
  const run: ChainRun<Walked<Chain>> = {
    ...way,
    look,
    refresh: async ({ part, step, rest }) => ({ part, step, ...(await pairOfKey(rest, sides)) }),
    mend: ({ rest }) => (half.has(rest) ? mend : undefined),
    became: (what, version, pair) => settlement.became(what, version, pair),
    told: (settled, pair) => {
      if (settled.became === 'whole') half.mended(pair.rest);
      settlement.settleChain(settled, pair);
    },
  };
  return copyChains(
    selected(copying, pairs, ({ versions }) => versions.at(-1)),
    run,
  );
}

function pairsOf<Listed extends { readonly key: string }>(
  { request: { from, to, keys }, parts, begin }: Copying,
  listing: Listing<Listed>,
): [{ listing: Listing<Listed> } & Pick<CopyRequest, 'from' | 'to'>, AsyncIterable<readonly Walked<Listed>[]>] {
  const sides = { listing, from, to };
  return [sides, keys === undefined ? walk(parts(), { ...sides, begin }) : pairsOfKeys(keys, parts(), sides)];
}

/**
 * Without what the filters leave out; a key that was chosen is there, or has failed.
 * @param objectOf what the filters are held against
 */
async function* selected<Listed>(
  { request: { selection, keys, from }, settlement }: Copying,
  all: AsyncIterable<readonly Walked<Listed>[]>,
  objectOf: (listed: Listed) => ListedObject | undefined,
): AsyncGenerator<readonly Walked<Listed>[]> {
  const selects = selecting(selection);
  for await (const pairs of all)
    yield pairs.filter((pair) => {
      const source = pair.source === undefined ? undefined : objectOf(pair.source);
      if (source === undefined && keys !== undefined) {
        settlement.settle(notThere(from.prefix + pair.rest), pair);
        return false;
      }
      const isSelected = source === undefined || selects?.(source, pair.rest) !== false;
      if (!isSelected) settlement.count(pair, { leftOut: 1 });
      return isSelected;
    });
}
