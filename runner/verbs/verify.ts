import type { Engine } from '../ports/engine';
import type { Telling } from '../events/events';
import { keysUnder } from '../evidence/keys-under';
import { RunnerError } from '../ports/errors';
import { emptyOutcome } from '../survey/nothing-outcome';
import { visible } from '../text/safe-text';
import { targetTold, type VerifyTarget } from '../verify/scope';
import { tellIdentities } from './tell-identities';
import { verifyTarget, type VerifyOptions } from '../verify/verify-target';

export interface VerifyVerbOptions extends VerifyOptions {
  /** Whether there may be nothing under a prefix. @default false */
  readonly allowEmpty?: boolean;
  /** Whether a source without versions ends with exit code 6. */
  readonly failOnEmpty: boolean;
}

/** @throws RunnerError `preflight` when there is nothing under a prefix of a bucket that has objects */
async function refuseEmpty({ source, prefixes = [] }: VerifyTarget, { aws }: Engine): Promise<void> {
  for (const prefix of prefixes) {
    const under = await keysUnder(source.bucket, prefix, aws.buckets);
    if (under.found !== 'none') continue;
    const meant = under.meant === undefined ? '' : `did you mean --prefix '${visible(under.meant)}'? `;
    throw new RunnerError(
      'preflight',
      `nothing was compared: there is no object under '${visible(prefix)}' in '${visible(source.bucket)}'`,
      `${meant}letter case and slashes count; if there is to be none yet, --allow-empty`,
    );
  }
}

/** Compares the source with its destinations, version by version; sends nothing that changes anything. */
export async function* verifyVerb(target: VerifyTarget, engine: Engine, options: VerifyVerbOptions): Telling {
  yield targetTold(target);
  if (options.allowEmpty !== true) await refuseEmpty(target, engine);
  yield* tellIdentities(target, engine);
  const { outcome, extent, summary } = yield* verifyTarget(target, engine, options);
  if (extent === 'nothing' && outcome === 'not-compared')
    return { outcome: emptyOutcome(options), summary, transferIds: [] };
  return { outcome, summary, transferIds: [] };
}
