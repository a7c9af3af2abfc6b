// The results among the events, in Markdown; the rest is talk.
import type { JobStatusEvent, JobsEvent, PlanEvent, RunnerEvent, VerdictEvent } from '../../events/events';
import { count, counted } from '../../text/figures';
import { escapedJson } from '../../text/safe-text';
import { moment } from '../text/jobs-text';
import { certificateMarkdown } from './certificate-markdown';
import { costMarkdown, durationMarkdown, surveyMarkdown, warningMarkdown } from './estimate-markdown';
import { checkMarkdown, healthMarkdown } from './health-markdown';
import { reportMarkdown } from './report-markdown';
import { markdownCode, markdownTable, markdownText } from './safe-markdown';

function planMarkdown({ hash, region, jobs }: PlanEvent): string {
  const row = ({ prefix, attachTo, request }: PlanEvent['jobs'][number]): readonly string[] => [
    prefix === '' ? 'all keys' : markdownCode(prefix),
    attachTo === undefined ? 'create a job' : `go on with ${markdownCode(attachTo)}`,
    markdownCode(escapedJson(request)),
  ];
  return [
    `### Plan ${markdownCode(hash)}: ${counted(jobs.length, 'job')} in ${markdownText(region)}`,
    '',
    markdownTable(['prefix', 'run would', 'CreateJob'], jobs.map(row)),
  ].join('\n');
}

function jobsMarkdown({ jobs }: JobsEvent): string {
  return markdownTable(
    ['job', 'status', 'created', 'succeeded', 'failed', 'of', 'what'],
    jobs.map((job) => [
      markdownCode(job.jobId),
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

function jobStatusMarkdown({ jobId, status, counts, description, reasons, advice }: JobStatusEvent): string {
  return [
    `### Job ${markdownCode(jobId)}: ${status}`,
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
    case 'jobs':
      return event.jobs.length === 0 ? undefined : jobsMarkdown(event);
    case 'job-status':
      return jobStatusMarkdown(event);
    case 'verdict':
      return event.outcome === 'interrupted' ? undefined : verdictMarkdown(event);
    case 'handoff':
    case 'job':
    case 'waiting':
    case 'retry':
    case 'job-state':
    case 'progress':
    case 'observed-rate':
    case 'job-ended':
    case 'nothing-matched':
    case 'comparing':
    case 'note':
    case 'error':
      return undefined;
  }
}
