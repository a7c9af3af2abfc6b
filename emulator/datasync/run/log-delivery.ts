// Whether the log of an execution reaches CloudWatch Logs. What it says is not kept.
// https://docs.aws.amazon.com/datasync/latest/userguide/configure-logging.html
import { mayDeliverLogs } from '../../monitoring/logs/log-policies';
import { DATASYNC_SERVICE, type SyncExecution } from '../../world/datasync';
import type { World } from '../../world/world';

export function logDelivery(world: World, execution: SyncExecution): NonNullable<SyncExecution['logs']> {
  const { mode, order, taskArn, accountId, region } = execution;
  if (order.options.LogLevel === 'OFF') return 'off';
  if (mode === 'ENHANCED') {
    const own = `arn:${world.partition}:logs:${region}:${accountId}:log-group:/aws/datasync`;
    return world.logGroups.has(own) ? 'delivered' : 'no log group';
  }
  const group = world.syncTasks.get(taskArn)?.logGroupArn?.replace(/:\*$/, '');
  if (group === undefined || !world.logGroups.has(group)) return 'no log group';
  const context = { 'aws:SourceAccount': accountId, 'aws:SourceArn': taskArn };
  return mayDeliverLogs(world, group, DATASYNC_SERVICE, context) ? 'delivered' : 'refused by policies';
}
