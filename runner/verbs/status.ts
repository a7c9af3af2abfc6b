import type { Telling } from '../events/events';
import { isOverIn } from '../events/transfer-events';
import { methodOf } from '../methods/registry';
import type { Engine } from '../ports/engine';

/** Tells how a transfer is now: one look, whatever it finds. */
export async function* statusVerb(transferId: string, engine: Engine, method = methodOf(transferId)): Telling {
  const status = await method.status(transferId, engine);
  yield { kind: 'transfer-status', ...status, advice: method.advice(status) };
  return {
    outcome: 'done',
    summary: `${method.noun} ${transferId} is ${status.status}`,
    transferIds: [transferId],
    ...(isOverIn(status.phase) ? {} : { comeBack: engine.comeBack(transferId) }),
  };
}
