// Executions that schedules start, on the clock of the emulator.
import { isExecutionOver, type SyncTask } from '../../world/datasync';
import type { World } from '../../world/world';
import { addExecution } from './add-execution';
import { nextTime } from './schedule-times';

/** As long as the task has this schedule. Nobody waits for it, and time does not jump to it. */
export function keepStarting(world: World, task: SyncTask): void {
  const { schedule } = task;
  if (schedule?.Status !== 'ENABLED') return;
  const isCurrent = (): boolean => world.syncTasks.get(task.arn) === task && task.schedule === schedule;
  const sinceMs = world.clock.now();
  world.background.watch(async (signal) => {
    for (let atMs = sinceMs; ;) {
      const next = nextTime(schedule.ScheduleExpression, sinceMs, atMs);
      if (next === undefined) return;
      await world.clock.sleep(next - world.clock.now(), signal, true);
      if (!isCurrent()) return;
      startScheduled(world, task);
      atMs = Math.max(next, world.clock.now());
    }
  });
}

/** Undone where DataSync would not queue it. */
function startScheduled(world: World, task: SyncTask): void {
  const source = world.syncLocations.get(task.sourceArn);
  const destination = world.syncLocations.get(task.destinationArn);
  if (source === undefined || destination === undefined) return;
  const isBusy = [...world.syncExecutions.values()].some((one) => one.taskArn === task.arn && !isExecutionOver(one));
  if (isBusy && task.order.options.TaskQueueing === 'DISABLED') return;
  addExecution(world, task, { source, destination, order: task.order, tags: new Map() });
}
