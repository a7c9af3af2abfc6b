// ARNs of tasks of DataSync, and of their executions.
import { visible } from '../../text/safe-text';

/** Where a task is, and which of its executions is meant. */
export interface TaskInArn {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly taskId: string;
}

const TASK = /^arn:([^:]+):datasync:([a-z0-9-]+):(\d{12}):task\/(task-[0-9a-f]{17})$/;
const EXECUTION =
  /^arn:([^:]+):datasync:([a-z0-9-]+):(\d{12}):task\/(task-[0-9a-f]{17})\/execution\/(exec-[0-9a-f]{17})$/;

/** Undefined: it is the ARN of no task. */
export function taskInArn(arn: string): TaskInArn | undefined {
  return partsOf(TASK.exec(arn));
}

/** Undefined: it is the ARN of no execution. */
export function executionInArn(arn: string): (TaskInArn & { readonly executionId: string }) | undefined {
  const match = EXECUTION.exec(arn);
  const parts = partsOf(match);
  const executionId = match?.[5];
  return parts === undefined || executionId === undefined ? undefined : { ...parts, executionId };
}

/** Of an execution. */
export function taskArnOf(executionArn: string): string {
  return executionArn.replace(/\/execution\/.*$/, '');
}

function partsOf(match: RegExpExecArray | null): TaskInArn | undefined {
  const [, partition, region, accountId, taskId] = match ?? [];
  if (partition === undefined || region === undefined || accountId === undefined || taskId === undefined)
    return undefined;
  return { partition, region, accountId, taskId };
}

/** What is wrong with `text` as the ARN of a task; undefined when nothing is. */
export function taskArnFault(text: string): string | undefined {
  if (taskInArn(text) !== undefined) return undefined;
  const of = executionInArn(text);
  if (of !== undefined) return `got '${visible(text)}', an execution; its task is ${visible(taskArnOf(text))}`;
  return `got '${visible(text)}'; a task's ARN looks like arn:aws:datasync:eu-west-1:111122223333:task/task-0123456789abcdef0`;
}
