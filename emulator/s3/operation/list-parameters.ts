// Query parameters that all listings have in common.
import type { ServiceRequest } from '../../http/service';
import { uriEncode } from '../../http/uri-encode';
import { element, leaf, type Markup } from '../../http/xml';
import type { Initiator } from '../../world/bucket';
import { invalidArgument } from './faults';

const PAGE_MAX = 1000;

export interface ListParameters {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** Writes a key as the client asked for it: as it is, or percent-encoded. */
  readonly encode: (key: string) => string;
  readonly encodingType: 'url' | undefined;
}

/** @param limitName - `max-keys`, `max-uploads` or `max-parts` */
export function readListParameters({ query }: ServiceRequest, limitName: string): ListParameters {
  const encodingType = query.get('encoding-type');
  if (encodingType !== null && encodingType !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encodingType);
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: readLimit(query.get(limitName), limitName),
    encode: encodingType === null ? (key) => key : encodeKey,
    encodingType: encodingType ?? undefined,
  };
}

export function readLimit(text: string | null, name: string): number {
  return Math.min(readNumber(text, name) ?? PAGE_MAX, PAGE_MAX);
}

/** @returns undefined if there is none: an empty one counts as none */
export function readNumber(text: string | null, name: string): number | undefined {
  if (text === null || text === '') return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 2147483647) return number;
  throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, text);
}

/** As S3 does it: slashes stay, a space becomes `+`. */
function encodeKey(key: string): string {
  return uriEncode(key).replaceAll('%2F', '/').replaceAll('%20', '+').replaceAll('%2A', '*');
}

export function commonPrefixElement(prefix: string, encode: ListParameters['encode']): Markup {
  return element('CommonPrefixes', [leaf('Prefix', encode(prefix))]);
}

export function ownerElement(name: 'Owner' | 'Initiator', accountId: string): Markup {
  return element(name, [leaf('ID', canonicalUserId(accountId)), leaf('DisplayName', accountId)]);
}

/** Who began an upload: an account as owners are shown, a user or a role's session by its ARN. */
export function initiatorElement({ accountId, arn }: Initiator): Markup {
  if (arn.endsWith(':root')) return ownerElement('Initiator', accountId);
  return element('Initiator', [leaf('ID', arn), leaf('DisplayName', arn.slice(arn.lastIndexOf('/') + 1))]);
}

/** 64 hexadecimal digits that stand for the account, as S3's canonical user ids do. */
export function canonicalUserId(accountId: string): string {
  return accountId.padStart(64, '0');
}
