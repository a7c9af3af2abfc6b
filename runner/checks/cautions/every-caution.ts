// Every caution there is. The doctor tells them, and so does whoever plans or runs a backfill.
import type { WarningEvent } from '../../events/estimate-events';
import { isRunnerError } from '../../ports/errors';
import type { CheckContext } from '../asked/asked-once';
import { COPY_CAUTIONS } from '../copy/copy-cautions';
import { notAsked, type Caution, type Warning } from './caution';
import { lifecycleCaution } from './lifecycle';
import { otherThanHandoffCaution } from './other-than-handoff';
import { prefixNeighboursCaution } from './prefix-neighbours';
import { reportLifecycleCaution } from './report-lifecycle';
import { ruleFindsNothingCaution } from './rule-finds-nothing';
import { youngRuleCaution } from './young-rule';

const EVERY_CAUTION: readonly Caution[] = [
  lifecycleCaution,
  reportLifecycleCaution,
  prefixNeighboursCaution,
  ruleFindsNothingCaution,
  youngRuleCaution,
  otherThanHandoffCaution,
];

/** What may not be asked stops nothing; a bucket that is not there is told by the checks. */
async function asked(caution: Caution, context: CheckContext, nowMs: number): Promise<readonly Warning[]> {
  try {
    return await caution(context, nowMs);
  } catch (error) {
    if (isRunnerError(error, 'not-found')) return [];
    if (isRunnerError(error, 'refused', 'unavailable', 'throttled', 'denied')) return [notAsked(error.message)];
    throw error;
  }
}

/** All of them, asked at once. */
export async function cautions(context: CheckContext, nowMs: number): Promise<readonly WarningEvent[]> {
  // A copy goes by no rule.
  const those = context.target.copyTo === undefined ? EVERY_CAUTION : COPY_CAUTIONS;
  const all = await Promise.all(those.map((caution) => asked(caution, context, nowMs)));
  return all.flat().map((warning) => ({ kind: 'warning', ...warning }));
}
