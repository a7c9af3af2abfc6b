// Groups the rows of a report by cause, wherever they come from.
import type { Cause, ReportEvent } from '../../../events/report-events';
import { failedVersions, type FailedVersions } from '../../../evidence/failed-versions';
import type { JobView } from '../../../ports/batch/batch-operations';
import type { ObjectVersionId } from '../../../target/manifest-csv';
import { defined } from '../../../text/defined';
import { counted } from '../../../text/figures';
import { kindOfView } from '../job-kind';
import { sidesIn } from '../planned-job';
import { FailedTasks, type AsksHeads } from './archived-tasks';
import { DamagedReport } from './damaged-report';
import { weighReport } from './evidence';
import type { RowTaker } from './read-files';
import type { OfJob } from './scan/of-job';
import { startTally, type FailedRow } from './tally';

/** A report as it was read, and the versions that failed. */
export interface ReadReport {
  readonly found: ReportEvent;
  readonly failed: FailedVersions;
}

/** A row without a version id is of a list that has none: the newest was meant. */
function newestUnlessNamed({ key, versionId }: ObjectVersionId): ObjectVersionId {
  return { key, versionId: versionId === '' ? 'null' : versionId };
}

/**
 * @param location of its manifest
 * @param engine that looks at versions whose cause a report leaves open
 * @param read hands every row over
 * @throws DamagedReport when it cannot be the report of this job
 */
export async function tallyReport(
  view: JobView,
  prefix: string | undefined,
  location: string,
  engine: AsksHeads,
  read: (taker: RowTaker, ofJob: OfJob) => Promise<void>,
): Promise<ReadReport> {
  const kind = kindOfView(view);
  const sourceBucket = view.sourceBucket ?? sidesIn(view.description).sourceBucket;
  const ofJob = defined({ bucket: sourceBucket, prefix: view.prefix });
  const tally = startTally(prefix ?? '', view.roleArn === '' ? undefined : view.roleArn, kind.causeOf, ofJob);
  const failedOnes = failedVersions();
  const failedTasks = new FailedTasks(failedOnes);
  const onFailed = (row: FailedRow, cause: Cause): void => {
    const { key, versionId } = kind.selectsFailed ? row : newestUnlessNamed(row);
    failedTasks.add({ key, versionId }, row.code, cause);
  };
  const taker: RowTaker = {
    take: (row) => {
      const cause = tally.add(row);
      if (cause !== undefined) onFailed(row, cause);
    },
    takeAll: (rows) => tally.addAll(rows, onFailed),
  };
  await read(taker, ofJob);
  await failedTasks.lookAtDoubtful(sourceBucket, engine);
  const { succeeded, failed, repeated, foreign, undecoded } = tally;
  const { total } = view.counts;
  const scope = view.report?.scope;
  if (succeeded + failed === 0 && total > 0 && scope === 'AllTasks')
    throw new DamagedReport(location, `it names none of ${counted(total, 'object version')}`);
  const causes = tally.causes();
  const found = {
    kind: 'report',
    transferId: view.jobId,
    ...defined({ prefix }),
    location,
    succeeded,
    failed,
    ...weighReport({ succeeded, failed, repeated, foreign, undecoded }, scope, view),
    causes,
  } as const;
  return { found: { ...found, byPrefix: tally.byPrefix() }, failed: failedOnes };
}
