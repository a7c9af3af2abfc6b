// What preparing a plan needs of a method.
import type { Check } from '../checks/check';
import type { Engine } from '../ports/engine';
import type { Selection } from '../target/selection';
import type { ObjectVersionId } from '../target/manifest-csv';
import type { Target } from '../target/target';
import type { Plan, PlanOptions } from './plan';

export interface Planner {
  /** For flags, events and files. */
  readonly name: string;
  /** What is looked at before anything is sent. */
  readonly checks: readonly Check[];
  /** Whether the service filters by itself; otherwise the runner finds the versions, and they are listed. */
  filters(selection: Selection): boolean;
  /** Transfers that the service is busy with now, whoever made them. @default - they have no common limit */
  active?(engine: Engine): Promise<number>;
  /**
   * One transfer for each prefix. Pure.
   * @throws RunnerError `usage` when the target lacks something, naming it
   */
  planPrefixes(target: Target, options: PlanOptions): Plan;
  /**
   * One transfer for exactly these object versions. Pure.
   * @param isSearch whether they were found by the filters of the selection: the transfer of an earlier run that looked for the
   *   same is then resumed, although it has copied some since
   * @throws RunnerError `usage` when the target lacks something, naming it
   */
  planVersions(target: Target, versions: readonly ObjectVersionId[], options: PlanOptions, isSearch: boolean): Plan;
}
