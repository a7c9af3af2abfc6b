// One pass over an original and its copy: the newest objects of both sides, key by key, and a closer look where the listings do not say
// enough. Memory holds a page of each listing, the sample, and counts.
import type { Comparison } from '../../events/comparisons/comparison';
import type { RunnerEvent } from '../../events/events';
import { RunnerError, isRunnerError } from '../../ports/errors';
import type { KeyRange } from '../../ports/s3/objects';
import { defined } from '../../text/defined';
import { startObjectDigest } from '../listing-digest';
import { CopiesPass } from './copies-pass';
import {
  comparisonOf,
  oneByOne,
  type CompareCopiesOptions,
  type CopiesComparedBy,
  type CopyPair,
} from './copies-comparison';
import { copyLooker } from './look-at-copy';
import { pairsOf, type Pair, type PairOf } from './pairs';
import { chainsOf } from './version-chains/chain';
import { matchFromNewest } from './version-chains/match';

/** Objects between two words about how far it is. */
const TELL_EVERY = 10_000;

const ANOTHER_IDENTITY =
  'where it belongs to another account, name an identity that may list it with --destination-profile or --destination-role-arn, or let this one in by the policy of the bucket (s3:ListBucket)';

/** The pages of a destination; that it may not be listed says which identity would help. */
async function* hinting<Page>(pages: AsyncIterable<Page>, { aws }: CopiesComparedBy): AsyncGenerator<Page> {
  try {
    yield* pages;
  } catch (error) {
    if (aws.destinationIdentity !== undefined || !isRunnerError(error, 'denied')) throw error;
    throw new RunnerError(error.kind, error.message, ANOTHER_IDENTITY, error.code);
  }
}

/** What is listed at the source, as what follows the prefix. */
function rangesOf(prefix: string, chosen: readonly string[] | undefined): readonly KeyRange[] {
  return oneByOne(chosen)?.map((key) => ({ prefix: key, until: key })) ?? [{ prefix }];
}

/** The same range with the other prefix. */
function moved(range: KeyRange, { from, to }: CopyPair): KeyRange {
  const move = (key: string): string => to.prefix + key.slice(from.prefix.length);
  return { prefix: move(range.prefix), ...(range.until === undefined ? {} : { until: move(range.until) }) };
}

/**
 * @param absent what follows the prefix in the keys that were chosen: what the source has is taken out
 * @param markers is told of delete markers, where all versions are compared. @default - the newest objects are
 */
export async function* pairsIn(
  pair: CopyPair,
  chosen: readonly string[] | undefined,
  absent: Set<string>,
  engine: CopiesComparedBy,
  markers: Pick<CopiesPass, 'addMarker'> | undefined,
): AsyncGenerator<readonly Pair[]> {
  const { from, to } = pair;
  const { copying } = engine.aws;
  const wanted = chosen === undefined ? undefined : new Set(absent);
  const chosenOf = <Listed>(pairs: readonly PairOf<Listed>[]): readonly PairOf<Listed>[] => {
    if (wanted === undefined) return pairs;
    const those = pairs.filter(({ rest }) => wanted.has(rest));
    for (const { rest, source } of those) if (source !== undefined) absent.delete(rest);
    return those;
  };
  for (const range of rangesOf(from.prefix, chosen)) {
    const there = moved(range, pair);
    if (markers !== undefined) {
      const chains = pairsOf(
        { ...from, pages: chainsOf(copying.versions(from.bucket, range), from.bucket) },
        { ...to, pages: chainsOf(hinting(copying.versions(to.bucket, there), engine), to.bucket) },
      );
      for await (const keys of chains) yield chosenOf(keys).flatMap((one) => matchFromNewest(one, markers));
      continue;
    }
    const sides = pairsOf(
      { ...from, pages: copying.objects(from.bucket, range) },
      { ...to, pages: hinting(copying.objects(to.bucket, there), engine) },
    );
    for await (const pairs of sides) yield chosenOf(pairs);
  }
}

export async function* compareCopies(
  pair: CopyPair,
  options: CompareCopiesOptions,
  engine: CopiesComparedBy,
): AsyncGenerator<RunnerEvent, Comparison> {
  const { from, to } = pair;
  const { sample, most = Infinity, chosen, expected, selects, selectsByTags, allVersions } = options;
  const look = copyLooker(engine, from.bucket, to.bucket);
  const pass = new CopiesPass(
    {
      ...expected,
      ...defined({ selects, selectsByTags, allVersions }),
      sample,
      fromPrefix: from.prefix,
      toPrefix: to.prefix,
    },
    look,
    engine.random,
  );
  const digests = { source: startObjectDigest(), destination: startObjectDigest() };
  let told = 0;
  let seen = 0;
  let upTo: string | undefined;
  const absent = new Set(chosen?.map((key) => key.slice(from.prefix.length)));
  for await (const pairs of pairsIn(pair, chosen, absent, engine, allVersions === true ? pass : undefined)) {
    for (const both of pairs) {
      const { rest, source, destination } = both;
      if (source !== undefined) digests.source.add(rest, source);
      if (destination !== undefined) digests.destination.add(rest, destination);
      if (pass.add(both)) await pass.settle();
      if (source !== undefined) seen += 1;
      if (seen < most) continue;
      upTo = from.prefix + rest;
      break;
    }
    if (upTo !== undefined) break;
    if (seen < told + TELL_EVERY) continue;
    // Whatever the pages were cut into.
    told = seen - (seen % TELL_EVERY);
    yield { kind: 'comparing', destination: to.bucket, versions: told };
  }
  if (upTo === undefined) for (const rest of absent) pass.addAbsent(from.prefix + rest);
  await pass.settle();
  await pass.lookCloser();
  const { source, destination } = digests;
  const found = { pass, look, sourceDigest: source.end(), destinationDigest: destination.end() };
  return comparisonOf(pair, options, found, upTo === undefined ? undefined : { upTo, seen, engine });
}
