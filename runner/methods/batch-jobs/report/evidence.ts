// A report is evidence for what it lists. Its rows, its scope and the counters of the job are held against each other.
import type { JobCounts, JobView, ReportScope } from '../../../ports/batch/batch-operations';
import { count, counted } from '../../../text/figures';
import { visible } from '../../../text/safe-text';
import type { UndecodedKeys } from './scan/scanned-rows';

export interface Rows {
  readonly succeeded: number;
  readonly failed: number;
  /** Rows about an object version that a row before was about; they are in neither number. @default 0 */
  readonly repeated?: number;
  /** Rows about other buckets than the job's, or keys that it does not list; they are in no other number. @default 0 */
  readonly foreign?: number;
  /** Keys that could not be decoded. @default - all were */
  readonly undecoded?: UndecodedKeys;
}

export interface Evidence {
  /** Tasks of the job that no row is about: what became of them is not known. */
  readonly unlisted: number;
  /** What does not add up, or is left out, in sentences. */
  readonly doubts: readonly string[];
}

/** What a job says of its tasks. @default uncounted - it does */
type Counted = Pick<JobView, 'counts' | 'uncounted'>;

function aboutScope(scope: ReportScope | undefined, listed: number, unlisted: number, counts: JobCounts): string[] {
  const succeeded = `S3 counts ${count(counts.succeeded)} as succeeded, which proves nothing`;
  if (scope === 'FailedTasksOnly')
    return [
      unlisted === 0
        ? 'the job was created to list failed tasks only'
        : `the job was created to list failed tasks only: of the other ${count(unlisted)} ${succeeded}`,
    ];
  if (unlisted === 0) return [];
  return [
    `the job has ${counted(counts.total, 'task')}, and the report lists ${count(listed)}`,
    ...(scope === undefined ? ['S3 does not say which tasks the report was to list'] : []),
  ];
}

/** @param scope undefined: S3 does not say which tasks the report lists */
export function weighReport(rows: Rows, scope: ReportScope | undefined, { counts, uncounted }: Counted): Evidence {
  const { repeated = 0, foreign = 0, undecoded = { count: 0 } } = rows;
  const listed = rows.succeeded + rows.failed;
  const failedOnly = scope === 'FailedTasksOnly';
  const again =
    repeated === 0
      ? []
      : [
          `${counted(repeated, 'row')} of the report ${repeated === 1 ? 'is' : 'are'} about object versions that another row is about`,
        ];
  if (foreign > 0)
    again.push(
      `${counted(foreign, 'row')} of the report ${foreign === 1 ? 'is' : 'are'} about another bucket than the job's, or a key that it does not list, and ${foreign === 1 ? 'counts' : 'count'} for nothing`,
    );
  if (undecoded.count > 0)
    again.push(
      `${counted(undecoded.count, 'key')} of the report ${undecoded.count === 1 ? 'is' : 'are'} no URL encoding of UTF-8, and stand${undecoded.count === 1 ? 's' : ''} as written: '${visible(undecoded.example ?? '')}'`,
    );
  if (uncounted === true)
    return {
      unlisted: 0,
      doubts: [
        ...(failedOnly ? ['the job was created to list failed tasks only'] : []),
        ...again,
        'S3 does not tell how many tasks the job has: whether the report lists all of them is not known',
      ],
    };
  const unlisted = Math.max(0, counts.total - listed);
  const doubts = [...aboutScope(scope, listed, unlisted, counts), ...again];
  if (listed > counts.total)
    doubts.push(`the report lists ${counted(listed, 'task')}, and the job has ${count(counts.total)}`);
  if (failedOnly && rows.succeeded > 0)
    doubts.push(`it lists ${counted(rows.succeeded, 'task')} that succeeded all the same`);
  // S3 counts wrongly now and then, and who may write the bucket can write a report: where S3 knows of more failures, neither proves a success.
  const isOpen = failedOnly || unlisted > 0;
  if (counts.failed > rows.failed || (isOpen && counts.failed !== rows.failed))
    doubts.push(`S3 counts ${count(counts.failed)} failed, and the report lists ${count(rows.failed)}`);
  return { unlisted, doubts };
}

/** Whether the report proves that every task succeeded: it lists each of them once, none has failed, and S3 has counted no failure either. */
export function provesAll(rows: Rows, { unlisted }: Evidence, { counts, uncounted }: Counted): boolean {
  const isWhole = uncounted !== true && unlisted === 0 && rows.succeeded === counts.total;
  return isWhole && rows.failed === 0 && counts.failed === 0;
}
