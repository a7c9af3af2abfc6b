// Words that every form of a report has in common.
import type { ReportEvent, Retriable } from '../events/report-events';
import { count } from '../text/figures';

/** Whether a new job can succeed. */
export const AGAIN: Readonly<Record<Retriable, string>> = {
  now: 'yes, as things are',
  'after-remedy': 'yes, after that',
  never: 'no',
  unknown: 'that is not known',
};

/** `, 19 not listed`: what a report does not tell. */
export function unlistedText({ unlisted }: Pick<ReportEvent, 'unlisted'>): string {
  return unlisted === 0 ? '' : `, ${count(unlisted)} not listed`;
}
