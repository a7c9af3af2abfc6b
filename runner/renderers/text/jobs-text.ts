// Jobs, for a person.
import type { JobStatusEvent, ListedJob } from '../../events/events';
import { count, duration } from '../../text/figures';
import { isOver } from '../../methods/batch-replication/jobs/job-phase';
import type { JobCounts, JobStatus } from '../../ports/batch-operations';
import { visible } from '../../text/safe-text';

/** `2026-01-31 12:00:00 UTC` */
export function moment(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A job that is over without having been counted never got to its tasks. */
function countsText({ total, succeeded, failed }: JobCounts, status: JobStatus): string {
  if (total === 0) return isOver(status) ? 'none' : 'not counted yet';
  return `${count(succeeded + failed)}/${count(total)}${failed === 0 ? '' : `, ${count(failed)} failed`}`;
}

/** One line for each job, in columns. */
export function jobsText(jobs: readonly ListedJob[]): string {
  const rows = jobs.map((job) => [
    visible(job.jobId),
    job.status,
    moment(job.createdMs),
    countsText(job.counts, job.status),
    visible(job.plan === undefined ? `${job.operation} ${job.description}`.trim() : job.description),
  ]);
  const table = [['JOB', 'STATUS', 'CREATED', 'TASKS', 'WHAT'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A job with everything that S3 says of it, one thing a line. */
export function jobStatusText(job: JobStatusEvent): string {
  const { report } = job;
  const lines: readonly (readonly [name: string, value: string])[] = [
    ['job', job.jobId],
    ['what', job.description],
    ['status', job.status],
    ['tasks', `${countsText(job.counts, job.status)}, by S3's counters`],
    ['priority', String(job.priority)],
    ['role', job.roleArn],
    ['created', moment(job.createdMs)],
    ...(job.endedMs === undefined ? [] : [['ended', moment(job.endedMs)] as const]),
    ...(job.activeSeconds === 0 ? [] : [['active', duration(job.activeSeconds)] as const]),
    ...(job.manifest === undefined ? [] : [['manifest', job.manifest] as const]),
    ...(report === undefined ? [] : [['report', `s3://${report.bucket}/${report.prefix}`] as const]),
    ...job.reasons.map(({ code, text }) => ['S3 says', code === '' ? text : `${code}: ${text}`] as const),
    ...job.advice.map((text) => ['to do', text] as const),
  ];
  return lines.map(([name, value]) => `${name.padEnd(9)} ${visible(value)}`).join('\n');
}
