import type { Telling } from '../events/events';
import type { Method } from '../methods/method';
import { tellLacks } from '../plan/planner';
import { preparePlan, type PrepareOptions } from '../plan/prepare';
import type { Engine } from '../ports/engine';
import type { Target } from '../target/target';
import { counted } from '../text/figures';

/** Checks everything, and tells the exact requests; sends none of them. */
export async function* planVerb(method: Method, target: Target, engine: Engine, options: PrepareOptions): Telling {
  const plan = yield* preparePlan(method, target, engine, { ...options, mayLack: true });
  const isListed = plan.transfers.some(({ upload }) => upload !== undefined);
  const lacking = yield* tellLacks(method, target, isListed);
  const transfers = await method.foresee(plan, engine);
  const attached = transfers.filter(({ attachTo }) => attachTo !== undefined).length;
  const { nothing, hash, region } = plan;
  if (nothing !== undefined && attached === 0) {
    yield nothing;
    return { outcome: 'nothing-to-do', summary: nothing.explanation, transferIds: [] };
  }
  yield { kind: 'plan', method: method.name, hash, region, transfers };
  const created = transfers.length - attached;
  const parts = [
    ...(created > 0 ? [`create ${counted(created, method.noun)}`] : []),
    ...(attached > 0 ? [`resume ${counted(attached, method.noun)}`] : []),
  ];
  const once = lacking.length === 0 ? '' : `, once it has ${lacking.map(({ flag }) => flag).join(' and ')}`;
  return { outcome: 'done', summary: `nothing was sent; run would ${parts.join(' and ')}${once}`, transferIds: [] };
}
