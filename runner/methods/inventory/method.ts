// S3 Inventory, SQS and Lambda as a method: functions that Terraform has made copy what an inventory, or a listing, names.
import type { Leaving } from '../../routes/leaving';
import { defined } from '../../text/defined';
import type { RunnerEvent } from '../../events/events';
import type { Method } from '../method';
import { KEEPS, METHOD_NAME } from './keeps';
import { LOOKING } from './look-at-runs';
import { lacks, locateCopies } from './places';
import { inventoryPlan } from './plan-runs';
import { examineInventory, prepareInventory } from './prepare';
import { compareInventory, proveInventory } from './prove';
import { redriveRun } from './redrive';
import { runInventories } from './run-plan';
import { isRunId, runBy } from './runs/run-record';
import { UNHEEDED } from './unheeded';

export const inventory: Method = {
  name: METHOD_NAME,
  title: 'Inventory',
  noun: 'run',
  keeps: KEEPS,
  refuses: UNHEEDED,
  isIdOf: isRunId,
  lacks,
  locate: (target) => Promise.resolve(locateCopies(target)),
  prepare: prepareInventory,
  examine: (target, engine, run) => examineInventory(target, engine, run),
  compare: compareInventory,
  async *prove(run, plan, target, engine, options): AsyncGenerator<RunnerEvent, Leaving> {
    return { ...run.ending, ...(yield* proveInventory(run, inventoryPlan(plan), target, engine, options)) };
  },
  foresee(plan, { journal }) {
    const { transfers, needs } = inventoryPlan(plan);
    return Promise.all(
      transfers.map(async ({ prefix, hash, request, source }) => {
        const runId = source.basis === 'inventory' ? source.runId : undefined;
        const known = runId === undefined ? undefined : await runBy(journal, runId, needs);
        const attachTo = source.basis === 'remembered' ? source.runId : known?.runId;
        return { ...defined({ prefix, attachTo }), hash, request };
      }),
    );
  },
  begin: (plan, _target, engine, options) => runInventories(inventoryPlan(plan), engine, options),
  redrive: redriveRun,
  advice: () => [],
  ...LOOKING,
};
