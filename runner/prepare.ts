// From a target to a plan that may be sent: everything is checked, and what was chosen one by one is found.
import type { Handoff } from '../modules/handoff';
import type { Engine } from './engine';
import type { RunnerEvent } from './events';
import type { ObjectVersionId } from './manifest-csv';
import { planJobs, planVersions, type Plan, type PlanOptions } from './plan';
import { preflight } from './preflight';

export interface PrepareOptions extends PlanOptions {
  /** Finds the object versions that were chosen one by one. @default - the prefixes of the target decide */
  readonly choose?: () => Promise<readonly ObjectVersionId[]>;
}

/** @throws RunnerError `preflight` or `usage`; nothing was sent then */
export async function* preparePlan(
  target: Handoff,
  engine: Engine,
  options: PrepareOptions,
): AsyncGenerator<RunnerEvent, Plan> {
  const { choose } = options;
  // What is wrong with the target itself is told before anything is asked.
  const plan = choose === undefined ? planJobs(target, options) : undefined;
  yield* preflight(target, engine.aws);
  return plan ?? planVersions(target, (await choose?.()) ?? [], options);
}
