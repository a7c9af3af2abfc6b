// Executions of tasks: started, looked at, slowed down, cancelled.
// https://docs.aws.amazon.com/datasync/latest/userguide/run-task.html
import * as z from 'zod';
import { requestTagKeys } from '../../iam/access/request-keys';
import { authorize, isHere, readInput } from '../../monitoring/monitoring-call';
import { isExecutionOver, type SyncExecution } from '../../world/datasync';
import { addExecution } from '../run/add-execution';
import { cancelExecution } from '../run/run-execution';
import {
  type Answer,
  type DataSyncCall,
  type DataSyncOperations,
  EXECUTION_ARN,
  invalidRequest,
  listed,
  PAGE,
  tagMap,
  TAGS,
  TASK_ARN,
} from './datasync-call';
import { describedExecution } from './described-execution';
import { findLocation } from './locations';
import { OPTIONS } from './read-options';
import { ORDER, withOrder } from './read-order';
import { executionsOf, openTask } from './tasks';

export const EXECUTION_OPERATIONS: DataSyncOperations = {
  StartTaskExecution: startTaskExecution,
  DescribeTaskExecution: (call) => describedExecution(openExecution(call, readInput(call, NAMED).TaskExecutionArn)),
  UpdateTaskExecution: updateTaskExecution,
  CancelTaskExecution: cancelTaskExecution,
  ListTaskExecutions: listTaskExecutions,
};

const MAX_QUEUED = 50;
const HISTORY_MS = 30 * 24 * 3_600_000;

const START = z.strictObject({
  ...ORDER,
  TaskArn: TASK_ARN,
  OverrideOptions: OPTIONS.optional(),
  Tags: TAGS.default([]),
});

function startTaskExecution(call: DataSyncCall): Answer {
  const { world } = call;
  const { TaskArn, OverrideOptions, Tags, ...given } = readInput(call, START);
  const tags = tagMap(Tags);
  const task = openTask(call, TaskArn, { context: requestTagKeys(tags) });
  const [source, destination] = [findLocation(call, task.sourceArn), findLocation(call, task.destinationArn)];
  const order = withOrder(call, task.order, { ...given, Options: OverrideOptions }, task.mode, destination);
  const open = executionsOf(world, task.arn).filter((execution) => !isExecutionOver(execution));
  if (open.length > 0 && order.options.TaskQueueing === 'DISABLED') {
    throw invalidRequest(`Task ${task.arn} has an execution that is running, and TaskQueueing is DISABLED.`);
  }
  if (open.length > MAX_QUEUED) {
    throw invalidRequest(`The quota of ${MAX_QUEUED} queued executions of task ${task.arn} is used up.`);
  }
  const execution = addExecution(world, task, { source, destination, order, tags });
  return { TaskExecutionArn: execution.arn };
}

/** @throws ServiceError that says that it is not found, as clients look for it; so is one that ended 30 days ago */
function openExecution(call: DataSyncCall, arn: string): SyncExecution {
  authorize(call, `datasync:${call.operation}`, arn);
  const execution = call.world.syncExecutions.get(arn);
  if (execution === undefined || !isHere(call, execution) || isForgotten(call, execution)) {
    throw invalidRequest(`Task execution ${arn} is not found.`);
  }
  return execution;
}

function isForgotten({ world }: DataSyncCall, { endedMs }: SyncExecution): boolean {
  return endedMs !== undefined && endedMs + HISTORY_MS < world.clock.now();
}

const NAMED = z.strictObject({ TaskExecutionArn: EXECUTION_ARN });

function updateTaskExecution(call: DataSyncCall): Answer {
  const { TaskExecutionArn, Options } = readInput(call, NAMED.extend({ Options: OPTIONS }));
  const execution = openExecution(call, TaskExecutionArn);
  const { BytesPerSecond, ...others } = Options;
  if (isExecutionOver(execution)) throw invalidRequest(`Task execution ${execution.arn} has ended.`);
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw invalidRequest(`Only BytesPerSecond of an execution can be changed, not ${other}.`, 'InvalidParameter');
  }
  if (BytesPerSecond !== undefined) {
    execution.order = { ...execution.order, options: { ...execution.order.options, BytesPerSecond } };
  }
  return {};
}

function cancelTaskExecution(call: DataSyncCall): Answer {
  const execution = openExecution(call, readInput(call, NAMED).TaskExecutionArn);
  if (isExecutionOver(execution)) {
    throw invalidRequest(`Task execution ${execution.arn} cannot be cancelled: it is ${execution.status}.`);
  }
  cancelExecution(execution);
  return {};
}

function listTaskExecutions(call: DataSyncCall): Answer {
  const input = readInput(call, z.strictObject({ ...PAGE, TaskArn: TASK_ARN.optional() }));
  const { TaskArn: taskArn } = input;
  if (taskArn === undefined) authorize(call, 'datasync:ListTaskExecutions', '*');
  else openTask(call, taskArn);
  const found = [...call.world.syncExecutions.values()].filter(
    (execution) =>
      isHere(call, execution) &&
      !isForgotten(call, execution) &&
      (taskArn === undefined || execution.taskArn === taskArn),
  );
  const entries = found.map(({ arn, status, mode }) => ({ TaskExecutionArn: arn, Status: status, TaskMode: mode }));
  return listed('TaskExecutions', entries, input);
}
