import type { Engine } from '../ports/engine';
import type { RunnerEvent, Telling } from '../events/events';
import { keysUnder, refuseEmpty, type OneUnder } from '../evidence/keys-under';
import type { Certificate } from '../events/certificate';
import { emptyOutcome } from '../survey/nothing-outcome';
import type { Method } from '../methods/method';
import { DEFAULT_METHOD, METHODS } from '../methods/registry';
import { visible } from '../text/safe-text';
import { targetTold, type VerifyTarget } from '../verify/scope';
import { tellIdentities } from './accounts/tell-identities';
import { verifyTarget, type Verified, type VerifyOptions } from '../verify/verify-target';

export interface VerifyVerbOptions extends VerifyOptions {
  /** Whether there may be nothing under a prefix. @default false */
  readonly allowEmpty?: boolean;
  /** Whether a source without versions ends with exit code 6. */
  readonly failOnEmpty: boolean;
}

/** A prefix of the rules under which nothing lies, although the bucket has objects; undefined: there is none. */
async function emptyRule(
  { comparisons }: Certificate,
  bucket: string,
  { aws }: Engine,
  oneUnder: OneUnder | undefined,
): Promise<string | undefined> {
  for (const prefix of new Set(comparisons.flatMap(({ listed }) => listed))) {
    const under = await keysUnder(bucket, prefix, aws.buckets, oneUnder);
    if (under.found !== 'none') continue;
    const meant = under.meant === undefined ? '' : `; did you mean '${visible(under.meant)}'?`;
    return `there is no object under '${visible(prefix)}', which a rule is for: letter case and slashes count${meant}`;
  }
  return undefined;
}

/** Compares lists that were made before. */
export async function* verifyTables(
  target: Parameters<typeof targetTold>[0],
  compare: AsyncGenerator<RunnerEvent, Verified>,
  options: Pick<VerifyVerbOptions, 'allowEmpty' | 'failOnEmpty'>,
): Telling {
  yield targetTold(target);
  const { outcome, extent, summary } = yield* compare;
  if (extent !== 'nothing' || outcome !== 'not-compared') return { outcome, summary, transferIds: [] };
  return { outcome: emptyOutcome(options), summary, transferIds: [] };
}

/** Compares the source with its destinations, as the method has copied; sends nothing that changes anything. */
export async function* verifyVerb(
  target: VerifyTarget,
  engine: Engine,
  options: VerifyVerbOptions,
  method: Pick<Method, 'compare'> = METHODS[DEFAULT_METHOD],
): Telling {
  yield targetTold(target);
  const { bucket } = target.source;
  const { buckets, objects } = engine.aws;
  // Who compares copies by what is current may not have to list versions.
  const oneUnder: OneUnder | undefined =
    method.compare === undefined || options.allVersions === true
      ? undefined
      : (prefix) => objects.below(bucket, prefix, 1);
  if (options.allowEmpty !== true)
    await refuseEmpty(bucket, target.prefixes ?? [], buckets, 'nothing was compared', oneUnder);
  yield* tellIdentities(target, engine);
  const compare = method.compare ?? verifyTarget;
  const { certificate, outcome, extent, summary } = yield* compare(target, engine, options);
  if (extent !== 'nothing' || outcome !== 'not-compared') return { outcome, summary, transferIds: [] };
  const missed = options.allowEmpty === true ? undefined : await emptyRule(certificate, bucket, engine, oneUnder);
  if (missed !== undefined) return { outcome: 'nothing-replicable', summary: `${missed}; ${summary}`, transferIds: [] };
  return { outcome: emptyOutcome(options), summary, transferIds: [] };
}
