// Transfers, for a person.
import { nounOf, serviceOf } from '../transfer-noun';
import {
  isOverIn,
  type ListedTransfer,
  type TransferCounts,
  type TransferPhase,
  type TransferStatusEvent,
} from '../../events/transfer-events';
import { count, duration } from '../../text/figures';
import { visible } from '../../text/safe-text';

/** `2026-01-31 12:00:00 UTC` */
export function moment(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A job that is over without having been counted never got to its tasks. */
function countsText({ total, succeeded, failed }: TransferCounts, phase: TransferPhase): string {
  if (total === 0) return isOverIn(phase) ? 'none' : 'not counted yet';
  return `${count(succeeded + failed)}/${count(total)}${failed === 0 ? '' : `, ${count(failed)} failed`}`;
}

/** One line for each job, in columns. */
export function transfersText(jobs: readonly ListedTransfer[]): string {
  const rows = jobs.map((job) => [
    visible(job.transferId),
    job.status,
    visible(job.sourceBucket ?? '?'),
    visible(job.destination ?? '?'),
    moment(job.createdMs),
    countsText(job.counts, job.phase),
    visible(job.plan === undefined ? `${job.operation} ${job.description}`.trim() : job.description),
  ]);
  const table = [['JOB', 'STATUS', 'SOURCE', 'DESTINATION', 'CREATED', 'TASKS', 'WHAT'], ...rows];
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
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
export function transferStatusText(job: TransferStatusEvent): string {
  const { report } = job;
  const lines: readonly (readonly [name: string, value: string])[] = [
    ['job', job.transferId],
    ['what', job.description],
    ['status', job.status],
    ...(job.sourceBucket === undefined ? [] : [['source', job.sourceBucket] as const]),
    ...(job.destination === undefined ? [] : [['to', job.destination] as const]),
    ['tasks', `${countsText(job.counts, job.phase)}, by ${serviceOf(nounOf(job.transferId))}'s counters`],
    ...(job.priority === undefined ? [] : [['priority', String(job.priority)] as const]),
    ...(job.roleArn === undefined ? [] : [['role', job.roleArn] as const]),
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
