// What cannot be applied is refused at synthesis, all of it at once.
import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';

/** One thing that is wrong with the props of a construct. */
export interface Refusal {
  /** The prop, for example `rules[1].prefix`. */
  readonly prop: string;
  readonly given: unknown;
  /** What is allowed, and what to do. */
  readonly allowed: string;
}

/** Props that could not be applied; the message names the construct and every one of them. */
export class RefusedProps extends Error {}

/** @throws RefusedProps if there is a refusal */
export function refuse(construct: IConstruct, refusals: readonly Refusal[]): void {
  if (refusals.length === 0) return;
  const lines = refusals.map(({ prop, given, allowed }) => `  ${prop}: got ${shown(given)}; ${allowed}`);
  throw new RefusedProps(
    [`${construct.node.path} (${construct.constructor.name}) cannot be applied:`, ...lines].join('\n'),
  );
}

function shown(given: unknown): string {
  return given === undefined ? 'nothing' : JSON.stringify(given);
}

/** Whether the text is known now; a token or an expression is known only to Terraform, and nothing is said about it. */
export function isKnown(text: string): boolean {
  return !Token.isUnresolved(text) && !/[$%#]\{/.test(text);
}

/** Whether it is a whole number of at least `least`, as far as that is known now. */
export function isWhole(given: number, least: number, most = Number.MAX_SAFE_INTEGER): boolean {
  return Token.isUnresolved(given) || (Number.isInteger(given) && given >= least && given <= most);
}

export const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export function bucketNameRefusals(prop: string, given: string): readonly Refusal[] {
  if (!isKnown(given) || BUCKET_NAME.test(given)) return [];
  const meant = /^arn:[^:]*:s3:::([^/]+)$/.exec(given)?.[1];
  const allowed =
    meant === undefined
      ? 'a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens'
      : `a name is meant here, not an ARN: write "${meant}"`;
  return [{ prop, given, allowed }];
}

export function accountIdRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given) || /^\d{12}$/.test(given)) return [];
  return [{ prop, given, allowed: 'an account id has twelve digits' }];
}

export function regionRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given) || /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(given)) return [];
  return [{ prop, given, allowed: "a Region's name looks like eu-west-1" }];
}

/** KMS keys by ARN only: an alias is resolved in the account of whoever asks, which is not always the one that is meant. */
export function kmsKeyArnRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given)) return [];
  if (/^arn:[^:]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/.test(given)) return [];
  const allowed = given.includes('alias/')
    ? 'the ARN of the key itself is needed, not of an alias'
    : 'the ARN of a KMS key looks like arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  return [{ prop, given, allowed }];
}

const KEY_MAX_BYTES = 1024;

/** A prefix is compared with the beginning of each key, letter by letter. */
export function prefixRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given)) return [];
  if (given.startsWith('/')) {
    const allowed = `keys do not begin with a slash, so that nothing would match: write "${given.replace(/^\/+/, '')}"`;
    return [{ prop, given, allowed }];
  }
  if (/\p{Cc}/u.test(given.replace(/[\t\n\r]/g, ''))) {
    return [{ prop, given, allowed: 'a replication configuration is XML, which cannot hold control characters' }];
  }
  if (Buffer.byteLength(given) > KEY_MAX_BYTES) {
    return [{ prop, given, allowed: `a prefix has at most ${KEY_MAX_BYTES} bytes` }];
  }
  return [];
}

const FOLDER_MAX = 512;

/** Where reports and manifests go: part of an ARN in a policy, where other letters would be patterns. */
export function folderRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given)) return [];
  const refusals = prefixRefusals(prop, given);
  if (refusals.length > 0 || (/^[\w!.'()/-]*$/.test(given) && given.length <= FOLDER_MAX)) return refusals;
  const allowed = `at most ${FOLDER_MAX} letters, digits and / - _ . ! ' ( )`;
  return [{ prop, given, allowed }];
}
