// Both sides of a kept comparison of listings, key by key. Memory holds the versions of a few keys.
import { isRunnerError } from '../../../ports/errors';
import type { ListedObject } from '../../../ports/s3/copying';
import type { VersionEntry } from '../../../ports/s3/objects';
import type { Workshop } from '../../../ports/workshop';
import { pairsIn } from '../../copies/compare-copies';
import type { Pair } from '../../copies/pairs';
import { sideBySide, type KeyOnBothSides } from '../../listings';
import { partsOf } from '../../scope';
import type { Stood } from '../changes';
import { copiesAnswers, type CopiesAnswers } from '../copies/verify-kept-copies';
import { keptAnswers } from '../kept-answers';
import type { KeptEngine } from '../verify-kept';
import type { StoodKey } from './change-counts';
import type { ComparedThen, KeptRun } from './compared-then';

function versionsOf({ source, destination }: KeyOnBothSides): StoodKey['versions'] {
  const all = new Map<string, Stood>();
  for (const one of source) all.set(one.versionId, { source: one, destination: undefined });
  for (const one of destination) all.set(one.versionId, { source: all.get(one.versionId)?.source, destination: one });
  return all;
}

async function* keysOfReplicas(
  { directory, of, kept }: KeptRun,
  { index, scope }: ComparedThen,
  engine: KeptEngine,
  workshop: Workshop,
): AsyncGenerator<StoodKey> {
  const one = of.compared === 'versions' ? of.comparisons[index] : undefined;
  if (one === undefined) return;
  const { bucket } = of.source;
  const { versions } = keptAnswers(directory, kept, index, one, bucket, engine, workshop).aws.objects;
  const { destination } = scope;
  for (const { range } of partsOf(scope)) {
    const sides = sideBySide(
      { bucket, pages: versions(bucket, range) },
      { bucket: destination, pages: versions(destination, range) },
    );
    for await (const both of sides) yield { key: both.key, versions: versionsOf(both) };
  }
}

function entryOf(object: ListedObject): VersionEntry {
  return { versionId: '', deleteMarker: false, latest: true, ...object };
}

/** What was to be copied is expected, and so is what may not be asked about; nobody has what was not. */
async function isExpected({ rest, source, destination }: Pair, { options }: CopiesAnswers): Promise<boolean> {
  if (source === undefined) return true;
  if (options.selects?.(source, rest) === false) return false;
  // Tags were asked for where something was amiss.
  if (options.selectsByTags === undefined || source.sizeBytes === destination?.sizeBytes) return true;
  try {
    return await options.selectsByTags(source);
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return true;
  }
}

/** Delete markers are not among them: of two lists of them nobody knows which one is which. */
async function* keysOfCopies(
  { directory, of, kept }: KeptRun,
  { index, pair, chosen }: ComparedThen,
  engine: KeptEngine,
  workshop: Workshop,
  leftOut: () => void,
): AsyncGenerator<StoodKey> {
  const one = of.compared === 'copies' ? of.comparisons[index] : undefined;
  if (one === undefined || pair === undefined) return;
  const answers = copiesAnswers(directory, kept, index, one, engine, workshop);
  const markers = one.options.allVersions === true ? { addMarker: () => undefined } : undefined;
  const { prefix } = pair.from;
  const wanted = new Set(chosen?.map((key) => key.slice(prefix.length)));
  let current: { readonly key: string; readonly versions: Map<string, Stood> } | undefined;
  for await (const pairs of pairsIn(pair, chosen, wanted, answers.engine, markers)) {
    for (const both of pairs) {
      if (!(await isExpected(both, answers))) {
        leftOut();
        continue;
      }
      const { rest, source, destination } = both;
      const key = prefix + rest;
      if (current?.key !== key) {
        if (current !== undefined) yield current;
        current = { key, versions: new Map() };
      }
      // Ids of the source's versions stay; a version that only the destination has goes by its own.
      const id = source === undefined ? `/${destination?.versionId ?? ''}` : (source.versionId ?? '');
      current.versions.set(markers === undefined ? '' : id, {
        source: source && entryOf(source),
        destination: destination && entryOf(destination),
      });
    }
  }
  if (current !== undefined) yield current;
}

/** @param leftOut is told of each object that filters have left out */
export function stoodKeys(
  run: KeptRun,
  compared: ComparedThen,
  engine: KeptEngine,
  workshop: Workshop,
  leftOut: () => void,
): AsyncGenerator<StoodKey> {
  return compared.pair === undefined
    ? keysOfReplicas(run, compared, engine, workshop)
    : keysOfCopies(run, compared, engine, workshop, leftOut);
}
