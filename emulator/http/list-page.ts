// Lists that are given in parts: the token that a client sends to go on is the place where it stopped.
import type { ServiceError } from './service';

export interface ListPage<Item> {
  readonly items: readonly Item[];
  /** Goes on behind the last item; absent: there are no more. */
  readonly nextToken?: string;
}

/**
 * @param token - `nextToken` of the part before; undefined: from the beginning
 * @param invalid - what the service says of a token that it never gave
 */
export function listPage<Item>(
  items: readonly Item[],
  size: number,
  token: string | undefined,
  invalid: () => ServiceError,
): ListPage<Item> {
  const place = token === undefined ? '0' : Buffer.from(token, 'base64url').toString('latin1');
  if (!/^\d{1,9}$/.test(place)) throw invalid();
  const start = Number(place);
  const end = start + size;
  const part = items.slice(start, end);
  if (end >= items.length) return { items: part };
  return { items: part, nextToken: Buffer.from(String(end), 'latin1').toString('base64url') };
}
