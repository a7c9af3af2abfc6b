// A request as it came over the wire, before anything was made of it.
import type { IncomingMessage } from 'node:http';
import { ServiceError } from './service';

/** All but the body: what is known before a byte of it is read. */
export interface WireHead {
  readonly method: string;
  /** Path as it was sent, percent-encoded. */
  readonly rawPath: string;
  readonly query: URLSearchParams;
  /** Names in lower case; repeated headers joined by a comma; values as bytes in latin1. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface WireRequest extends WireHead {
  /** As it came: aws-chunked framing included. */
  readonly body: Buffer;
}

/** The client went away before its request was there as a whole; nobody is left to answer. */
export class ClientGone extends Error {}

export function readHead(incoming: IncomingMessage): WireHead {
  const url = originForm(incoming.url ?? '/');
  const question = url.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    rawPath: question < 0 ? url : url.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)),
    headers: joinHeaders(incoming.rawHeaders),
  };
}

/**
 * A client that takes the emulator for its proxy sends whole URLs (RFC 9112, §3.2.2): where `<account>.localhost` does not
 * resolve, `HTTP_PROXY` set to the endpoint is the way to S3 Control.
 */
function originForm(target: string): string {
  const rest = target.replace(/^http:\/\/[^/?]*/i, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function joinHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before},${value}`;
  }
  return headers;
}

const NO_BODY = Buffer.alloc(0);

/**
 * The body, which is read no further than allowed.
 * @param tooLarge - what is thrown then
 * @throws ClientGone
 */
export async function readBody(incoming: IncomingMessage, most: number, tooLarge: () => Error): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Destroyed, the connection could not be answered any more.
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      length += (chunk as Buffer).length;
      if (length > most) break;
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw new ClientGone('the client went away', { cause: error });
  }
  if (length > most) throw tooLarge();
  const only = chunks[0];
  if (only === undefined) return NO_BODY;
  return chunks.length === 1 ? only : Buffer.concat(chunks);
}

/**
 * The path without percent-encoding.
 * @throws ServiceError `InvalidURI`
 */
export function decodePath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    throw new ServiceError(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}
