// The task: from where to where, and how, as DataSync tells it; and whether that is what was asked for.
import { syncTask, type SyncTask } from '../../checks/asked/sync-task';
import { taskInArn } from '../../ports/datasync/datasync-arn';
import type { SurveyEvent } from '../../events/estimate-events';
import type { Aws } from '../../ports/aws';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Lack } from '../../plan/planner';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { lacks as lacksOfCopies } from '../copy/plan-copies';
import { METHOD_NAME } from './keeps';

const MANIFEST: Lack = {
  flag: '--manifest-bucket',
  what: 'a place for a list of keys, and a role by which DataSync reads it',
  step: 'apply the construct DataSyncCopy, or the section datasync of a settings file: its handoff names both; the role is that of the task report',
};

export function lacks(target: Target, isListed: boolean): readonly Lack[] {
  const { dataSync, batchJob } = target;
  return [
    ...(dataSync === undefined
      ? [
          {
            flag: '--task-arn',
            what: 'a task of DataSync',
            step: 'apply the construct DataSyncCopy, or the section datasync of a settings file: its handoff names it; or name one that is there',
          },
        ]
      : []),
    // A task that is named says where it copies to.
    ...(dataSync === undefined ? lacksOfCopies(target) : []),
    ...(isListed && batchJob.manifest === undefined ? [MANIFEST] : []),
  ];
}

/** @throws RunnerError `usage` */
export function refuseLacks(lacking: readonly Lack[]): void {
  if (lacking.length === 0) return;
  throw new RunnerError(
    'usage',
    `a run by ${METHOD_NAME} needs ${lacking.map(({ what }) => what).join(' and ')}: neither a handoff nor a flag says ${lacking.map(({ flag }) => flag).join(', ')}`,
    lacking.map(({ flag, step }) => `${flag}: ${step}`).join('; '),
  );
}

/** What was not said, the task says; its Region is where executions are. */
export async function locate(target: Target, aws: Aws): Promise<Target> {
  const { dataSync, batchJob } = target;
  if (dataSync === undefined) return target;
  const region = taskInArn(dataSync.taskArn)?.region;
  const at = { ...target, batchJob: { ...batchJob, ...defined({ region }) } };
  try {
    const { source, destination } = await syncTask(dataSync.taskArn, aws);
    const prefixes = target.prefixes ?? (source.prefix === '' ? undefined : [source.prefix]);
    const whole = defined({ ...at, prefixes });
    if (target.copyTo !== undefined) return whole;
    // Keys below the folder of the source get that of the destination in its place.
    const below = prefixes?.length === 1 ? (prefixes[0] ?? '').slice(source.prefix.length) : undefined;
    const prefix = source.prefix === destination.prefix ? undefined : `${destination.prefix}${below ?? ''}`;
    return { ...whole, copyTo: { bucket: destination.bucket, ...defined({ prefix }) } };
  } catch (error) {
    // What is wrong with it is said where the plan is made.
    if (isRunnerError(error) && error.kind !== 'interrupted') return at;
    throw error;
  }
}

function place(bucket: string, prefix: string): string {
  return `'s3://${visible(bucket)}/${visible(prefix)}'`;
}

/** @throws RunnerError `usage`: a task copies from its folder to its folder, and nothing else */
export function refuseOtherPlaces(
  places: readonly { readonly from: LocationPlace; readonly to: LocationPlace }[],
  task: SyncTask,
): void {
  const { source, destination } = task;
  const wrong = (what: string, fix: string): RunnerError =>
    new RunnerError(
      'usage',
      `${what}: the task ${visible(task.taskArn)} copies ${place(source.bucket, source.prefix)} to ${place(destination.bucket, destination.prefix)}`,
      fix,
    );
  for (const { from, to } of places) {
    if (from.bucket !== source.bucket || !from.prefix.startsWith(source.prefix))
      throw wrong(
        `${place(from.bucket, from.prefix)} is not what it copies`,
        'name the bucket and a prefix of its source, or another task with --task-arn',
      );
    const meant = `${destination.prefix}${from.prefix.slice(source.prefix.length)}`;
    if (to.bucket !== destination.bucket || to.prefix !== meant)
      throw wrong(
        `it does not copy to ${place(to.bucket, to.prefix)}`,
        `leave --destination-bucket and --destination-prefix out, or say ${place(destination.bucket, meant)}; another place is another task`,
      );
  }
}

interface LocationPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** What the filters of the task say. */
export function filtersOf({ order }: SyncTask): readonly string[] {
  return [
    ...(order.includes.length === 0 ? [] : [`only ${order.includes.map((one) => `'${visible(one)}'`).join(', ')}`]),
    ...(order.excludes.length === 0 ? [] : [`without ${order.excludes.map((one) => `'${visible(one)}'`).join(', ')}`]),
  ];
}

/** @throws RunnerError `preflight` where the filters of the task leave out everything: its execution would end as SUCCESS */
export function refuseFiltered(
  { total, notCopied }: SurveyEvent,
  task: SyncTask,
  { command }: Pick<Engine, 'command'>,
): void {
  const filters = filtersOf(task);
  const all = total.versions.value;
  const filtered = notCopied.find(({ reason }) => reason === 'not-selected')?.versions.value ?? 0;
  if (filters.length === 0 || all === 0 || filtered < all) return;
  throw new RunnerError(
    'preflight',
    `nothing was sent: of ${counted(all, 'object')} the task ${visible(task.taskArn)} copies none: it copies ${filters.join(', ')}`,
    `name a prefix that the filters of the task let pass, or change them; this copies without the task: ${command('run', [], {}, { method: 'copy' })}`,
  );
}
