// Keeps a completion report while it is read: every row of it, what was looked at besides, and in the end what it is of.
import type { KeptEvidence } from '../../../../events/certificate';
import type { NoteEvent } from '../../../../events/events';
import { freeDirectory, writeEvidence } from '../../../../evidence/kept/evidence-file';
import { RowKeeper } from '../../../../evidence/kept/keep-rows';
import { LOOK_COLUMNS, LookKeeper } from '../../../../evidence/kept/looks';
import { takenFrom } from '../../../../evidence/kept/taken-from';
import type { Cell } from '../../../../evidence/kept/write-parquet';
import type { Looking } from '../../../../evidence/look-at-version';
import type { JobView } from '../../../../ports/batch/batch-operations';
import type { Engine } from '../../../../ports/engine';
import { RunnerError } from '../../../../ports/errors';
import type { Workshop } from '../../../../ports/workshop';
import { visible } from '../../../../text/safe-text';
import { DamagedReport } from '../damaged-report';
import type { ReportFile } from '../report-manifest';
import type { RowTaker } from '../read-files';
import { writtenRows } from '../report-rows';
import { LOOKS_FILE, TASKS_FILE, type KeptReport } from './kept-report';
import { TASK_COLUMNS, taskRow } from './task-rows';

/** Rows that are handed on at once. */
const BATCH = 1_000;

interface Keeping {
  readonly tasks: RowKeeper;
  readonly lookRows: RowKeeper;
  readonly looks: LookKeeper;
}

export class ReportKeeper {
  #keeping: Keeping | undefined;
  #kept: KeptEvidence | undefined;

  constructor(
    readonly directory: string,
    private readonly workshop: Workshop,
  ) {}

  /** Where it is, or that it is nowhere. */
  told(jobId: string): NoteEvent {
    const place = `'${visible(this.directory)}'`;
    if (this.#kept === undefined)
      return { kind: 'note', detail: `nothing is kept in ${place}: no completion report of job ${jobId} was read` };
    const detail = `the completion report is kept in ${place}; report with --from and this directory tells it again, without AWS`;
    return { kind: 'note', detail, path: this.directory };
  }

  /** @throws RunnerError `usage` when there is something in the directory */
  free(): Promise<void> {
    return freeDirectory(this.directory, this.workshop);
  }

  /** What an earlier reading has left, which was of a damaged report, is not kept. */
  async begin(objects: Looking): Promise<Looking> {
    await this.discard();
    const rows = (name: string, columns: typeof TASK_COLUMNS): RowKeeper =>
      new RowKeeper(this.directory, name, columns, this.workshop);
    const lookRows = rows(LOOKS_FILE, LOOK_COLUMNS);
    const looks = new LookKeeper(objects, lookRows);
    this.#keeping = { tasks: rows(TASKS_FILE, TASK_COLUMNS), lookRows, looks };
    return looks.looking;
  }

  /** Reads every row of all files, one after the other. @throws DamagedReport */
  async read(files: readonly ReportFile[], engine: Engine, taker: Pick<RowTaker, 'take'>): Promise<void> {
    const batch: (readonly Cell[])[] = [];
    const keep = async (): Promise<void> => {
      await this.#keeping?.tasks.add(batch.splice(0));
      if (engine.signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    };
    for (const { bucket, key, md5 } of files) {
      const location = `s3://${bucket}/${key}`;
      const bytes = await engine.aws.buckets.read(bucket, key, engine.accountId);
      if (bytes === undefined) throw new DamagedReport(location, 'its manifest names it, and it is not there');
      for await (const written of writtenRows(bytes, md5, location)) {
        taker.take(written.row);
        batch.push(taskRow(written));
        if (batch.length >= BATCH) await keep();
      }
    }
    await keep();
  }

  async end(job: JobView, manifest: KeptReport['manifest'], engine: Engine): Promise<KeptEvidence> {
    const { aws, accountId, clock } = engine;
    const files = this.#keeping === undefined ? [] : [await this.#keeping.tasks.end(), await this.#keeping.looks.end()];
    const readAt = new Date(clock.now()).toISOString();
    const what: KeptReport = { ...takenFrom(aws), accountId, region: aws.region, job, manifest, readAt };
    this.#kept = await writeEvidence(this.directory, { keptBy: 'report', ...what }, files, this.workshop);
    this.#keeping = undefined;
    return this.#kept;
  }

  /** Nothing stays of what was not read to its end. */
  async discard(): Promise<void> {
    const { tasks, lookRows } = this.#keeping ?? {};
    this.#keeping = undefined;
    await Promise.all([tasks?.discard(), lookRows?.discard()]);
  }
}
