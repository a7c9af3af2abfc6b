// A completion report, for a person.
import type { CauseTally, Retriable } from '../../events/report-events';
import type { ReportEvent } from '../../events/report-events';
import { count } from '../../text/figures';
import { visible } from '../../text/safe-text';

const AGAIN: Readonly<Record<Retriable, string>> = {
  now: 'run again: a new job can succeed as things are',
  'after-remedy': 'run again after that',
  never: 'a new job cannot help',
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

export function reportText({ transferId, prefix, location, succeeded, failed, causes }: ReportEvent): string {
  const of = prefix === undefined ? '' : ` ('${visible(prefix)}')`;
  return [
    `Report of job ${visible(transferId)}${of}: ${count(succeeded)} succeeded, ${count(failed)} failed`,
    ...causes.flatMap(causeLines),
    `  ${visible(location)}`,
  ].join('\n');
}
