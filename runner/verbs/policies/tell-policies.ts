// What the verbs of policies share: the key of a bucket, and a policy as it is told.
import type { RunnerEvent } from '../../events/events';
import type { PolicyEvent } from '../../events/policy-events';
import { policyText, type NamedPolicy, type PolicyLanguage } from '../../patches/role-text';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import { isAliasArn } from '../../text/arn';

export type OwnedPolicy = NamedPolicy & Pick<PolicyEvent, 'of'>;

export function toldPolicy(owned: OwnedPolicy, language: PolicyLanguage): PolicyEvent {
  const { of, name, trust, policy } = owned;
  return {
    kind: 'policy',
    of,
    name,
    ...(trust === undefined ? {} : { trust: { ...trust } }),
    policy: { ...policy },
    text: policyText(owned, language),
  };
}

/** Answers of AWS; what may not be read is told, and left out. */
export async function* ask<T>(question: Promise<T>, without: string): AsyncGenerator<RunnerEvent, T | undefined> {
  try {
    return await question;
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'not-found')) throw error;
    yield { kind: 'note', detail: `${error.message}: ${without}` };
    return undefined;
  }
}

/** ARN of the key that a bucket encrypts by, or none; a name of it that grants nothing in a policy, an alias or an id, is told. */
export async function* keysOf(bucket: string, { aws }: Engine): AsyncGenerator<RunnerEvent, readonly string[]> {
  const found = yield* ask(aws.bucketSettings.encryption(bucket), `no key of '${bucket}' is granted`);
  const name = found?.kmsKeyArn;
  if (name === undefined) return [];
  if (name.startsWith('arn:') && !isAliasArn(name)) return [name];
  const detail = `'${bucket}' names its key as '${name}', and a policy grants a key by its ARN alone: no key of '${bucket}' is granted`;
  yield { kind: 'note', detail };
  return [];
}
