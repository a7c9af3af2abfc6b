// What the codes of a failed copy mean, and what to do.
import type { Cause } from '../../../events/report-events';

export function causeOf(code: string): Cause {
  return { meaning: `S3 answered ${code}`, remedy: 'see the message', retriable: 'unknown' };
}
