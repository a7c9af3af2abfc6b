// From --report to the completion report that a comparison is held against.
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { RunnerEvent } from '../../events/events';
import { takenFrom } from '../../evidence/kept/taken-from';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { Tables } from '../../ports/workshop';
import type { World } from '../../ports/world';
import { visible } from '../../text/safe-text';
import { checkReportOf, heldAgainstKept, withReported } from '../../verify/reported/hold-against';
import type { ReportTable } from '../../verify/reported/report-table';
import type { HoldAgainst } from '../../verify/verify-target';
import { textFlag, type Given } from '../flag-values';
import { concludeOptions } from '../verb-options';
import { joinOptions } from './inventory-options';

/** What works without the database. */
const WITHOUT = {
  reported: 'without it verify compares as ever, and --report is left out',
  joined: 'what was compared by inventories is joined by it, and compared again with it alone',
} as const;

/** What was named, and where it lies if it was kept; undefined: nothing was. */
async function named(
  given: Given,
  world: World,
): Promise<{ readonly name: string; readonly directory?: string } | undefined> {
  const name = textFlag(given, 'report');
  if (name === undefined) return undefined;
  const path = resolve(world.workingDirectory, name);
  const isThere = (await world.workshop.names(path).catch(() => undefined)) !== undefined;
  if (isThere) return { name, directory: path };
  if (!/[/\\]/.test(name)) return { name };
  throw new RunnerError(
    'usage',
    `--report: '${visible(name)}' is neither a job nor a directory that is there`,
    'name a job, as run and list tell it, or a directory that report --evidence has written',
  );
}

/** @throws RunnerError `usage` where a job is named, which nobody may be asked about */
export async function keptReportOnly(
  given: Given,
  world: World,
  compared: 'versions' | 'copies' = 'versions',
): Promise<ReportTable | undefined> {
  const found = await named(given, world);
  if (found === undefined) return undefined;
  const { keptReportTable } = await import('../../methods/batch-jobs/report/kept/report-table');
  if (found.directory !== undefined) return keptReportTable(found.directory, world.workshop, compared);
  throw new RunnerError(
    'usage',
    `--report: with --from nobody is asked for the report of job '${visible(found.name)}'`,
    'keep it with report --evidence, and name that directory with --report',
  );
}

/**
 * @param folder where the report of a job is put that is read now
 * @throws RunnerError `usage` when it is of another source
 */
export async function* reportTable(
  given: Given,
  world: World,
  engine: Engine,
  source: string,
  folder: string,
): AsyncGenerator<RunnerEvent, ReportTable | undefined> {
  const found = await named(given, world);
  if (found === undefined) return undefined;
  const { fetchReport, keptReportTable } = await import('../../methods/batch-jobs/report/kept/report-table');
  let { directory } = found;
  if (directory === undefined) {
    const { ReportKeeper } = await import('../../methods/batch-jobs/report/kept/report-keeper');
    directory = join(folder, 'report');
    yield* fetchReport(
      found.name,
      engine,
      concludeOptions(given).reportWaitSeconds,
      new ReportKeeper(directory, world.workshop),
    );
  }
  const table = await keptReportTable(directory, world.workshop);
  yield* checkReportOf(source, takenFrom(engine.aws), table);
  return table;
}

/** The database that rows are joined by. @throws RunnerError `usage` when it is not installed */
export function openTables(
  given: Given,
  world: World,
  folder: string,
  what: keyof typeof WITHOUT = 'reported',
): Promise<Tables> {
  const { memoryMebibytes, threads = world.workshop.processors } = joinOptions(given);
  return world.workshop.open({ folder, memoryMebibytes, threads, signal: world.interrupted, without: WITHOUT[what] });
}

/** The same beside the working directory, in a folder that is removed when they are closed; the same for the same words. */
export async function tablesOnce(
  given: Given,
  world: World,
  words: string,
  what: keyof typeof WITHOUT = 'joined',
): Promise<Tables> {
  const id = createHash('sha256').update(words).digest('hex').slice(0, 16);
  const folder = join(world.workingDirectory, '.s3-backfill', `joined-${id}`);
  const tables = await openTables(given, world, folder, what);
  return {
    ...tables,
    async close() {
      await tables.close();
      await world.workshop.remove(folder);
    },
  };
}

export function holdAgainst(tables: Tables, report: ReportTable, source: string): HoldAgainst {
  return async (comparison, scope, directory, index) =>
    withReported(comparison, await heldAgainstKept(tables, report, source, scope, directory, index));
}
