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
 * Follows the pages of a listing. Of those before one is remembered, later and later ones (Brent's way), so that a circle of any length
 * is found, whatever the number of pages.
 * @param from where the first page begins. @default - at the beginning
 * @returns takes where the next page begins; @throws RunnerError `unavailable` where pages would follow pages without end
 */
export function pagesOf<Marker>(call: string, from?: Marker): (next: Marker) => Marker {
  let remembered: string | undefined = JSON.stringify(from);
  let pages = 0;
  let rememberAt = 1;
  return (next) => {
    const place = JSON.stringify(next);
    if (place === remembered)
      throw new RunnerError(
        'unavailable',
        `${visible(call)}: the listing goes on where a page before has begun, again and again`,
        'something else than AWS may have answered: check AWS_ENDPOINT_URL, --endpoint-url and proxies',
      );
    pages += 1;
    if (pages === rememberAt) {
      remembered = place;
      rememberAt *= 2;
    }
    return next;
  };
}

/** The same of services whose answers have a token where there is more, and nothing else that says so; undefined: that was the last page. */
export function tokensOf(call: string): (token: string | undefined) => string | undefined {
  const goesOn = pagesOf<string>(call);
  return (token) => (token === undefined || token === '' ? undefined : goesOn(token));
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
