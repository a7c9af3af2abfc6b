// An execution that is there from now on, and begins when it is its turn.
import { hexDigits } from '../requests/datasync-call';
import { isExecutionOver, noCounts, noPhases, type SyncExecution, type SyncTask } from '../../world/datasync';
import type { World } from '../../world/world';
import { startExecution } from './run-execution';

export function addExecution(
  world: World,
  task: SyncTask,
  what: Pick<SyncExecution, 'source' | 'destination' | 'order' | 'tags'>,
): SyncExecution {
  const isBusy = [...world.syncExecutions.values()].some((one) => one.taskArn === task.arn && !isExecutionOver(one));
  const execution: SyncExecution = {
    arn: `${task.arn}/execution/exec-${hexDigits(world, 17)}`,
    taskArn: task.arn,
    accountId: task.accountId,
    region: task.region,
    mode: task.mode,
    startedMs: world.clock.now(),
    ...what,
    status: isBusy ? 'QUEUED' : 'LAUNCHING',
    cancelRequested: false,
    files: noCounts(),
    folders: noCounts(),
    bytesToTransfer: 0,
    bytesTransferred: 0,
    phases: noPhases(),
    ...(what.order.report === undefined ? {} : { reportResult: { Status: 'PENDING' } }),
  };
  world.syncExecutions.set(execution.arn, execution);
  startExecution(world, execution);
  return execution;
}
