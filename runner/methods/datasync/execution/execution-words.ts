// What an execution comes to, in figures and in words. Pure.
import type { ExecutionView } from '../../../ports/datasync/datasync';
import { counted, count } from '../../../text/figures';

/** Objects that it copies, or has tried to; zero until DataSync has counted. */
export function totalOf({ counts }: ExecutionView): number {
  return Math.max(counts.toTransfer, counts.transferred) + (counts.failed > 0 ? failedBefore(counts) : 0);
}

/** Those that failed before they were to be copied are not among them. */
function failedBefore({ toTransfer, transferred, failed }: ExecutionView['counts']): number {
  return Math.max(0, failed - Math.max(0, toTransfer - transferred));
}

/** Each mode counts in its own way. */
export function countersOf({ mode, counts }: ExecutionView): string {
  const { listed, transferred, verified, skipped, failed, bytesTransferred } = counts;
  return [
    ...(mode === 'ENHANCED' ? [`${count(listed)} listed`] : []),
    `${counted(transferred, 'object')} copied${transferred > 0 ? ` (${count(bytesTransferred)} bytes)` : ''}`,
    ...(verified > 0 ? [`${count(verified)} verified by DataSync`] : []),
    ...(skipped > 0 ? [`${count(skipped)} skipped`] : []),
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
  ].join(', ');
}
