// A completion report, for a person.
import type { CauseTally, Retriable } from '../../events/report-events';
import type { ReportEvent } from '../../events/report-events';
import { count } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { unlistedText } from '../report-words';

const AGAIN: Readonly<Record<Retriable, string>> = {
  now: 'run again: a new job can succeed as things are',
  'after-remedy': 'run again after that',
  never: 'a new job cannot help',
  unknown: 'whether a new job can succeed is not known',
};

function causeLines({
  code,
  count: tasks,
  meaning,
  message,
  remedy,
  retriable,
  examples,
}: CauseTally): readonly string[] {
  return [
    `  ${count(tasks)}  ${visible(code)}: ${visible(meaning)}`,
    ...(message === '' ? [] : [`      S3 says: ${visible(message)}`]),
    `      to do:   ${visible(remedy)}; ${AGAIN[retriable]}`,
    ...(examples.length === 0 ? [] : [`      keys:    ${examples.map((key) => `'${visible(key)}'`).join(', ')}`]),
  ];
}

export function reportText(report: ReportEvent): string {
  const { transferId, prefix, location, succeeded, failed, doubts, causes } = report;
  const of = prefix === undefined ? '' : ` ('${visible(prefix)}')`;
  return [
    `Report of job ${visible(transferId)}${of}: ${count(succeeded)} succeeded, ${count(failed)} failed${unlistedText(report)}`,
    ...doubts.map((doubt) => `  ${visible(doubt)}`),
    ...causes.flatMap(causeLines),
    `  ${visible(location)}`,
  ].join('\n');
}
