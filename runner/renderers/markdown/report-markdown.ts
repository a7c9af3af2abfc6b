// A completion report in Markdown: fits into the summary of a CI job.
import type { CauseTally } from '../../events/report-events';
import type { ReportEvent } from '../../events/report-events';
import { count } from '../../text/figures';
import { AGAIN } from '../report-words';
import { markdownCode, markdownTable, markdownText } from './safe-markdown';

function causeSection({ code, count: tasks, meaning, message, remedy, retriable, examples }: CauseTally): string {
  return [
    `#### ${markdownCode(code)} — ${count(tasks)}`,
    '',
    `- ${markdownText(meaning)}`,
    `- **To do:** ${markdownText(remedy)}`,
    `- **Can a new job succeed?** ${markdownText(AGAIN[retriable])}`,
    ...(message === '' ? [] : [`- **S3 says:** ${markdownCode(message)}`]),
    ...(examples.length === 0 ? [] : [`- **For example:** ${examples.map(markdownCode).join(', ')}`]),
  ].join('\n');
}

export function reportMarkdown({
  transferId,
  prefix,
  location,
  succeeded,
  failed,
  unlisted,
  doubts,
  causes,
  byPrefix,
}: ReportEvent): string {
  const of = prefix === undefined ? 'all keys' : markdownCode(prefix);
  const folders = byPrefix.filter(({ failed: lost, retries = 0 }) => lost + retries > 0).slice(0, 20);
  const told = folders.some(({ retries }) => retries !== undefined);
  return [
    `### Job ${markdownCode(transferId)}, ${of}`,
    '',
    markdownTable(
      ['succeeded', 'failed', ...(unlisted === 0 ? [] : ['not listed'])],
      [[count(succeeded), count(failed), ...(unlisted === 0 ? [] : [count(unlisted)])]],
      [0, 1, 2],
    ),
    ...doubts.flatMap((doubt) => ['', markdownText(doubt)]),
    ...causes.flatMap((cause) => ['', causeSection(cause)]),
    ...(folders.length === 0
      ? []
      : [
          '',
          markdownTable(
            ['prefix', 'succeeded', 'failed', ...(told ? ['tried again', 'slowdowns'] : [])],
            folders.map(({ prefix: folder, succeeded: copied, failed: lost, retries = 0, slowdowns = 0 }) => [
              markdownCode(folder),
              ...[copied, lost, ...(told ? [retries, slowdowns] : [])].map(count),
            ]),
            [1, 2, 3, 4],
          ),
        ]),
    '',
    `Completion report: ${markdownCode(location)}`,
  ].join('\n');
}
