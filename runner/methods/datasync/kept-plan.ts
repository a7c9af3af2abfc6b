// What a kept plan says of executions: what is copied, what is started for that, and the task as it was. Pure.
import type { SyncTask } from '../../checks/asked/sync-task';
import { shortHash } from '../../plan/canonical';
import type { CopyOptions } from '../../plan/copy-options';
import type { Target } from '../../target/target';
import { PackedList } from '../batch-jobs/packed-list';
import { requestedBy, type CopyPlan } from '../copy/plan-copies';
import { planExecution } from './plan-executions';

/** Whatever keys a list has then, and how fast it goes. @param listed whether keys are listed one by one */
export function keptPlan(plan: CopyPlan, task: SyncTask, target: Target, how: CopyOptions, listed: boolean): CopyPlan {
  const keys = listed ? { list: new PackedList(), objects: 0 } : undefined;
  const transfers = plan.transfers.map((transfer) => {
    const { request: starts } = planExecution(transfer, task, target, requestedBy(how), keys);
    return { ...transfer, request: { ...transfer.request, starts } };
  });
  return { ...plan, transfers };
}

/** Of the task and its locations, whatever it does at the moment. */
export function taskDigest({ taskArn, mode, logGroupArn, order, source, destination }: SyncTask): string {
  return shortHash({ taskArn, mode, logGroupArn: logGroupArn ?? null, order, source, destination });
}
