// The results among the events, in Markdown; the rest is talk.
import type { TransferEndedEvent, TransferStatusEvent, TransfersEvent } from '../../events/transfer-events';
import type { ErrorEvent, PlanEvent, RunnerEvent, VerdictEvent } from '../../events/events';
import type { DifferenceEvent } from '../../events/comparisons/difference-event';
import type { RouteEvent } from '../../events/route-event';
import { count, counted } from '../../text/figures';
import { indentedJson } from '../../text/safe-text';
import { moment } from '../text/transfers-text';
import { certificateMarkdown } from './certificate-markdown';
import { costMarkdown, durationMarkdown, surveyMarkdown, warningMarkdown } from './estimate-markdown';
import { fleetPlanMarkdown, fleetReportMarkdown } from './fleet-markdown';
import { checkMarkdown, healthMarkdown } from './health-markdown';
import { nounOf, nounOfMethod, type TransferNoun } from '../transfer-noun';
import { recommendationMarkdown } from './recommendation-markdown';
import { reportMarkdown } from './report-markdown';
import { markdownBlock, markdownCode, markdownTable, markdownText } from './safe-markdown';

const TITLES: Readonly<Record<TransferNoun, string>> = { copy: 'Copy', job: 'Job', execution: 'Execution', run: 'Run' };

const CREATES: Readonly<Record<Exclude<TransferNoun, 'copy'>, string>> = {
  job: 'create a job by this CreateJob',
  execution: 'start an execution by this StartTaskExecution',
  run: 'send this by SendMessage, for the functions to copy what it names',
};

function planMarkdown({ hash, method, region, transfers: jobs }: PlanEvent): string {
  const noun = nounOfMethod(method);
  const part = ({ prefix, attachTo, request }: PlanEvent['transfers'][number]): readonly string[] => {
    const keys = prefix === undefined ? 'all keys' : markdownCode(prefix);
    if (attachTo !== undefined) return ['', `- ${keys}: run would resume ${markdownCode(attachTo)}`];
    const create = markdownBlock(indentedJson(request), 'json');
    return [
      '',
      noun === 'copy'
        ? `- ${keys}: run would send CopyObject for each object that is missing or different`
        : `- ${keys}: run would ${CREATES[noun]}`,
      '',
      create,
    ];
  };
  return [
    `### Plan ${markdownCode(hash)}: ${counted(jobs.length, noun)} in ${markdownText(region)}`,
    ...jobs.flatMap(part),
  ].join('\n');
}

function transfersMarkdown({ transfers: jobs }: TransfersEvent): string {
  return markdownTable(
    ['job', 'status', 'source', 'destination', 'created', 'succeeded', 'failed', 'of', 'what'],
    jobs.map((job) => [
      markdownCode(job.transferId),
      job.status,
      job.sourceBucket === undefined ? '?' : markdownCode(job.sourceBucket),
      job.destination === undefined ? '?' : markdownCode(job.destination),
      markdownText(moment(job.createdMs)),
      count(job.counts.succeeded),
      count(job.counts.failed),
      count(job.counts.total),
      markdownCode(job.description),
    ]),
    [5, 6, 7],
  );
}

function transferStatusMarkdown({
  transferId,
  status,
  counts,
  description,
  reasons,
  advice,
}: TransferStatusEvent): string {
  return [
    `### Job ${markdownCode(transferId)}: ${status}`,
    '',
    markdownTable(
      ['succeeded', 'failed', 'of'],
      [[count(counts.succeeded), count(counts.failed), count(counts.total)]],
      [0, 1, 2],
    ),
    '',
    `- ${markdownCode(description)}`,
    ...reasons.map(({ code, text }) => `- **S3 says:** ${markdownCode(code === '' ? text : `${code}: ${text}`)}`),
    ...advice.map((text) => `- **To do:** ${markdownText(text)}`),
  ].join('\n');
}

/** Undefined: S3 has given no reason, and there is nothing to do. */
function endedMarkdown({ transferId, status, reasons, advice }: TransferEndedEvent): string | undefined {
  if (reasons.length + advice.length === 0) return undefined;
  return [
    `### ${TITLES[nounOf(transferId)]} ${markdownCode(transferId)} is ${status}`,
    '',
    ...reasons.map(({ code, text }) => `- **S3 says:** ${markdownCode(code === '' ? text : `${code}: ${text}`)}`),
    ...advice.map((text) => `- **To do:** ${markdownText(text)}`),
  ].join('\n');
}

export function errorMarkdown({ exitCode, message, hint }: ErrorEvent): string {
  return [
    `**It could not be done** (exit code ${exitCode}): ${markdownText(message)}`,
    ...(hint === undefined ? [] : ['', `**To do:** ${markdownText(hint)}`]),
  ].join('\n');
}

function routeMarkdown({ detail, method, does, command }: RouteEvent): string {
  if (does === 'told' && command === undefined) return `**By no method:** ${markdownText(detail)}`;
  const how =
    command === undefined
      ? `the method ${markdownCode(method)} copies them afterwards`
      : `this copies them: ${markdownCode(command)}`;
  return `**By another method:** ${markdownText(detail)}; ${how}`;
}

function differenceMarkdown({ source, destination, since, until, changes }: DifferenceEvent): string {
  return [
    `### Changes from ${markdownCode(source)} to ${markdownCode(destination)} between ${markdownText(since)} and ${markdownText(until)}`,
    '',
    markdownTable(
      ['change', 'number', 'what it means', 'keys'],
      changes.map(({ change, count: amount, meaning, examples }) => [
        change,
        count(amount),
        markdownText(meaning),
        examples.map(({ key }) => markdownCode(key)).join(', '),
      ]),
      [1],
    ),
  ].join('\n');
}

function verdictMarkdown({ outcome, exitCode, summary, comeBack }: VerdictEvent): string {
  return [
    `**${markdownText(outcome)}** (exit code ${exitCode}): ${markdownText(summary)}`,
    ...(comeBack === undefined ? [] : ['', `Come back with ${markdownCode(comeBack)}`]),
  ].join('\n');
}

/** Undefined: this event is talk. */
export function eventMarkdown(event: RunnerEvent): string | undefined {
  switch (event.kind) {
    case 'survey':
      return surveyMarkdown(event);
    case 'cost':
      return costMarkdown(event);
    case 'duration':
      return durationMarkdown(event);
    case 'warning':
      return warningMarkdown(event);
    case 'plan':
      return planMarkdown(event);
    case 'report':
      return reportMarkdown(event);
    case 'certificate':
      return certificateMarkdown(event);
    case 'difference':
      return differenceMarkdown(event);
    case 'deletion':
      return `**Delete:** ${markdownText(event.detail)}`;
    case 'route':
      return routeMarkdown(event);
    case 'health':
      return healthMarkdown(event);
    case 'check':
      return checkMarkdown(event);
    case 'transfer-ended':
      return endedMarkdown(event);
    case 'transfers':
      return event.transfers.length === 0 ? undefined : transfersMarkdown(event);
    case 'transfer-status':
      return transferStatusMarkdown(event);
    case 'policy':
      return [`### ${markdownText(event.of)} ${markdownCode(event.name)}`, '', markdownBlock(event.text)].join('\n');
    case 'script':
      return markdownBlock(event.text, 'sh');
    case 'recommendation':
      return recommendationMarkdown(event);
    case 'fleet-plan':
      return fleetPlanMarkdown(event);
    case 'fleet-report':
      return fleetReportMarkdown(event);
    case 'verdict':
      return event.outcome === 'interrupted' ? undefined : verdictMarkdown(event);
    case 'fleet-member':
    case 'member':
    case 'handoff':
    case 'target':
    case 'transfer':
    case 'waiting':
    case 'retry':
    case 'transfer-state':
    case 'progress':
    case 'observed-rate':
    case 'nothing-matched':
    case 'restoring':
    case 'comparing':
    case 'note':
    case 'error':
      return undefined;
  }
}
