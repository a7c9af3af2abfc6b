// A task of DataSync with both of its locations, as DataSync tells of them.
import type { LocationView, TaskView } from '../../ports/datasync/datasync';
import type { Aws } from '../../ports/aws';
import { isRunnerError } from '../../ports/errors';
import { unlessDenied, type Finding } from '../check';
import type { CheckContext } from './asked-once';

export interface SyncTask extends TaskView {
  readonly source: LocationView;
  readonly destination: LocationView;
}

/** @throws RunnerError `not-found` */
export async function syncTask(taskArn: string, { dataSync }: Pick<Aws, 'dataSync'>): Promise<SyncTask> {
  const task = await dataSync.task(taskArn);
  const [source, destination] = await Promise.all([
    dataSync.location(task.sourceLocationArn),
    dataSync.location(task.destinationLocationArn),
  ]);
  return { ...task, source, destination };
}

/**
 * What is found with the task.
 * @param gone where it, or one of its locations, is not there. @default - nothing: the check of the task says so
 */
export async function ofSyncTask(
  { target, aws }: CheckContext,
  look: (task: SyncTask) => Promise<readonly Finding[]>,
  gone: (taskArn: string, why: string) => readonly Finding[] = () => [],
): Promise<readonly Finding[]> {
  const { dataSync } = target;
  if (dataSync === undefined) return [];
  return unlessDenied(async () => {
    let task: SyncTask;
    try {
      task = await syncTask(dataSync.taskArn, aws);
    } catch (error) {
      if (!isRunnerError(error, 'not-found')) throw error;
      return gone(dataSync.taskArn, error.message);
    }
    return look(task);
  }, 'datasync:DescribeTask and datasync:DescribeLocationS3');
}

/** A role of the task, and what DataSync does as it. */
export interface SyncRole {
  readonly title: string;
  readonly arn: string;
  readonly side: 'source' | 'destination' | 'report';
}

/** One role may be several. */
export function rolesOf({ source, destination, order }: SyncTask, reportRoleArn?: string): readonly SyncRole[] {
  const report = order.report?.roleArn ?? reportRoleArn;
  return [
    { title: 'role of the source', arn: source.roleArn, side: 'source' },
    { title: 'role of the destination', arn: destination.roleArn, side: 'destination' },
    ...(report === undefined ? [] : [{ title: 'role of the task report', arn: report, side: 'report' } as const]),
  ];
}
