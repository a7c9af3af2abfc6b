// The results among the events, in Markdown; the rest is talk.
import type { TransferStatusEvent, TransfersEvent } from '../../events/transfer-events';
import type { PlanEvent, RunnerEvent, VerdictEvent } from '../../events/events';
import { count, counted } from '../../text/figures';
import { escapedJson } from '../../text/safe-text';
import { moment } from '../text/transfers-text';
import { certificateMarkdown } from './certificate-markdown';
import { costMarkdown, durationMarkdown, surveyMarkdown, warningMarkdown } from './estimate-markdown';
import { checkMarkdown, healthMarkdown } from './health-markdown';
import { reportMarkdown } from './report-markdown';
import { markdownBlock, markdownCode, markdownTable, markdownText } from './safe-markdown';

function planMarkdown({ hash, region, transfers: jobs }: PlanEvent): string {
  const row = ({ prefix, attachTo, request }: PlanEvent['transfers'][number]): readonly string[] => [
    prefix === undefined ? 'all keys' : markdownCode(prefix),
    attachTo === undefined ? 'create a job' : `resume ${markdownCode(attachTo)}`,
    markdownCode(escapedJson(request)),
  ];
  return [
    `### Plan ${markdownCode(hash)}: ${counted(jobs.length, 'job')} in ${markdownText(region)}`,
    '',
    markdownTable(['prefix', 'run would', 'CreateJob'], jobs.map(row)),
  ].join('\n');
}

function transfersMarkdown({ transfers: jobs }: TransfersEvent): string {
  return markdownTable(
    ['job', 'status', 'created', 'succeeded', 'failed', 'of', 'what'],
    jobs.map((job) => [
      markdownCode(job.transferId),
      job.status,
      markdownText(moment(job.createdMs)),
      count(job.counts.succeeded),
      count(job.counts.failed),
      count(job.counts.total),
      markdownCode(job.description),
    ]),
    [3, 4, 5],
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
    case 'health':
      return healthMarkdown(event);
    case 'check':
      return checkMarkdown(event);
    case 'transfers':
      return event.transfers.length === 0 ? undefined : transfersMarkdown(event);
    case 'transfer-status':
      return transferStatusMarkdown(event);
    case 'policy':
      return [`### ${markdownText(event.of)} ${markdownCode(event.name)}`, '', markdownBlock(event.text)].join('\n');
    case 'verdict':
      return event.outcome === 'interrupted' ? undefined : verdictMarkdown(event);
    case 'handoff':
    case 'transfer':
    case 'waiting':
    case 'retry':
    case 'transfer-state':
    case 'progress':
    case 'observed-rate':
    case 'transfer-ended':
    case 'nothing-matched':
    case 'comparing':
    case 'note':
    case 'error':
      return undefined;
  }
}
