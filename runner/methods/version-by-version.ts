// Methods whose copies keep their version ids: what is to be copied S3's statuses and rules say, and what was copied is compared version
// by version.
import type { RunnerEvent } from '../events/events';
import { expecting } from '../plan/expectation';
import { preparePlan } from '../plan/prepare';
import { spare } from '../plan/spare';
import type { Plan } from '../plan/plan';
import type { Planner } from '../plan/planner';
import { defined } from '../text/defined';
import type { Engine } from '../ports/engine';
import { verifyRun } from '../verify/verify-run';
import type { Method, Prepared } from './method';

export interface VersionPlanner extends Planner {
  /** Whether an earlier run has left a transfer of this plan whose end nobody was told. */
  isUnderway(plan: Plan, engine: Engine): Promise<boolean>;
}

export function versionByVersion(method: VersionPlanner): Pick<Method, 'prepare' | 'prove'> {
  return {
    async *prepare(target, engine, options): AsyncGenerator<RunnerEvent, Prepared> {
      const { returned: whole, ...found } = yield* expecting(preparePlan(method, target, engine, options));
      const isUnderway = (part: Plan): Promise<boolean> => method.isUnderway(part, engine);
      const spared = yield* spare(method, target, whole, engine, options, isUnderway);
      return { ...spared, ...found };
    },
    // What lies beside versions that a plan lists is not expected at the destination.
    prove: (run, { versions: chosen }, target, engine, options) =>
      verifyRun(run, target, engine, { ...options, ...defined({ chosen }) }),
  };
}
