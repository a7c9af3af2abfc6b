import {
  SYNC_DESTINATION_NEEDS,
  SYNC_MANIFEST_NEEDS,
  SYNC_REPORT_NEEDS,
  SYNC_SOURCE_NEEDS,
} from '../../policy/datasync/role-needs';
import type { CheckContext } from '../asked/asked-once';
import { needsAt, type NeedsPlace } from '../asked/place-needs';
import { ofSyncTask, rolesOf, syncTask, type SyncRole, type SyncTask } from '../asked/sync-task';
import type { Check } from '../check';
import { judgeNeeds, type Need } from '../roles/judge-permissions';

function placesOf({ side }: SyncRole, task: SyncTask, { target }: CheckContext): readonly NeedsPlace[] {
  const { source, destination, order } = task;
  if (side === 'source')
    return [{ ...source, needed: SYNC_SOURCE_NEEDS, without: 'objects would fail, or nothing could be listed' }];
  if (side === 'destination')
    return [
      { ...destination, needed: SYNC_DESTINATION_NEEDS, without: 'objects would fail, or nothing could be listed' },
    ];
  const { manifest } = target.batchJob;
  return [
    ...(order.report === undefined
      ? []
      : [
          {
            ...order.report,
            needed: SYNC_REPORT_NEEDS,
            without: 'the task report could not be written',
          },
        ]),
    ...(manifest === undefined
      ? []
      : [
          {
            bucket: manifest.bucket,
            prefix: manifest.prefix === '' ? '' : `${manifest.prefix}/`,
            needed: SYNC_MANIFEST_NEEDS,
            without: 'an execution with a list of keys would fail, that of a retry too',
          },
        ]),
  ];
}

/** All that DataSync asks S3 for as this role. */
export async function needsOfSyncRole(role: SyncRole, context: CheckContext): Promise<readonly Need[]> {
  const { dataSync } = context.target;
  if (dataSync === undefined) return [];
  const task = await syncTask(dataSync.taskArn, context.aws);
  const all = await Promise.all(placesOf(role, task, context).map((place) => needsAt(place, role.arn, context)));
  return all.flat();
}

/** Asked before an execution: DataSync would say so object by object, or not at all. */
export const syncRolePermissionsCheck: Check = {
  id: 'datasync-role-permissions',
  title: 'roles of the task may do what DataSync does as them',
  run: (context) =>
    ofSyncTask(context, async (task) => {
      const found = await Promise.all(
        rolesOf(task, context.target.dataSync?.reportRoleArn).map(async (role) => {
          if (!(await context.mayExist(role.arn))) return [];
          const needs = await needsOfSyncRole(role, context);
          return judgeNeeds(needs, { title: role.title, own: context.own(role.arn) });
        }),
      );
      return found.flat();
    }),
};
