import { commands } from '../../patches/commands';
import { visible } from '../../text/safe-text';
import { syncTask, type SyncTask } from '../asked/sync-task';
import { couldNotCheck, ok, unlessDenied, wrong, type Check, type Finding } from '../check';

function stateOf({ taskArn, status, fault, mode }: SyncTask): Finding {
  const how = `${taskArn}, in ${mode === 'ENHANCED' ? 'Enhanced' : 'Basic'} mode, is ${visible(status)}`;
  if (status !== 'UNAVAILABLE') return ok(how);
  return wrong(
    `the task ${how}${fault === undefined ? '' : ` (${visible(fault)})`}: no execution of it could begin`,
    'look at what the other checks say of its roles, and make its locations anew with terraform apply',
    commands(['aws', 'datasync', 'describe-task', '--task-arn', taskArn]),
  );
}

/** Without it the verdict knows numbers, and no names. */
function reportOf({ order, taskArn }: SyncTask): Finding {
  if (order.report?.isDetailed === true)
    return ok(`its report goes to s3://${order.report.bucket}/${visible(order.report.prefix)}`);
  return couldNotCheck(
    `the task ${taskArn} writes no report that names objects: which of them failed or were skipped nothing will tell; the construct DataSyncCopy makes one`,
  );
}

/** A task in Basic mode says nothing where it may not write its log. */
function logOf({ mode, order, logGroupArn, taskArn }: SyncTask): readonly Finding[] {
  if (mode === 'ENHANCED' || order.logLevel === 'OFF') return [];
  if (logGroupArn === undefined)
    return [
      couldNotCheck(
        `the task ${taskArn} is to write a log (${order.logLevel}), and names no log group: it will write none; name one, with a resource policy that lets datasync.amazonaws.com write`,
      ),
    ];
  return [
    couldNotCheck(
      `whether a resource policy of CloudWatch Logs lets datasync.amazonaws.com write to ${visible(logGroupArn)} is not asked: aws logs describe-resource-policies shows it; without one nothing is written, and nothing says so`,
    ),
  ];
}

/** The task is there and can be started, and somebody is told what it does. */
export const syncTaskStateCheck: Check = {
  id: 'datasync-task',
  title: 'task of DataSync is there, and can be started',
  run: ({ target, aws }) => {
    const { dataSync } = target;
    if (dataSync === undefined) return Promise.resolve([]);
    return unlessDenied(async () => {
      const task = await syncTask(dataSync.taskArn, aws);
      return [stateOf(task), reportOf(task), ...logOf(task)];
    }, 'datasync:DescribeTask and datasync:DescribeLocationS3');
  },
};
