// A refusal that comes of the credentials of another account says so: S3 Control says only AccessDenied.
import type { Engine } from '../../ports/engine';
import { RunnerError, isRunnerError } from '../../ports/errors';
import type { Telling } from '../../events/events';
import { visible } from '../../text/safe-text';

/** `error`, with both accounts where the credentials belong to another one than the jobs. */
async function withAccounts(error: unknown, { aws, accountId }: Engine): Promise<unknown> {
  if (!isRunnerError(error, 'denied')) return error;
  const caller = await aws.identity.whoAmI().catch(() => undefined);
  if (caller === undefined || caller.accountId === accountId) return error;
  return new RunnerError(
    'denied',
    `${error.message}: the credentials belong to account ${visible(caller.accountId)}, and the jobs that were asked for to account ${accountId}`,
    `use credentials of account ${accountId} (--profile, AWS_PROFILE), or correct --account-id`,
    error.code,
  );
}

/** @throws RunnerError what `telling` throws; of a refusal, with the account of the credentials and that of the jobs */
export async function* namingAccounts(telling: Telling, engine: Engine): Telling {
  try {
    return yield* telling;
  } catch (error) {
    throw await withAccounts(error, engine);
  }
}
