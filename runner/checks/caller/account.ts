import { commands } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';

function unusable(detail: string, hint = 'use other credentials'): Finding {
  return wrong(detail, hint, commands(['aws', 'sts', 'get-caller-identity'], ['aws', 'configure', 'list']));
}

/** Jobs are created in the account of the source bucket, whoever asks. */
export const accountCheck: Check = {
  id: 'account',
  title: 'credentials belong to the account of the source bucket',
  async run({ target, aws }) {
    const expected = target.source.accountId;
    try {
      const { accountId, arn } = await aws.identity.whoAmI();
      // A copy is made by any account that both buckets let in.
      if (accountId === expected || target.copyTo !== undefined) return [ok(`account ${accountId}, ${visible(arn)}`)];
      return [
        wrong(
          `the credentials belong to account ${visible(accountId)}, the source bucket to account ${expected}`,
          `use credentials of account ${expected} (--profile, AWS_PROFILE), or correct --account-id`,
          commands(['aws', 'configure', 'list'], ['s3-backfill', 'doctor', '--profile', `account-${expected}`]),
        ),
      ];
    } catch (error) {
      // Who asks may always ask who it is: what is denied then is the role of the source.
      if (isRunnerError(error, 'credentials', 'denied')) return [unusable(error.message, error.hint)];
      // A server that is none of AWS's may have no STS, and copies need none.
      if (target.copyTo !== undefined && isRunnerError(error, 'refused')) return [couldNotCheck(error.message)];
      throw error;
    }
  },
};
