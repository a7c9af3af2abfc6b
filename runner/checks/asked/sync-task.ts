// A task of DataSync with both of its locations, as DataSync tells of them.
import type { LocationView, TaskView } from '../../ports/datasync/datasync';
import type { Aws } from '../../ports/aws';

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
