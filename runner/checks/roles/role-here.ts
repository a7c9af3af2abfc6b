// The role that is to be made in the account of the source, for one that another account has.
import type { Patch } from '../../events/check-events';
import { commands } from '../../patches/commands';
import { visible } from '../../text/safe-text';
import { isRunnerError } from '../../ports/errors';
import { partitionOf, roleInArn } from '../../text/arn';
import type { CheckContext } from '../asked/asked-once';

const NAME_MAX = 64;
const SUFFIX = '-s3-backfill';

/** A role is named with its path: the one of that name, where it has another one. */
export async function otherPath(
  { aws }: CheckContext,
  arn: string,
): Promise<{ readonly words: string; readonly fix: string; readonly patch: Patch } | undefined> {
  const { name = '' } = roleInArn(arn) ?? {};
  const actual = await aws.roles.arnOf(name);
  if (actual === undefined || actual === arn) return undefined;
  return {
    words: `the role of that name is ${visible(actual)}, with its path`,
    fix: `name it as ${visible(actual)}`,
    patch: commands(['aws', 'iam', 'get-role', '--role-name', name, '--query', 'Role.Arn', '--output', 'text']),
  };
}

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
