// Whether something was kept of a report that somebody was killed at, and what is told of it.
import type { RunnerEvent } from '../../../../events/events';
import type { Engine } from '../../../../ports/engine';
import { counted } from '../../../../text/figures';
import type { ReadOptions } from '../read-files';
import type { ReportFile, ReportFolder } from '../report-manifest';
import { KeptReport } from './kept-report';

export interface OpenKept {
  readonly options: ReadOptions;
  /** All of the report was read. */
  end(): AsyncGenerator<RunnerEvent, void>;
}

/** @param prefix of the job: rows were counted by the folders below it */
export async function* openKept(
  files: readonly ReportFile[],
  folder: ReportFolder,
  prefix: string,
  engine: Engine,
): AsyncGenerator<RunnerEvent, OpenKept> {
  const { workshop } = engine;
  // Of one file nothing is gained: what is kept of it is kept when all was read.
  const kept =
    workshop === undefined || files.length < 2 ? undefined : new KeptReport(engine, workshop, folder, prefix);
  const known = (await kept?.found(files)) ?? new Map();
  if (known.size > 0) {
    const words = known.size === 1 ? 'was read before, and is' : 'were read before, and are';
    const detail = `${counted(known.size, 'file')} of ${files.length} of the report ${words} not fetched again`;
    yield { kind: 'note', detail };
  }
  return {
    options: { kept, known },
    async *end() {
      await kept?.remove();
      if (kept?.fault === undefined) return;
      const detail = `what was read of the report could not be kept: whoever is killed while it is read begins anew (${kept.fault})`;
      yield { kind: 'note', detail };
    },
  };
}
