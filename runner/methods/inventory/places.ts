// From where to where the functions copy, and whether that is what was asked for.
import { copyingFunctions, type CopyingFunctions } from '../../checks/asked/inventory-functions';
import type { Lack } from '../../plan/planner';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Aws } from '../../ports/aws';
import type { InventoryNeeds, Target } from '../../target/target';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import type { CopyOptions } from '../../plan/copy-options';
import { planCopies, type CopyPlan, type KeysOf } from '../copy/plan-copies';
import type { PlanOptions } from '../../plan/plan';
import { METHOD_NAME } from './keeps';

export function lacks({ inventory }: Pick<Target, 'inventory'>): readonly Lack[] {
  if (inventory !== undefined) return [];
  const step = 'apply the construct InventoryCopy, or the section inventory of a settings file: its handoff names them';
  return [{ flag: '--outputs', what: 'functions that copy, with their queues', step }];
}

/** @throws RunnerError `usage` */
export function needsOf(target: Pick<Target, 'inventory'>): InventoryNeeds {
  const [lack] = lacks(target);
  if (target.inventory !== undefined) return target.inventory;
  throw new RunnerError(
    'usage',
    `a run by ${METHOD_NAME} needs ${lack?.what ?? ''}: no handoff names them`,
    `${lack?.flag ?? ''}: ${lack?.step ?? ''}`,
  );
}

/** @throws RunnerError `preflight` where they are not there */
export async function functionsOf(needs: InventoryNeeds, aws: Aws): Promise<CopyingFunctions> {
  try {
    return await copyingFunctions(needs, aws);
  } catch (error) {
    if (!isRunnerError(error, 'not-found')) throw error;
    throw new RunnerError(
      'preflight',
      `nothing was sent: ${error.message}`,
      'apply the construct InventoryCopy again, in this account and Region; s3-backfill doctor --method inventory looks further',
    );
  }
}

function place({ bucket, prefix }: KeysOf): string {
  return `'s3://${visible(bucket)}/${visible(prefix)}'`;
}

/** What the functions do with an object, in the words of copies. */
function copiesOf({ overwrite, storageClass }: InventoryNeeds): CopyOptions {
  return { overwrite, ...defined({ storageClass }) };
}

/** Where the functions put it, whatever else the handoff says of copies. */
export function locateCopies(target: Target): Target {
  const { inventory } = target;
  if (inventory === undefined) return target;
  return { ...target, copyTo: { bucket: inventory.bucket, ...defined({ prefix: inventory.prefix }) } };
}

/**
 * What is copied, to where the functions put it.
 * @throws RunnerError `usage` where they do not copy it
 */
export function placedCopies(
  target: Target,
  { from: all, to: there, worker }: CopyingFunctions,
  options: PlanOptions,
  keys?: readonly string[],
): CopyPlan {
  const needs = needsOf(target);
  // Keys that were chosen may have been restored: the worker asks S3.
  const copies = { ...options.copies, ...copiesOf(needs), ...(keys === undefined ? {} : { restored: true }) };
  const copyTo = { bucket: there.bucket };
  const plan = planCopies({ ...target, copyTo }, { ...options, copies }, keys);
  const transfers = plan.transfers.map((transfer) => {
    const { from } = transfer.request;
    if (from.bucket !== all.bucket || !from.prefix.startsWith(all.prefix))
      throw new RunnerError(
        'usage',
        `${place(from)} is not what is copied: the function ${visible(worker.name)} copies ${place(all)} to ${place(there)}`,
        'name that bucket, and a prefix below that one; another place is another construct',
      );
    const to = { bucket: there.bucket, prefix: there.prefix + from.prefix.slice(all.prefix.length) };
    return { ...transfer, request: { ...transfer.request, to } };
  });
  return { ...plan, transfers };
}
