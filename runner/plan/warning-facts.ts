// Asks what the warnings of a plan rest on. What may not be asked stops nothing.
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import type { Plan } from './plan';
import type { Planner } from './planner';
import type { SurveyEvent } from '../events/estimate-events';
import type { WarningFacts } from './warnings';
import { defined } from '../text/defined';

export async function warningFacts(
  planner: Planner,
  plan: Plan,
  survey: SurveyEvent | undefined,
  engine: Engine,
): Promise<WarningFacts> {
  const notAsked: string[] = [];
  const ask = async <T>(question: Promise<T>): Promise<T | undefined> => {
    try {
      return await question;
    } catch (error) {
      if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
      notAsked.push(error.message);
      return undefined;
    }
  };
  const active = planner.active === undefined ? undefined : await ask(planner.active(engine));
  return {
    nowMs: engine.clock.now(),
    plannedJobs: plan.transfers.length,
    ...defined({ survey, activeJobs: active }),
    notAsked,
  };
}
