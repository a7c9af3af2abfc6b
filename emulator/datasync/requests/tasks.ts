// Tasks: from which location to which, and how.
// https://docs.aws.amazon.com/datasync/latest/userguide/create-task-how-to.html
import * as z from 'zod';
import { requestTagKeys } from '../../iam/access/request-keys';
import { addLogGroup } from '../../monitoring/logs/log-groups';
import { authorize, isHere, readInput } from '../../monitoring/monitoring-call';
import { idOfArn, isExecutionOver, type SyncExecution, type SyncSchedule, type SyncTask } from '../../world/datasync';
import { accountOfArn, regionOfArn } from '../../world/arn';
import type { World } from '../../world/world';
import {
  type Answer,
  checkOwnAccount,
  type DataSyncCall,
  type DataSyncOperations,
  invalidRequest,
  listed,
  LOCATION_ARN,
  LOG_GROUP_ARN,
  newArn,
  PAGE,
  seconds,
  tagMap,
  TAGS,
  TASK_ARN,
} from './datasync-call';
import { filtersOn, passes } from './list-filters';
import { checkScheduleTimes } from '../run/schedule-times';
import { keepStarting } from '../run/scheduled';
import { findLocation } from './locations';
import { defaultOptions, OPTIONS } from './read-options';
import { describedOrder, ORDER, withOrder } from './read-order';

export const TASK_OPERATIONS: DataSyncOperations = {
  CreateTask: createTask,
  DescribeTask: describeTask,
  UpdateTask: updateTask,
  DeleteTask: deleteTask,
  ListTasks: listTasks,
};

const MAX_TASKS = 100;
const LOG_GROUP = '/aws/datasync';

const CHANGEABLE = {
  ...ORDER,
  Options: OPTIONS.optional(),
  Name: z
    .string()
    .max(256)
    .regex(/^[a-zA-Z0-9\s+=._:@/-]*$/)
    .optional(),
  CloudWatchLogGroupArn: LOG_GROUP_ARN.or(z.literal('')).optional(),
  Schedule: z
    .strictObject({
      ScheduleExpression: z.string().max(256),
      Status: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    })
    .optional(),
};

const CREATE = z.strictObject({
  ...CHANGEABLE,
  SourceLocationArn: LOCATION_ARN,
  DestinationLocationArn: LOCATION_ARN,
  TaskMode: z.enum(['BASIC', 'ENHANCED']).default('BASIC'),
  Tags: TAGS.default([]),
});

function createTask(call: DataSyncCall): Answer {
  const { world, request } = call;
  const input = readInput(call, CREATE);
  const { SourceLocationArn: sourceArn, DestinationLocationArn: destinationArn, TaskMode: mode } = input;
  const tags = tagMap(input.Tags);
  for (const arn of [sourceArn, destinationArn]) {
    authorize(call, 'datasync:CreateTask', arn, { context: requestTagKeys(tags) });
    checkOwnAccount(call, arn);
  }
  if (mode === 'ENHANCED') checkServiceLinkedRole(call);
  const [, destination] = [findLocation(call, sourceArn), findLocation(call, destinationArn)];
  if ([...world.syncTasks.values()].filter((task) => isHere(call, task)).length >= MAX_TASKS) {
    throw invalidRequest(`The quota of ${MAX_TASKS} tasks in this Region is used up.`);
  }
  const nothing = { options: defaultOptions(mode), includes: [], excludes: [] };
  const task: SyncTask = {
    arn: newArn(call, 'task/task'),
    accountId: request.caller.accountId,
    region: request.region,
    createdMs: world.clock.now(),
    mode,
    sourceArn,
    destinationArn,
    tags,
    order: withOrder(call, nothing, input, mode, destination),
  };
  change(call, task, input);
  if (mode === 'ENHANCED') makeLogGroup(call);
  world.syncTasks.set(task.arn, task);
  keepStarting(world, task);
  return { TaskArn: task.arn };
}

/** Enhanced mode writes its log as a role that AWS makes for the account; whoever creates a task must be allowed to. */
function checkServiceLinkedRole(call: DataSyncCall): void {
  const { world, request } = call;
  const role = 'aws-service-role/datasync.amazonaws.com/AWSServiceRoleForDataSync';
  const arn = `arn:${world.partition}:iam::${request.caller.accountId}:role/${role}`;
  authorize(call, 'iam:CreateServiceLinkedRole', arn, { context: { 'iam:AWSServiceName': 'datasync.amazonaws.com' } });
}

function makeLogGroup({ world, request }: DataSyncCall): void {
  const { accountId } = request.caller;
  const arn = `arn:${world.partition}:logs:${request.region}:${accountId}:log-group:${LOG_GROUP}`;
  if (!world.logGroups.has(arn)) addLogGroup(world, { name: LOG_GROUP, accountId, region: request.region });
}

/** Name, log group and schedule. */
function change(
  { world }: DataSyncCall,
  task: SyncTask,
  given: Pick<z.output<typeof CREATE>, 'Name' | 'CloudWatchLogGroupArn' | 'Schedule'>,
): void {
  const { Name, CloudWatchLogGroupArn: logGroupArn, Schedule } = given;
  if (Name !== undefined) task.name = Name;
  if (logGroupArn === '') delete task.logGroupArn;
  else if (logGroupArn !== undefined) {
    checkLogGroup(world, task, logGroupArn);
    task.logGroupArn = logGroupArn;
  }
  if (Schedule?.ScheduleExpression === '') delete task.schedule;
  else if (Schedule !== undefined) task.schedule = checkedSchedule(Schedule);
}

function checkLogGroup(world: World, task: SyncTask, arn: string): void {
  const isOwn = accountOfArn(arn) === task.accountId && regionOfArn(arn) === task.region;
  if (isOwn && world.logGroups.has(arn.replace(/:\*$/, ''))) return;
  throw invalidRequest(
    `Invalid parameter: the log group ${arn} does not exist in account ${task.accountId} and Region ${task.region}.`,
    'InvalidParameter',
  );
}

function checkedSchedule(schedule: SyncSchedule): SyncSchedule {
  const { ScheduleExpression: expression } = schedule;
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(expression) ?? [];
  const isTooOften = minutes !== undefined && Number(minutes) < 60;
  if (!isTooOften && /^(?:rate\([1-9]\d* (?:minutes?|hours?|days?)\)|cron\(\S+(?: \S+){5}\))$/.test(expression)) {
    checkScheduleTimes(expression);
    return schedule;
  }
  throw invalidRequest(
    `Invalid parameter: ScheduleExpression ${expression} is not cron(...), or rate(...) of an hour or more.`,
    'InvalidParameter',
  );
}

/** @throws ServiceError that says that it is not found, as clients look for it */
export function openTask(call: DataSyncCall, arn: string, context: Parameters<typeof authorize>[3] = {}): SyncTask {
  authorize(call, `datasync:${call.operation}`, arn, context);
  const task = call.world.syncTasks.get(arn);
  if (task === undefined || !isHere(call, task)) throw invalidRequest(`Task ${arn} is not found.`);
  return task;
}

export function executionsOf(world: World, taskArn: string): readonly SyncExecution[] {
  return [...world.syncExecutions.values()].filter((execution) => execution.taskArn === taskArn);
}

const NAMED = z.strictObject({ TaskArn: TASK_ARN });

function describeTask(call: DataSyncCall): Answer {
  const task = openTask(call, readInput(call, NAMED).TaskArn);
  const executions = executionsOf(call.world, task.arn);
  const current = executions.find((execution) => !isExecutionOver(execution) && execution.status !== 'QUEUED');
  return {
    TaskArn: task.arn,
    Status: statusOf(executions),
    SourceLocationArn: task.sourceArn,
    DestinationLocationArn: task.destinationArn,
    TaskMode: task.mode,
    CreationTime: seconds(task.createdMs),
    SourceNetworkInterfaceArns: [],
    DestinationNetworkInterfaceArns: [],
    ...describedOrder(task.order),
    ...(current === undefined ? {} : { CurrentTaskExecutionArn: current.arn }),
    ...(task.name === undefined ? {} : { Name: task.name }),
    ...(task.logGroupArn === undefined ? {} : { CloudWatchLogGroupArn: task.logGroupArn }),
    ...(task.schedule === undefined ? {} : { Schedule: task.schedule }),
    ...(task.schedule?.Status === 'DISABLED' ? { ScheduleDetails: { DisabledBy: 'USER' } } : {}),
  };
}

function statusOf(executions: readonly SyncExecution[]): 'AVAILABLE' | 'QUEUED' | 'RUNNING' {
  const open = executions.filter((execution) => !isExecutionOver(execution));
  if (open.length === 0) return 'AVAILABLE';
  return open.some(({ status }) => status !== 'QUEUED') ? 'RUNNING' : 'QUEUED';
}

function updateTask(call: DataSyncCall): Answer {
  const input = readInput(call, NAMED.extend(CHANGEABLE));
  const task = openTask(call, input.TaskArn);
  const order = withOrder(call, task.order, input, task.mode, findLocation(call, task.destinationArn));
  const before = task.schedule;
  change(call, task, input);
  task.order = order;
  if (task.schedule !== before) keepStarting(call.world, task);
  return {};
}

function deleteTask(call: DataSyncCall): Answer {
  const { world } = call;
  const { arn } = openTask(call, readInput(call, NAMED).TaskArn);
  const executions = executionsOf(world, arn);
  const open = executions.find((execution) => !isExecutionOver(execution));
  if (open !== undefined) {
    throw invalidRequest(`Task ${arn} cannot be deleted: its execution ${idOfArn(open.arn)} is ${open.status}.`);
  }
  for (const execution of executions) world.syncExecutions.delete(execution.arn);
  world.syncTasks.delete(arn);
  return {};
}

const LIST = z.strictObject({ ...PAGE, Filters: filtersOn(['LocationId', 'CreationTime']) });

function listTasks(call: DataSyncCall): Answer {
  const input = readInput(call, LIST);
  authorize(call, 'datasync:ListTasks', '*');
  const found = [...call.world.syncTasks.values()].filter(
    (task) =>
      isHere(call, task) &&
      passes(input.Filters, (name) =>
        name === 'CreationTime'
          ? task.createdMs
          : [task.sourceArn, task.destinationArn].flatMap((arn) => [arn, idOfArn(arn)]),
      ),
  );
  const entries = found.map(({ arn, name, mode }) => ({
    TaskArn: arn,
    Status: statusOf(executionsOf(call.world, arn)),
    TaskMode: mode,
    ...(name === undefined ? {} : { Name: name }),
  }));
  return listed('Tasks', entries, input);
}
