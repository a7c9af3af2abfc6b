import type { Engine } from '../ports/engine';
import type { Telling } from '../events/events';
import type { VerifyTarget } from '../verify/scope';
import { verifyTarget, type VerifyOptions } from '../verify/verify-target';

export interface VerifyVerbOptions extends VerifyOptions {
  /** Whether a source without versions ends with exit code 6. */
  readonly failOnEmpty: boolean;
}

/** Compares the source with its destinations, version by version; sends nothing that changes anything. */
export async function* verifyVerb(target: VerifyTarget, engine: Engine, options: VerifyVerbOptions): Telling {
  const { certificate, outcome, summary } = yield* verifyTarget(target, engine, options);
  const isEmpty = certificate.comparisons.every(
    ({ answer, versions }) => answer === 'complete' && versions.compared === 0,
  );
  if (isEmpty) return { outcome: options.failOnEmpty ? 'nothing-matched' : 'nothing-to-do', summary, transferIds: [] };
  return { outcome, summary, transferIds: [] };
}
