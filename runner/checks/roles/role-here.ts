// The role that is to be made in the account of the source, for one that another account has.
import { isRunnerError } from '../../ports/errors';
import { partitionOf, roleInArn } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';

const NAME_MAX = 64;
const SUFFIX = '-s3-backfill';

/** Its ARN: of the same name where no role has that yet, since nobody knows whose role it is that has it. */
export async function roleHere({ target, aws }: CheckContext, arn: string): Promise<string> {
  const { accountId, region } = target.source;
  const { name = arn } = roleInArn(arn) ?? {};
  const named = (it: string): string => `arn:${partitionOf(region)}:iam::${accountId}:role/${it}`;
  try {
    if ((await aws.roles.find(named(name))) === undefined) return named(name);
  } catch (error) {
    if (isRunnerError(error, 'denied')) return named(name);
    throw error;
  }
  return named(`${name.slice(0, NAME_MAX - SUFFIX.length)}${SUFFIX}`);
}
