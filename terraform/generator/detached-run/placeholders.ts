// What DetachedRun is given, where people give values.
import type { TerraformStack } from 'cdktf';
import { DetachedRun, type DetachedRunProps } from '../../../modules';
import { REPLICATION } from '../of-handoff';
import { number, synthesized, variable, type Synthesized } from '../synthesized';

/** Numbers in the definition of the machine, which is JSON and holds no references to numbers: each once, and no default. */
export const SECONDS = { startAfter: 17, poll: 13, timeout: 61 } as const;

/** With every option on. */
function addWithPlaceholders(stack: TerraformStack): void {
  new DetachedRun(stack, 'backfill', {
    replication: REPLICATION,
    topicArn: '${var.topic.arn}',
    alarmActionArns: [variable('alarm_action_arns')],
    startAfterSeconds: SECONDS.startAfter,
    pollSeconds: SECONDS.poll,
    timeoutSeconds: SECONDS.timeout,
    memoryMegabytes: number('var.memory_megabytes'),
    ...({ runtime: variable('runtime') } as unknown as Pick<DetachedRunProps, 'runtime'>),
    archivePath: variable('archive_path'),
    name: variable('name'),
    logRetentionDays: number('var.log_retention_days'),
    role: { path: variable('role_path'), permissionsBoundaryArn: variable('permissions_boundary_arn') },
  });
}

export function synthesizedWithPlaceholders(): Synthesized {
  return synthesized(addWithPlaceholders);
}
