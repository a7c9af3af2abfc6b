// A report that was kept, once every file was held against its digest.
import { readEvidence, type ReadEvidence } from '../../../../evidence/kept/evidence-file';
import type { Workshop } from '../../../../ports/workshop';
import { KEPT_REPORT, type KeptReport } from './kept-report';

/** @throws RunnerError `usage` when there is none, `unavailable` when it is not what was kept */
export function openReport(directory: string, workshop: Workshop): Promise<ReadEvidence<KeptReport>> {
  return readEvidence(directory, 'report', KEPT_REPORT, workshop);
}
