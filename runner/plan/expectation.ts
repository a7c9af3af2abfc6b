// What the estimate of a plan lets one expect while its transfers run.
import type { CostEvent, DurationEvent, SurveyEvent } from '../events/estimate-events';
import type { RunnerEvent } from '../events/events';
import { defined } from '../text/defined';

export interface Expectation {
  /** Object versions that the transfer with this prefix will copy; undefined: nothing was counted. */
  versionsOf(prefix: string | undefined): number | undefined;
  /** Mean size of the object versions that it will copy; undefined: nothing was counted, or nothing is copied. */
  meanBytesOf(prefix: string | undefined): number | undefined;
  /** Object versions that all of it will copy, where each was counted. @default - some were estimated, or nothing was counted */
  readonly exactVersions?: number;
  /** Seconds that all of it takes by documented quotas. @default - nothing was counted */
  readonly range?: Pick<DurationEvent, 'lowSeconds' | 'highSeconds'>;
}

export const NO_EXPECTATION: Expectation = { versionsOf: () => undefined, meanBytesOf: () => undefined };

function expectationOf(survey: SurveyEvent, range: DurationEvent | undefined): Expectation {
  const { byTransfer, exact, unknown, copied } = survey;
  const amounts = new Map(
    byTransfer.map(({ prefix, versions, bytes }) => [prefix, [versions.value, bytes.value] as const]),
  );
  return {
    versionsOf: (prefix) => amounts.get(prefix)?.[0] ?? 0,
    meanBytesOf(prefix) {
      const [versions, bytes] = amounts.get(prefix) ?? [0, 0];
      return versions > 0 ? bytes / versions : undefined;
    },
    ...defined({ range, exactVersions: exact && unknown.length === 0 ? copied.versions.value : undefined }),
  };
}

/** What was counted, and what it costs. */
export interface Counted {
  /** @default - nothing was counted */
  readonly survey?: SurveyEvent;
  /** @default - nothing was counted */
  readonly cost?: CostEvent;
}

interface Expecting<T> {
  readonly returned: T;
  readonly expectation: Expectation;
  readonly counted: Counted;
}

/** Says what `telling` says, and remembers what was estimated. */
export async function* expecting<T>(
  telling: AsyncGenerator<RunnerEvent, T>,
): AsyncGenerator<RunnerEvent, Expecting<T>> {
  let cost: CostEvent | undefined;
  let survey: SurveyEvent | undefined;
  let range: DurationEvent | undefined;
  for (;;) {
    const step = await telling.next();
    if (step.done === true) {
      const expectation = survey === undefined ? NO_EXPECTATION : expectationOf(survey, range);
      return { returned: step.value, expectation, counted: defined({ survey, cost }) };
    }
    if (step.value.kind === 'survey') survey = step.value;
    if (step.value.kind === 'cost') cost = step.value;
    if (step.value.kind === 'duration') range = step.value;
    yield step.value;
  }
}
