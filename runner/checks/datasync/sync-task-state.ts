import type { Patch } from '../../events/check-events';
import { commands } from '../../patches/commands';
import { DATASYNC_SERVICE } from '../../policy/datasync/sync-policies';
import { contextOf } from '../../policy/pattern';
import { every, not } from '../../policy/truth';
import { weigh } from '../../policy/weigh';
import type { Aws } from '../../ports/aws';
import { visible } from '../../text/safe-text';
import { awsFlags } from '../../text/shell-command';
import { ofSyncTask, type SyncTask } from '../asked/sync-task';
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

const NO_LOG = 'no log would be written, and nothing says so';
const WRITES_LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** A resource policy of the account in the Region of the task that lets DataSync write, as the construct makes it. */
function logPolicyCommand(groupArn: string, taskArn: string): Patch {
  const [, , , region = '', accountId = ''] = taskArn.split(':');
  const statement = {
    Effect: 'Allow',
    Principal: { Service: DATASYNC_SERVICE },
    Action: WRITES_LOGS,
    Resource: `${groupArn}:*`,
    Condition: {
      StringEquals: { 'aws:SourceAccount': accountId },
      ArnLike: { 'aws:SourceArn': taskArn.replace(/[^/]*$/, '*') },
    },
  };
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const flags = { region, 'policy-name': 'datasync', 'policy-document': document };
  return commands(['aws', 'logs', 'put-resource-policy', ...awsFlags(flags)]);
}

/** Enhanced mode makes its log group, and writes there as a role of its own. */
async function logOf({ mode, order, logGroupArn, taskArn }: SyncTask, { logs }: Aws): Promise<readonly Finding[]> {
  if (mode === 'ENHANCED' || order.logLevel === 'OFF') return [];
  if (logGroupArn === undefined)
    return [
      couldNotCheck(
        `the task ${taskArn} is to write a log (${order.logLevel}), and names no log group: ${NO_LOG}; name one, with a resource policy that lets ${DATASYNC_SERVICE} write`,
      ),
    ];
  const groupArn = logGroupArn.replace(/:\*$/, '');
  const [, , , region = '', accountId = ''] = taskArn.split(':');
  if (!(await logs.hasGroup(groupArn)))
    return [
      couldNotCheck(`there is no log group ${visible(groupArn)}, which the task ${taskArn} is to write to: ${NO_LOG}`),
    ];
  const policies = await logs.resourcePolicies(region);
  const context = contextOf({ 'aws:SourceAccount': accountId, 'aws:SourceArn': taskArn });
  const principal = { arn: DATASYNC_SERVICE, accountId: '' };
  const answers = WRITES_LOGS.map((action) => {
    const { allow, deny } = weigh(policies, { action, resource: `${groupArn}:log-stream:stream`, context, principal });
    return every([allow, not(deny)]);
  });
  const may = every(answers);
  if (may.is === 'yes') return [ok(`its log goes to ${visible(groupArn)}`)];
  if (may.is === 'unsure') return [couldNotCheck(`whether DataSync may write to ${visible(groupArn)}: ${may.why}`)];
  return [
    couldNotCheck(
      `no resource policy of CloudWatch Logs lets ${DATASYNC_SERVICE} write to ${visible(groupArn)}: ${NO_LOG}`,
      logPolicyCommand(groupArn, taskArn),
    ),
  ];
}

/** The task is there and can be started, and somebody is told what it does. */
export const syncTaskStateCheck: Check = {
  id: 'datasync-task',
  title: 'task of DataSync is there, and can be started',
  run: (context) =>
    ofSyncTask(
      context,
      async (task) => {
        const log = await unlessDenied(
          () => logOf(task, context.aws),
          'logs:DescribeLogGroups and logs:DescribeResourcePolicies',
        );
        return [stateOf(task), reportOf(task), ...log];
      },
      (taskArn, why) => [
        wrong(
          `the task ${taskArn} cannot be started: ${why}`,
          'make task and locations anew with terraform apply, or name another task by --task-arn',
          commands(['aws', 'datasync', 'list-tasks', '--region', taskArn.split(':')[3] ?? '']),
        ),
      ],
    ),
};
