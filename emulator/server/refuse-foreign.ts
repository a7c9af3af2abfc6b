// Whom the emulator does not answer: web pages, and whoever came here by a name that is not this machine's.
import type { IncomingMessage } from 'node:http';
import { isOwnHost } from '../http/addressing';
import { ServiceError } from '../http/service';
import type { WireHead } from '../http/wire-request';

function refused(message: string): ServiceError {
  return new ServiceError(403, 'AccessDenied', message);
}

/** A name that leads here without being this machine's is what a web page made lead here, to read what is answered. */
export function refuseForeignHost(incoming: IncomingMessage, { headers }: WireHead, ownHosts: readonly string[]): void {
  const inTarget = /^http:\/\/([^/?]*)/i.exec(incoming.url ?? '')?.[1];
  for (const host of [headers['host'], ...(inTarget === undefined ? [] : [inTarget])]) {
    if (isOwnHost(host, ownHosts)) continue;
    throw refused(
      `The emulator answers to localhost, 127.0.0.1 and names before them; the request is for ${host ?? 'no host'}.`,
    );
  }
}

/** The keys are known to everybody: a page could sign with them. */
export function refuseForeignPage({ headers }: WireHead, ownHosts: readonly string[]): void {
  const { origin } = headers;
  const host = /^https?:\/\/([^/]*)$/i.exec(origin ?? '')?.[1];
  if ((origin !== undefined && !isOwnHost(host, ownHosts)) || headers['sec-fetch-site'] === 'cross-site') {
    throw refused('The emulator does not answer the pages of other hosts.');
  }
}
