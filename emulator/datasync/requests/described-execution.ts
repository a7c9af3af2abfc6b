// How DescribeTaskExecution tells of an execution: Enhanced mode has more counters, and no durations of phases.
// https://docs.aws.amazon.com/datasync/latest/apireference/API_DescribeTaskExecution.html
import type { SyncCounts, SyncExecution } from '../../world/datasync';
import { type Answer, seconds } from './datasync-call';
import { describedOrder } from './read-order';

export function describedExecution(execution: SyncExecution): Answer {
  const { arn, status, mode, order, startedMs, launchedMs, endedMs, reportResult } = execution;
  return {
    TaskExecutionArn: arn,
    Status: status,
    TaskMode: mode,
    ...describedOrder(order),
    StartTime: seconds(startedMs),
    ...(launchedMs === undefined ? {} : { LaunchTime: seconds(launchedMs) }),
    ...(endedMs === undefined ? {} : { EndTime: seconds(endedMs) }),
    ...describedCounts(execution),
    Result: describedResult(execution),
    ...(reportResult === undefined ? {} : { ReportResult: reportResult }),
  };
}

/** In Basic mode folders, and what failed, are counted with the files; a report has the same counters. */
export function describedCounts({
  mode,
  files,
  folders,
  bytesToTransfer,
  bytesTransferred,
}: Pick<SyncExecution, 'mode' | 'files' | 'folders' | 'bytesToTransfer' | 'bytesTransferred'>): Answer {
  const bytes = {
    EstimatedBytesToTransfer: bytesToTransfer,
    BytesTransferred: bytesTransferred,
    BytesWritten: bytesTransferred,
    BytesCompressed: bytesTransferred,
  };
  if (mode === 'BASIC') {
    const sum = (name: keyof SyncCounts): number => files[name] + folders[name];
    return {
      ...bytes,
      EstimatedFilesToTransfer: sum('toTransfer'),
      EstimatedFilesToDelete: sum('toDelete'),
      FilesTransferred: sum('transferred'),
      FilesVerified: sum('verified'),
      FilesSkipped: sum('skipped') + sum('failedToPrepare'),
      FilesDeleted: sum('deleted'),
    };
  }
  return { ...bytes, ...countersOf('Files', files), ...countersOf('Folders', folders) };
}

function countersOf(what: 'Files' | 'Folders', counts: SyncCounts): Answer {
  return {
    [`Estimated${what}ToTransfer`]: counts.toTransfer,
    [`Estimated${what}ToDelete`]: counts.toDelete,
    [`${what}Listed`]: { AtSource: counts.listed, AtDestinationForDelete: counts.listedForDelete },
    [`${what}Prepared`]: counts.prepared,
    [`${what}Transferred`]: counts.transferred,
    [`${what}Verified`]: counts.verified,
    [`${what}Skipped`]: counts.skipped,
    [`${what}Deleted`]: counts.deleted,
    [`${what}Failed`]: {
      ...(what === 'Folders' ? { List: 0 } : {}),
      Prepare: counts.failedToPrepare,
      Transfer: counts.failedToTransfer,
      Verify: counts.failedToVerify,
      Delete: counts.failedToDelete,
    },
  };
}

export function describedResult({ mode, phases, failure, launchedMs, endedMs }: SyncExecution): Answer {
  const { Prepare, Transfer, Verify } = phases;
  const duration = (milliseconds: number): number => (mode === 'ENHANCED' ? 0 : milliseconds);
  return {
    PrepareStatus: Prepare.status,
    PrepareDuration: duration(Prepare.durationMs),
    TransferStatus: Transfer.status,
    TransferDuration: duration(Transfer.durationMs),
    VerifyStatus: Verify.status,
    VerifyDuration: duration(Verify.durationMs),
    ...(launchedMs === undefined || endedMs === undefined ? {} : { TotalDuration: endedMs - launchedMs }),
    ...(failure?.code === undefined ? {} : { ErrorCode: failure.code }),
    ...(failure === undefined ? {} : { ErrorDetail: failure.detail }),
  };
}
