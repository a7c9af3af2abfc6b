// Where S3 was asked for what is certified or kept: whatever is not AWS's own is named, so that nothing of it passes as AWS's.
import * as z from 'zod';
import type { TakenFrom } from '../../events/certificate';
import type { Aws } from '../../ports/aws';
import { defined } from '../../text/defined';

/** Of certificates and evidence that are written. A changed field raises it. */
export const TAKEN_VERSION = 2;

const endpoint = z.string();

/** What certificates and evidence.json have of it. */
export const TAKEN_FROM = {
  version: z.literal([1, TAKEN_VERSION]),
  endpoints: z
    .strictObject({ source: endpoint.exactOptional(), destination: endpoint.exactOptional() })
    .exactOptional(),
};

/** Hosts of S3, as AWS's interface endpoints for it are. Others below these domains are their users'. */
const OF_AWS =
  /^(?:[a-z0-9.-]+\.)?s3(?:[.-](?:accelerate|dualstack|fips|external-1|[a-z]{2,}(?:-[a-z]+)+-\d+))*(?:\.vpce)?\.amazonaws\.(?:com|com\.cn|eu)$/;

/** Undefined: AWS's own. */
function named(configured: string | undefined): string | undefined {
  if (configured === undefined) return undefined;
  const { protocol, hostname, port, origin, pathname } = new URL(configured);
  const isOfAws = protocol === 'https:' && port === '' && pathname === '/' && OF_AWS.test(hostname);
  return isOfAws ? undefined : `${origin}${pathname.replace(/\/+$/, '')}`;
}

export function takenFrom({
  access,
  destinationAccess = access,
}: Pick<Aws, 'access' | 'destinationAccess'>): TakenFrom {
  const endpoints = defined({ source: named(access.endpoint), destination: named(destinationAccess.endpoint) });
  return { version: TAKEN_VERSION, ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }) };
}

/** Undefined: one of both does not say it. */
export function isFromTheSame(
  one: TakenFrom,
  other: TakenFrom,
  sides: readonly ('source' | 'destination')[] = ['source', 'destination'],
): boolean | undefined {
  if (one.version === 1 || other.version === 1) return undefined;
  return sides.every((side) => one.endpoints?.[side] === other.endpoints?.[side]);
}
