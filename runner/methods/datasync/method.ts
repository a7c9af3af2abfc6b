// AWS DataSync as a method: executions of a task that Terraform has made.
import { executionInArn } from '../../ports/datasync/datasync-arn';
import { defined } from '../../text/defined';
import type { Method } from '../method';
import { ownExecution } from './execution/ensure-execution';
import { KEEPS, METHOD_NAME } from './keeps';
import { LOOKING } from './look-at-executions';
import { syncPlan } from './plan-executions';
import { examineSync, prepareSync } from './prepare';
import { compareSync, proveSync } from './prove';
import { adviceOf } from './report/causes';
import { runExecutions } from './run-plan';
import { lacks, locate } from './sync-task';
import { UNHEEDED } from './unheeded';

export const datasync: Method = {
  name: METHOD_NAME,
  title: 'DataSync',
  noun: 'execution',
  keeps: KEEPS,
  refuses: UNHEEDED,
  isIdOf: (id) => executionInArn(id) !== undefined,
  lacks,
  locate,
  prepare: prepareSync,
  examine: (target, engine, run) => examineSync(target, engine, run),
  compare: compareSync,
  prove: (run, plan, target, engine, options) => proveSync(run, syncPlan(plan), target, engine, options),
  foresee(plan, engine) {
    const { transfers, task } = syncPlan(plan);
    return Promise.all(
      transfers.map(async (transfer) => {
        const own = await ownExecution(transfer, task, engine);
        const { prefix, hash, request } = transfer;
        return { ...defined({ prefix, attachTo: own?.executionArn }), hash, request };
      }),
    );
  },
  begin: (plan, target, engine, options) => runExecutions(syncPlan(plan), target, engine, options),
  advice: ({ reasons }) => reasons.flatMap(({ code, text }) => adviceOf(code, text)),
  ...LOOKING,
};
