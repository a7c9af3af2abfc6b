// A report is evidence for what it lists. Its rows, its scope and the counters of the job are held against each other.
import type { JobCounts, ReportScope } from '../../../ports/batch/batch-operations';
import { count, counted } from '../../../text/figures';

export interface Rows {
  readonly succeeded: number;
  readonly failed: number;
}

export interface Evidence {
  /** Tasks of the job that no row is about: what became of them is not known. */
  readonly unlisted: number;
  /** What does not add up, or is left out, in sentences. */
  readonly doubts: readonly string[];
}

/** @param scope undefined: S3 does not say which tasks the report lists */
export function weighReport(rows: Rows, scope: ReportScope | undefined, counts: JobCounts): Evidence {
  const listed = rows.succeeded + rows.failed;
  const unlisted = Math.max(0, counts.total - listed);
  const failedOnly = scope === 'FailedTasksOnly';
  const doubts: string[] = [];
  if (failedOnly)
    doubts.push(
      unlisted === 0
        ? 'the job was created to list failed tasks only'
        : `the job was created to list failed tasks only: of the other ${count(unlisted)} S3 counts ${count(counts.succeeded)} as succeeded, which proves nothing`,
    );
  else if (unlisted > 0)
    doubts.push(`the job has ${counted(counts.total, 'task')}, and the report lists ${count(listed)}`);
  if (listed > counts.total)
    doubts.push(`the report lists ${counted(listed, 'task')}, and the job has ${count(counts.total)}`);
  if (failedOnly && rows.succeeded > 0)
    doubts.push(`it lists ${counted(rows.succeeded, 'task')} that succeeded all the same`);
  // A job that lists all its tasks counts wrongly now and then; where only the failed ones are listed, nothing else tells of the rest.
  if ((failedOnly || unlisted > 0) && counts.failed !== rows.failed)
    doubts.push(`S3 counts ${count(counts.failed)} failed, and the report lists ${count(rows.failed)}`);
  return { unlisted, doubts };
}

/** Whether the report proves that every task succeeded: it lists each of them, and none has failed. */
export function provesAll(rows: Rows, { unlisted }: Evidence, counts: JobCounts): boolean {
  return rows.failed === 0 && unlisted === 0 && rows.succeeded === counts.total;
}
