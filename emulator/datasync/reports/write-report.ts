// A task report: a summary, and for a standard one files of what was transferred, verified, skipped and deleted.
// https://docs.aws.amazon.com/datasync/latest/userguide/creating-task-report.html
import { S3_ARN_PREFIX } from '../../world/arn';
import { idOfArn, type ReportKind, type SyncExecution, type SyncLocation, type SyncReport } from '../../world/datasync';
import type { World } from '../../world/world';
import { describedCounts, describedResult } from '../requests/described-execution';
import { hexDigits } from '../requests/datasync-call';
import { canAssume, failureOf, S3Session } from '../run/s3-session';
import { reportEntry, type ReportItem } from './report-items';

const KINDS: readonly ReportKind[] = ['Transferred', 'Verified', 'Skipped', 'Deleted'];
/** Of one file. */
const MOST_BYTES = 5 * 1024 ** 2;

export interface Outcome {
  readonly status: 'SUCCESS' | 'ERROR' | 'CANCELED';
  readonly endedMs: number;
  readonly items: readonly ReportItem[];
}

/**
 * @param giveWay - lets others have their turn
 * @returns whether the report is there
 */
export async function writeReport(
  world: World,
  execution: SyncExecution,
  report: SyncReport,
  outcome: Outcome,
  giveWay: () => Promise<void>,
): Promise<boolean> {
  const { S3BucketArn, BucketAccessRoleArn: roleArn, Subdirectory = '' } = report.Destination.S3;
  const assumption = { roleArn, accountId: execution.accountId, arn: execution.taskArn };
  const bucket = world.buckets.get(S3BucketArn.replace(S3_ARN_PREFIX, ''));
  if (bucket === undefined || !canAssume(world, assumption)) return false;
  const session = new S3Session(world, assumption, bucket);
  const headers = { 'content-type': 'application/json' };
  const put = (key: string, content: object): boolean => {
    const body = Buffer.from(JSON.stringify(content));
    return failureOf('Put Object', () => session.send({ method: 'PUT', key, headers, body })) === undefined;
  };
  const parent = Subdirectory.replace(/^\//, '');
  const id = idOfArn(execution.arn);
  const folder = `${idOfArn(execution.taskArn)}/${id}`;
  if (!put(`${parent}Summary-Reports/${folder}/${id}.json`, summary(execution, report, outcome))) return false;
  if (report.OutputType === 'SUMMARY_ONLY') return true;
  for (const kind of KINDS) {
    let number = 0;
    for (const entries of entriesOf(execution, report, outcome.items, kind)) {
      const part = String(++number).padStart(5, '0');
      const name = `${id}.files-${kind.toLowerCase()}-v1-${part}-${hexDigits(world, 16)}.json`;
      const content = { TaskExecutionId: id, [kind]: entries };
      if (!put(`${parent}Detailed-Reports/${folder}/${name}`, content)) return false;
      await giveWay();
    }
  }
  return true;
}

/** As many at a time as go into one file. */
function* entriesOf(
  { mode }: SyncExecution,
  { ReportLevel, Overrides, ObjectVersionIds }: SyncReport,
  items: readonly ReportItem[],
  kind: ReportKind,
): Generator<readonly object[], void, undefined> {
  const level = Overrides?.[kind]?.ReportLevel ?? ReportLevel ?? 'ERRORS_ONLY';
  let entries: object[] = [];
  let bytes = 0;
  for (const item of items) {
    if (item.kind !== kind || (level === 'ERRORS_ONLY' && item.failure === undefined)) continue;
    const entry = reportEntry(item, mode, ObjectVersionIds === 'INCLUDE');
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (bytes + size > MOST_BYTES - 200) {
      yield entries;
      entries = [];
      bytes = 0;
    }
    entries.push(entry);
    bytes += size;
  }
  if (entries.length > 0) yield entries;
}

function summary(execution: SyncExecution, report: SyncReport, { status, endedMs }: Outcome): object {
  const { accountId, arn, mode, source, destination, startedMs, order } = execution;
  const ended: SyncExecution = { ...execution, endedMs };
  return {
    AccountId: accountId,
    TaskExecutionId: idOfArn(arn),
    TaskMode: mode,
    SourceLocation: locationIn(source),
    DestinationLocation: locationIn(destination),
    StartTime: iso(startedMs),
    EndTime: iso(endedMs),
    TotalTime: endedMs - startedMs,
    OverallStatus: status,
    Result: { ...describedCounts(execution), ...describedResult(ended) },
    Options: order.options,
    Filters: { Includes: order.includes, Excludes: order.excludes },
    TaskReportConfig: report,
  };
}

function locationIn({ arn, createdMs }: SyncLocation): object {
  return { LocationType: 'Amazon S3', LocationId: idOfArn(arn), CreationTime: iso(createdMs) };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
