// What `verify --from` says: what was kept, compared again. AWS is not even connected.
import type { NoteEvent, RunnerEvent, Telling } from '../../events/events';
import type { Tables } from '../../ports/workshop';
import type { World } from '../../ports/world';
import { verifyTables } from '../../verbs/verify';
import type { KeptRun } from '../../verify/kept/since/compared-then';
import type { PairedRuns } from '../../verify/kept/since/paired-runs';
import type { ReportTable } from '../../verify/reported/report-table';
import type { Verified } from '../../verify/verify-target';
import type { Given } from '../flag-values';
import { verifyOptions } from '../start-source';
import { keptEngine, sinceDirectory } from '../verify/kept-options';

type Telled = AsyncGenerator<RunnerEvent, Verified>;

async function opened(directory: string, world: World): Promise<KeptRun> {
  const { openEvidence } = await import('../../verify/kept/verify-kept');
  return { directory, ...(await openEvidence(directory, world.workshop)) };
}

/** Undefined: nothing is told of changes. @throws RunnerError `usage` when they cannot be told */
async function sincePaired(after: KeptRun, given: Given, world: World): Promise<PairedRuns | undefined> {
  const directory = sinceDirectory(given, world);
  if (directory === undefined) return undefined;
  const { pairRuns } = await import('../../verify/kept/since/paired-runs');
  return pairRuns(await opened(directory, world), after);
}

/** @throws RunnerError `usage` when the report is not of what was compared */
async function reportFor(
  { of }: KeptRun,
  given: Given,
  world: World,
): Promise<{ readonly report?: ReportTable; readonly notes: readonly NoteEvent[] }> {
  const { keptReportOnly } = await import('../verify/report-options');
  const matched = ('matched' in of ? of.matched : undefined) ?? 'by-version-id';
  const report = await keptReportOnly(given, world, matched === 'by-version-id' ? 'versions' : 'copies');
  if (report === undefined) return { notes: [] };
  const { checkComparable, checkReportOf } = await import('../../verify/reported/hold-against');
  checkComparable(matched, report);
  return { report, notes: checkReportOf(of.source.bucket, of, report) };
}

export async function* tellKept(directory: string, given: Given, world: World): Telling {
  const run = await opened(directory, world);
  const { report, notes } = await reportFor(run, given, world);
  const paired = await sincePaired(run, given, world);
  yield* notes;
  const { isJoined } = await import('../../verify/kept/since/paired-runs');
  const isDatabase = report !== undefined || run.of.compared === 'inventories' || (paired && isJoined(paired)) === true;
  if (!isDatabase) return yield* tellRun(run, given, world, {}, paired);
  const { tablesOnce } = await import('../verify/report-options');
  const words = JSON.stringify([directory, report?.transferId, paired?.before.directory]);
  const tables = await tablesOnce(given, world, words, report === undefined ? 'joined' : 'reported');
  try {
    return yield* tellRun(run, given, world, { tables, report }, paired);
  } finally {
    await tables.close();
  }
}

interface Joining {
  /** @default - nothing has to be joined */
  readonly tables?: Tables;
  /** @default - there is none */
  readonly report?: ReportTable | undefined;
}

async function* tellRun(
  run: KeptRun,
  given: Given,
  world: World,
  joining: Joining,
  paired: PairedRuns | undefined,
): Telling {
  const { comparedThen } = await import('../../verify/kept/since/compared-then');
  const { allowEmpty = false, failOnEmpty } = verifyOptions(given);
  const destinations = comparedThen(run).map(({ scope }) => ({ bucket: scope.destination }));
  const compare = await comparing(run, given, world, joining, allowEmpty);
  const ending = yield* verifyTables({ source: run.of.source, destinations }, compare, { allowEmpty, failOnEmpty });
  if (paired === undefined) return ending;
  const { compareRuns } = await import('../../verify/kept/compare-runs');
  yield* compareRuns(paired, keptEngine(given, world), world.workshop, joining.tables);
  return ending;
}

/** The comparison, made again of what was kept. */
async function comparing(
  { directory, of, kept }: KeptRun,
  given: Given,
  world: World,
  { tables, report }: Joining,
  allowEmpty: boolean,
): Promise<Telled> {
  const { workshop } = world;
  const engine = keptEngine(given, world);
  const { holdAgainst } = await import('../verify/report-options');
  const isHeld = tables !== undefined && report !== undefined;
  switch (of.compared) {
    case 'versions': {
      const { verifyKept } = await import('../../verify/kept/verify-kept');
      const hold = isHeld ? holdAgainst(tables, report, of.source.bucket) : undefined;
      return verifyKept(directory, { of, kept }, engine, allowEmpty, workshop, hold);
    }
    case 'copies': {
      const { verifyKeptCopies } = await import('../../verify/kept/copies/verify-kept-copies');
      return verifyKeptCopies(directory, of, kept, engine, workshop, isHeld ? { tables, report } : undefined);
    }
    case 'inventories': {
      const { verifyKeptInventories } = await import('../../verify/kept/inventories/verify-kept-inventories');
      // It was opened for them.
      const joined = tables as Tables;
      return verifyKeptInventories({ directory, of, kept }, joined, engine, workshop, report);
    }
  }
}
