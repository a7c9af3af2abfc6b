// What AWS's answer has to hold. What it does not say is unknown: it becomes no zero, no empty text and no default.
import { RunnerError } from '../ports/errors';
import { visible } from '../text/safe-text';

/**
 * @param call for example `S3 HeadObject bucket`
 * @param what that the answer has to tell
 * @throws RunnerError `unavailable` where it does not
 */
export function told<T>(value: T | undefined, call: string, what: string): T {
  if (value !== undefined) return value;
  throw new RunnerError(
    'unavailable',
    `${visible(call)}: the answer does not tell ${visible(what)}`,
    'something else than AWS may have answered: check AWS_ENDPOINT_URL, --endpoint-url and proxies; or try again in a minute',
  );
}

/**
 * Where the next page begins, in words that are compared as they are.
 * @param before where this one has begun. @default - at the beginning
 * @throws RunnerError `unavailable` where both are the same: page would follow page without end
 */
export function goesOn<Marker>(next: Marker, before: Marker | undefined, call: string): Marker {
  if (JSON.stringify(next) !== JSON.stringify(before)) return next;
  throw new RunnerError(
    'unavailable',
    `${visible(call)}: the listing goes on where this page has begun, again and again`,
    'something else than AWS may have answered: check AWS_ENDPOINT_URL, --endpoint-url and proxies',
  );
}

/**
 * A switch of S3: `Enabled`, `Disabled`, or absent.
 * @throws RunnerError `unavailable` for any other word
 */
export function isEnabled(status: string | undefined, call: string, what: string): boolean {
  if (status === undefined || status === 'Disabled') return false;
  if (status === 'Enabled') return true;
  throw new RunnerError(
    'unavailable',
    `${visible(call)}: ${visible(what)} is '${visible(status)}', which this version of s3-backfill does not know`,
    'update s3-backfill',
  );
}
