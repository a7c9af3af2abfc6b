// Progress in words: a bar for a terminal, a plain line for a log.
import type { JobProgress, ProgressEvent } from '../events';
import { count, counted, duration, rate } from '../figures';
import { visible } from '../safe-text';

const BAR_WIDTH = 24;
const LONGEST_PREFIX = 40;

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)}]`;
}

function shortPrefix(prefix: string): string {
  const shown = prefix === '' ? 'all keys' : visible(prefix);
  return shown.length <= LONGEST_PREFIX ? shown : `…${shown.slice(1 - LONGEST_PREFIX)}`;
}

/** One job, for a log. */
export function jobLine(job: JobProgress): string {
  const failed = job.failed > 0 ? `, ${count(job.failed)} failed` : '';
  const speed = job.tasksPerSecond === undefined ? '' : `, ${rate(job.tasksPerSecond)} objects/s`;
  const eta = job.etaSeconds === undefined ? '' : `, about ${duration(job.etaSeconds)} left`;
  const numbers =
    job.total === 0 ? '' : ` ${count(job.succeeded + job.failed)}/${count(job.total)}${failed}${speed}${eta}`;
  return `${shortPrefix(job.prefix)}: job ${visible(job.jobId)} ${job.status}${numbers}`;
}

function statuses(jobs: readonly JobProgress[]): string {
  const [first, ...more] = jobs;
  if (first !== undefined && more.length === 0) return `${shortPrefix(first.prefix)} ${first.status}`;
  const tally = new Map<string, number>();
  for (const { status } of jobs) tally.set(status, (tally.get(status) ?? 0) + 1);
  return `${counted(jobs.length, 'job')} (${[...tally].map(([status, amount]) => `${amount} ${status}`).join(', ')})`;
}

/** All jobs in one line of at most `columns` characters, for a terminal. */
export function liveLine({ jobs, queued }: ProgressEvent, columns: number): string {
  const sum = (pick: (job: JobProgress) => number): number => jobs.reduce((total, job) => total + pick(job), 0);
  const total = sum((job) => job.total);
  const failed = sum((job) => job.failed);
  const done = sum((job) => job.succeeded) + failed;
  const perSecond = sum((job) => job.tasksPerSecond ?? 0);
  const longest = Math.max(0, ...jobs.map((job) => job.etaSeconds ?? 0));
  const parts = [
    statuses(jobs),
    ...(total === 0
      ? []
      : [`${bar(done / total)} ${Math.floor((100 * done) / total)} %`, `${count(done)}/${count(total)}`]),
    ...(failed === 0 ? [] : [`${count(failed)} failed`]),
    ...(perSecond === 0 ? [] : [`${rate(perSecond)} objects/s`]),
    ...(longest === 0 ? [] : [`about ${duration(longest)} left`]),
    ...(queued === 0 ? [] : [`${queued} queued`]),
  ];
  return parts.join('  ').slice(0, Math.max(20, columns - 1));
}
