// Progress in words: a plain line for a log, a line with a bar for each job on a terminal.
import { nounOf } from '../transfer-noun';
import {
  isOverIn,
  type ObservedRateEvent,
  type ProgressEvent,
  type TransferProgress,
  type TransferStateEvent,
} from '../../events/transfer-events';
import { count, counted, duration, rate } from '../../text/figures';
import { bytes } from '../../text/interval-figures';
import { visible } from '../../text/safe-text';
import { beginning, ending, widthOf } from './width';
import { defined } from '../../text/defined';

const WIDEST_BAR = 24;
const LONGEST_PREFIX = 40;
/** Jobs with a line of their own; S3 runs no more at a time. */
const MOST_LINES = 6;

/** What is shown of a prefix. */
export type Spelling = (prefix: string | undefined) => string;

export const everyLetter: Spelling = (prefix) => (prefix === undefined ? 'all keys' : visible(prefix));

/** For terminals that know ASCII alone. */
export const asciiOnly: Spelling = (prefix) =>
  everyLetter(prefix).replace(/[^\x20-\x7e]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

function bar(share: number, width: number): string {
  const full = Math.floor(Math.min(1, Math.max(0, share)) * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`;
}

/** `2026-01-15T12:00:30Z` */
export function moment(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `about 12 MiB/s by the plan's mean size`: S3 counts no bytes. */
function bytesText({ estimatedBytesPerSecond }: TransferProgress): string {
  return estimatedBytesPerSecond === undefined
    ? ''
    : `, about ${bytes(estimatedBytesPerSecond)}/s by the plan's mean size`;
}

/** `, after 12 s Preparing` */
function formerText(state: TransferStateEvent | undefined): string {
  if (state?.formerStatus === undefined) return '';
  const time = state.formerSeconds === undefined ? '' : `${duration(state.formerSeconds)} `;
  return `, after ${time}${state.formerStatus}`;
}

/** One job, for a log. @param state what has changed at this look */
export function jobLine(job: TransferProgress, state?: TransferStateEvent): string {
  const failed = job.failed > 0 ? `, ${count(job.failed)} failed` : '';
  const speed =
    job.versionsPerSecond === undefined ? '' : `, ${rate(job.versionsPerSecond)} objects/s${bytesText(job)}`;
  const eta = job.etaSeconds === undefined ? '' : `, about ${duration(job.etaSeconds)} left`;
  const numbers =
    job.total === 0 ? '' : ` ${count(job.succeeded + job.failed)}/${count(job.total)}${failed}${speed}${eta}`;
  const prefix = ending(everyLetter(job.prefix), LONGEST_PREFIX);
  return `${prefix}: ${nounOf(job.transferId)} ${visible(job.transferId)} ${job.status}${numbers}${formerText(state)}`;
}

function statuses(jobs: readonly TransferProgress[]): string {
  const tally = new Map<string, number>();
  for (const { status } of jobs) tally.set(status, (tally.get(status) ?? 0) + 1);
  return [...tally].map(([status, amount]) => `${amount} ${status}`).join(', ');
}

/** That it is still watched, when nothing has changed for long. */
export function stillText({ transfers }: ProgressEvent, silentSeconds: number): string {
  return `nothing new for ${duration(silentSeconds)}; watching ${counted(transfers.length, 'job')} (${statuses(transfers)})`;
}

export function observedRateText(event: ObservedRateEvent): string {
  const { versionsPerSecond, etaSeconds, plannedLowSeconds, plannedHighSeconds } = event;
  const planned =
    plannedHighSeconds === undefined
      ? `at least ${duration(plannedLowSeconds)}`
      : `${duration(plannedLowSeconds)} to ${duration(plannedHighSeconds)}`;
  return `at the observed rate, ${rate(versionsPerSecond)} objects/s: about ${duration(etaSeconds)} left (the plan said ${planned} in all)`;
}

/** Parts after the first, the most needed first, as many as fit. */
function fitting(first: string, parts: readonly string[], columns: number): string {
  let line = beginning(first, columns);
  for (const part of parts) {
    if (part === '') continue;
    if (widthOf(line) + 2 + widthOf(part) > columns) break;
    line += `  ${part}`;
  }
  return line;
}

interface Amounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly versionsPerSecond?: number;
  readonly estimatedBytesPerSecond?: number;
  readonly etaSeconds?: number;
}

function amountParts(amounts: Amounts, columns: number): readonly string[] {
  const { total, succeeded, failed, versionsPerSecond = 0, estimatedBytesPerSecond, etaSeconds } = amounts;
  if (total === 0) return [];
  const done = succeeded + failed;
  return [
    columns < 60 ? '' : bar(done / total, Math.min(WIDEST_BAR, Math.floor(columns / 5))),
    `${Math.floor((100 * done) / total)} %`,
    failed === 0 ? '' : `${count(failed)} failed`,
    etaSeconds === undefined ? '' : `about ${duration(etaSeconds)} left`,
    `${count(done)}/${count(total)}`,
    versionsPerSecond === 0 ? '' : `${rate(versionsPerSecond)} objects/s`,
    estimatedBytesPerSecond === undefined ? '' : `about ${bytes(estimatedBytesPerSecond)}/s by the plan's mean size`,
  ];
}

function sum(jobs: readonly TransferProgress[], pick: (job: TransferProgress) => number | undefined): number {
  return jobs.reduce((total, job) => total + (pick(job) ?? 0), 0);
}

function totalLine({ transfers: jobs, queued, etaSeconds }: ProgressEvent, columns: number): string {
  const bytesPerSecond = sum(jobs, (job) => job.estimatedBytesPerSecond);
  const amounts: Amounts = {
    total: sum(jobs, (job) => job.total),
    succeeded: sum(jobs, (job) => job.succeeded),
    failed: sum(jobs, (job) => job.failed),
    versionsPerSecond: sum(jobs, (job) => job.versionsPerSecond),
    ...(bytesPerSecond === 0 ? {} : { estimatedBytesPerSecond: bytesPerSecond }),
    ...defined({ etaSeconds }),
  };
  const waiting = queued === 0 ? '' : `${count(queued)} queued`;
  return fitting(counted(jobs.length, 'job'), [waiting, ...amountParts(amounts, columns)], columns);
}

/** A line for each job at work, and one for all when there are several; none is wider than `columns`. */
export function liveLines(event: ProgressEvent, columns: number, spelling: Spelling): readonly string[] {
  const { transfers: jobs, queued } = event;
  const several = jobs.length > 1 || queued > 0;
  const atWork = jobs.filter(({ phase }) => !isOverIn(phase));
  const shown = (several ? atWork : jobs).slice(0, MOST_LINES);
  const widest = Math.min(LONGEST_PREFIX, Math.max(8, Math.floor(columns / 3)));
  const prefixes = shown.map(({ prefix }) => ending(spelling(prefix), widest));
  const width = Math.max(0, ...prefixes.map(widthOf));
  const lines = shown.map((job, index) => {
    const prefix = prefixes[index] ?? '';
    const padded = prefix + ' '.repeat(width - widthOf(prefix));
    return fitting(`${padded}  ${job.status}`, amountParts(job, columns), columns);
  });
  return several ? [...lines, totalLine(event, columns)] : lines;
}
