import { commands } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { flagWords } from '../../text/shell-command';
import { ok, wrong, type Check } from '../check';
import type { CheckContext } from '../asked/asked-once';

/** Destinations of accounts that are not the identity's: their bucket policies decide alone. */
async function elsewhere(accountId: string, { destinations, target }: CheckContext): Promise<string> {
  const named = (await destinations().catch(() => target.destinations)).filter(
    (one) => one.accountId !== undefined && one.accountId !== accountId,
  );
  const all = named.map(
    ({ bucket, accountId: owner = '' }) => `'${visible(bucket)}' belongs to account ${visible(owner)}`,
  );
  return all.length === 0 ? '' : `; ${all.join(', ')}: a bucket policy there has to let this identity in`;
}

/** What is asked about destinations is asked by an identity of their own, where one was named. */
export const destinationIdentityCheck: Check = {
  id: 'destination-identity',
  title: 'AWS accepts the credentials for the destinations',
  async run(context) {
    const { destinationIdentity } = context.aws;
    if (destinationIdentity === undefined) return [];
    try {
      const { accountId, arn } = await destinationIdentity.whoAmI();
      return [ok(`account ${accountId}, ${visible(arn)}${await elsewhere(accountId, context)}`)];
    } catch (error) {
      if (!isRunnerError(error, 'credentials', 'denied')) throw error;
      const { profile, roleArn } = context.target.identities?.destination ?? {};
      const as = profile === undefined ? [] : flagWords('--profile', profile);
      const assume = ['aws', 'sts', 'assume-role', '--role-session-name', 'try', ...as];
      return [
        wrong(
          error.message,
          error.hint ?? 'choose another with --destination-profile or --destination-role-arn',
          commands(
            ['aws', 'sts', 'get-caller-identity', ...as],
            ...(roleArn === undefined ? [] : [[...assume, ...flagWords('--role-arn', roleArn)]]),
          ),
        ),
      ];
    }
  },
};
