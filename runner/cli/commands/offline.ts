// The world, with an AWS that is asked for nothing: what flags and outputs alone say is told, for whoever has no credentials, or wants to use none.
import type { Aws } from '../../ports/aws';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import { booleanFlag, textFlag, type Given } from '../flag-values';

/** A question that nobody asks is answered as one that may not be asked: what it would have told is left out, and said. */
function unasked<Port extends object>(port: Port): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function'
        ? () =>
            Promise.reject(
              new RunnerError(
                'denied',
                'AWS was not asked (--offline)',
                'say it with a flag or with --outputs, or leave --offline out',
              ),
            )
        : member;
    },
  });
}

/** @param accountId of whoever asks. @default - nobody says it */
function offlineAws(aws: Aws, accountId: string | undefined): Aws {
  const ports = Object.fromEntries(
    Object.entries(aws).map(([name, port]: [string, unknown]) => [
      name,
      typeof port === 'object' && port !== null ? unasked(port) : port,
    ]),
  ) as unknown as Aws;
  const whoAmI: Aws['identity']['whoAmI'] = () =>
    accountId === undefined
      ? Promise.reject(
          new RunnerError(
            'usage',
            '--offline asks nobody whose account it is, and --account-id was not given',
            'add --account-id and the twelve digits of the account of the source bucket',
          ),
        )
      : Promise.resolve({ accountId, arn: '' });
  return { ...ports, region: aws.region, identity: { whoAmI }, close: () => aws.close() };
}

/** The same world without `--offline`. */
export function offlineWorld(given: Given, world: World): World {
  if (!booleanFlag(given, 'offline')) return world;
  return {
    ...world,
    connect: async (options) => offlineAws(await world.connect(options), textFlag(given, 'account-id')),
  };
}

/** Runs it, and says what can be had without credentials where there are none. @throws RunnerError */
export async function orOffline<Answer>(asking: Promise<Answer>): Promise<Answer> {
  try {
    return await asking;
  } catch (error) {
    if (!isRunnerError(error, 'credentials', 'expired')) throw error;
    const without = '--offline prints what flags and outputs say, and asks AWS for nothing';
    throw new RunnerError(
      error.kind,
      error.message,
      error.hint === undefined ? without : `${error.hint}; ${without}`,
      error.code,
    );
  }
}
