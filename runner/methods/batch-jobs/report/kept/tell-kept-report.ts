// Tells a report that was kept: the very same, of the very same rows, and nobody is asked.
import { join } from 'node:path';
import { keptRows } from '../../../../evidence/kept/kept-rows';
import { KeptLooks, LOOK_COLUMNS } from '../../../../evidence/kept/looks';
import type { Column } from '../../../../evidence/kept/write-parquet';
import type { ParquetRow } from '../../../../evidence/parquet-rows';
import { endpointWords } from '../../../../events/certificate-summary';
import type { Telling } from '../../../../events/events';
import type { Engine } from '../../../../ports/engine';
import { RunnerError } from '../../../../ports/errors';
import type { Workshop } from '../../../../ports/workshop';
import type { ConcludeOptions } from '../../../method';
import { concludeRead } from '../../conclude-job';
import { uncomparedEnding } from '../../jobs-ending';
import { targetOfJobs } from '../../look-at-jobs';
import { watched } from '../../watch/watched-job';
import { tallyReport } from '../tally-report';
import { LOOKS_FILE, TASKS_FILE } from './kept-report';
import { openReport } from './open-report';
import { TASK_COLUMNS, taskIn } from './task-rows';

/** What is needed of the program: neither AWS nor credentials. */
export type KeptReportEngine = Pick<Engine, 'command' | 'signal'>;

/** @throws RunnerError `usage` when there is none, `unavailable` when it is not what was kept */
export async function* tellKeptReport(
  directory: string,
  { command, signal }: KeptReportEngine,
  options: ConcludeOptions,
  workshop: Workshop,
): Telling {
  const { of, kept } = await openReport(directory, workshop);
  const { job: view, accountId, region, manifest } = of;
  const engine = { command, accountId, aws: { region } };
  const rowsOf = (name: string, columns: readonly Column[]): AsyncGenerator<readonly ParquetRow[]> => {
    const bytes = kept.files.find((file) => file.name === name)?.bytes ?? 0;
    const names = columns.map((column) => column.name);
    return keptRows(join(directory, name), bytes, names, workshop);
  };
  yield targetOfJobs([view], engine);
  const asked = endpointWords(of);
  if (asked !== undefined) yield { kind: 'note', detail: `S3 was asked for this report ${asked}` };
  const { looking } = new KeptLooks(rowsOf(LOOKS_FILE, LOOK_COLUMNS), undefined);
  const read = await tallyReport(view, view.prefix, manifest.location, { aws: { objects: looking } }, async (taker) => {
    for await (const rows of rowsOf(TASKS_FILE, TASK_COLUMNS)) {
      if (signal.aborted) throw new RunnerError('interrupted', 'interrupted');
      for (const row of rows) taker.take(taskIn(row));
    }
  });
  yield { ...read.found, kept };
  const job = watched(view, view.prefix, view.createdMs);
  return uncomparedEnding([yield* concludeRead(job, read, engine, options)], [view.jobId], engine);
}
