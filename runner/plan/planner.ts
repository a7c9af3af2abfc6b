// What preparing a plan needs of a method.
import type { Check } from '../checks/check';
import type { RunnerEvent } from '../events/events';
import type { Engine } from '../ports/engine';
import type { Selection } from '../target/selection';
import type { ObjectVersionId } from '../target/manifest-csv';
import type { Target } from '../target/target';
import type { Plan, PlanOptions } from './plan';

export interface Lack {
  /** That says it. */
  readonly flag: string;
  /** With its article. */
  readonly what: string;
  /** How one comes to it. */
  readonly step: string;
}

export interface Planner {
  /** For flags, events and files. */
  readonly name: string;
  /** What is looked at before anything is sent. */
  readonly checks: readonly Check[];
  /** Whether the service filters by itself; otherwise the runner finds the versions, and they are listed. */
  filters(selection: Selection): boolean;
  /** Transfers that the service is busy with now, whoever made them. @default - they have no common limit */
  active?(engine: Engine): Promise<number>;
  /** What a transfer needs and the target does not say. @param isListed whether its versions are listed one by one */
  lacks(target: Target, isListed: boolean): readonly Lack[];
  /** One transfer for each prefix; what the target lacks is named in its place. Pure. */
  planPrefixes(target: Target, options: PlanOptions): Plan;
  /**
   * One transfer for exactly these object versions. Pure.
   * @param isSearch whether they were found by the filters of the selection: the transfer of an earlier run that looked for the
   *   same is then resumed, although it has copied some since
   */
  planVersions(target: Target, versions: readonly ObjectVersionId[], options: PlanOptions, isSearch: boolean): Plan;
}

/** Tells what a run needs beside what was said, as steps. */
export function* tellLacks(
  planner: Pick<Planner, 'lacks'>,
  target: Target,
  isListed: boolean,
): Generator<RunnerEvent, readonly Lack[]> {
  const lacking = planner.lacks(target, isListed);
  for (const { flag, what, step } of lacking) yield { kind: 'note', detail: `a run needs ${what} (${flag}): ${step}` };
  return lacking;
}
