// What the status of an S3 Batch Operations job means for somebody who waits.
import { isOverIn, type TransferPhase } from '../../../events/transfer-events';
import type { JobStatus, JobView } from '../../../ports/batch/batch-operations';
import { saidIn } from '../refusals/what-s3-says';

const PHASE_OF: Readonly<Record<JobStatus, TransferPhase>> = {
  New: 'working',
  Preparing: 'working',
  Ready: 'working',
  Active: 'working',
  Pausing: 'working',
  Completing: 'working',
  Cancelling: 'working',
  Failing: 'working',
  Suspended: 'waiting-for-you',
  Paused: 'waiting-for-the-service',
  Complete: 'ended',
  Failed: 'failed',
  Cancelled: 'cancelled',
};

export function phaseOf(status: JobStatus): TransferPhase {
  return PHASE_OF[status];
}

/** Whether a job with this status never changes again. */
export function isOver(status: JobStatus): boolean {
  return isOverIn(PHASE_OF[status]);
}

/** Whether the job ended without a single task: an empty manifest is a failed job to S3, and an answer to us. */
export function matchedNothing(view: JobView): boolean {
  if (view.status === 'Failed') return view.reasons.some(({ text }) => saidIn(text) === 'nothing-matched');
  return view.status === 'Complete' && view.counts.total === 0 && view.uncounted !== true;
}
