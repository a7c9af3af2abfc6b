// The report of a job as a table that a comparison is held against: kept before, or read now.
import { join } from 'node:path';
import type { RunnerEvent } from '../../../../events/events';
import type { Engine } from '../../../../ports/engine';
import { RunnerError } from '../../../../ports/errors';
import type { Workshop } from '../../../../ports/workshop';
import { defined } from '../../../../text/defined';
import { visible } from '../../../../text/safe-text';
import type { ReportTable } from '../../../../verify/reported/report-table';
import { kindOfView } from '../../job-kind';
import { isOver } from '../../jobs/job-phase';
import { findOurs } from '../../look-at-jobs';
import { sidesIn } from '../../planned-job';
import { readReport } from '../read-report';
import { TASKS_FILE } from './kept-report';
import { openReport } from './open-report';
import type { ReportKeeper } from './report-keeper';

/**
 * @param compared what it is held against
 * @throws RunnerError `usage` when there is none, or it is not of what is compared; `unavailable` when it is not what was kept
 */
export async function keptReportTable(
  directory: string,
  workshop: Workshop,
  compared: 'versions' | 'copies' = 'versions',
): Promise<ReportTable> {
  const { of, kept } = await openReport(directory, workshop);
  const { job, manifest, version, endpoints } = of;
  const { method, selectsFailed } = kindOfView(job);
  if (!selectsFailed && compared === 'versions')
    throw new RunnerError(
      'usage',
      `job ${visible(job.jobId)} is of ${method}: copies have version ids of their own, and its report is not held against versions`,
      `leave out --report; verify --method ${method} compares the copies, and --evidence keeps what its report can be held against`,
    );
  if (selectsFailed && compared === 'copies')
    throw new RunnerError(
      'usage',
      `job ${visible(job.jobId)} is of ${method}, and the evidence is of copies: what S3 has replicated is told by version ids, which copies have of their own`,
      'leave out --report, or name the report of a job that has copied',
    );
  const { sourceBucket = sidesIn(job.description).sourceBucket, prefix } = job;
  return {
    transferId: job.jobId,
    location: manifest.location,
    path: join(directory, TASKS_FILE),
    rows: kept.files.find(({ name }) => name === TASKS_FILE)?.rows ?? 0,
    madeMs: job.createdMs,
    failedOnly: job.report?.scope === 'FailedTasksOnly',
    takenFrom: { version, ...defined({ endpoints }) },
    ...defined({ sourceBucket, prefix }),
  };
}

/** Reads the report of a job now. @throws RunnerError `usage` when the job is not over, `not-found` when there is no report */
export async function* fetchReport(
  jobId: string,
  engine: Engine,
  waitSeconds: number,
  keeper: ReportKeeper,
): AsyncGenerator<RunnerEvent, void> {
  const view = await findOurs(jobId, engine);
  if (!isOver(view.status))
    throw new RunnerError('usage', `job ${jobId} is ${view.status}: its completion report comes when it is over`);
  const read = yield* readReport(view, view.prefix, engine, waitSeconds, keeper);
  if (read !== undefined) return;
  throw new RunnerError(
    'not-found',
    `job ${jobId} has no completion report: there is nothing to hold the comparison against`,
    'leave out --report',
  );
}
