// Words that every form of a report has in common.
import type { Retriable } from '../events/report-events';

/** Whether a new job can succeed. */
export const AGAIN: Readonly<Record<Retriable, string>> = {
  now: 'yes, as things are',
  'after-remedy': 'yes, after that',
  never: 'no',
};
