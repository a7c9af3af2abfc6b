// Whose credentials look at which side, told once, where each side has its own.
import type { RunnerEvent } from '../../events/events';
import type { Identity } from '../../ports/aws';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import type { VerifyTarget } from '../../verify/scope';

async function inWords(identity: Identity): Promise<string> {
  try {
    const { accountId, arn } = await identity.whoAmI();
    return `${visible(arn)} (account ${visible(accountId)})`;
  } catch (error) {
    if (!isRunnerError(error, 'credentials', 'denied')) throw error;
    return `nobody: ${error.message}`;
  }
}

export async function* tellIdentities({ source }: VerifyTarget, { aws }: Engine): AsyncGenerator<RunnerEvent, void> {
  const { identity, destinationIdentity } = aws;
  if (destinationIdentity === undefined) return;
  const [here, there] = await Promise.all([inWords(identity), inWords(destinationIdentity)]);
  yield { kind: 'note', detail: `'${visible(source.bucket)}' is looked at as ${here}, the destinations as ${there}` };
}
