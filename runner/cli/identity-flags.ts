// Whose credentials: AWS is connected once for each side that has an identity of its own.
import { installedPage } from '../../docs/installed-page';
import type { Aws } from '../ports/aws';
import { RunnerError } from '../ports/errors';
import type { ConnectOptions, CredentialsOf, Side, World } from '../ports/world';
import { roleArnFault } from '../target/aws-names';
import { twoSided, type Identities, type Sides } from '../target/sides';
import { defined } from '../text/defined';
import { visible } from '../text/safe-text';
import { booleanFlag, textFlag, type Given } from './flag-values';

/** Undefined: it has none of its own. @throws RunnerError `usage` */
function identityOf(given: Given, side: Side): CredentialsOf | undefined {
  const roleArn = textFlag(given, `${side}-role-arn`);
  const externalId = textFlag(given, `${side}-external-id`);
  const own = defined({ profile: textFlag(given, `${side}-profile`), roleArn, externalId });
  const fault = roleArn === undefined ? undefined : roleArnFault(roleArn);
  if (fault !== undefined)
    throw new RunnerError(
      'usage',
      `--${side}-role-arn: ${fault}`,
      `every flag is explained in ${installedPage('docs/runner.md', 'Flags')}`,
    );
  if (externalId !== undefined && roleArn === undefined)
    throw new RunnerError(
      'usage',
      `--${side}-external-id was given without --${side}-role-arn`,
      'an external id is said to the role that is assumed: name the role, or leave it out',
    );
  return Object.keys(own).length === 0 ? undefined : own;
}

/** @throws RunnerError `usage` */
export function identitiesOf(given: Given): Identities {
  return defined({ source: identityOf(given, 'source'), destination: identityOf(given, 'destination') });
}

export function hasOwnIdentity({ source, destination }: Identities): boolean {
  return source !== undefined || destination !== undefined;
}

/** AWS as one side sees it. */
function connectSide(
  given: Given,
  region: string | undefined,
  side: Side,
  world: World,
  signal: AbortSignal,
): Promise<Aws> {
  const { [side]: own } = identitiesOf(given);
  // A profile of the side is the one whose credentials assume its role.
  const options: Omit<ConnectOptions, 'signal'> = defined({
    region,
    profile: textFlag(given, 'profile'),
    ...own,
    side: own === undefined ? undefined : side,
    endpointUrl: textFlag(given, 'endpoint-url'),
    allowHttp: booleanFlag(given, 'allow-http'),
    onRequest: booleanFlag(given, 'verbose')
      ? (what: string) => world.stderr.write(`request: ${visible(what)}\n`)
      : undefined,
  });
  return world.connect({ ...options, now: () => world.clock.now(), signal });
}

/**
 * @param sides which buckets are on which side. @default - the source and its jobs alone are looked at
 */
export async function connect(
  given: Given,
  region: string | undefined,
  world: World,
  sides?: Sides,
  signal: AbortSignal = world.interrupted,
): Promise<Aws> {
  const here = await connectSide(given, region, 'source', world, signal);
  if (sides === undefined || !hasOwnIdentity(identitiesOf(given))) return here;
  return twoSided(here, await connectSide(given, here.region, 'destination', world, signal), sides);
}
