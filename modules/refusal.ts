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
  if (!isKnown(given)) return [];
  const refused = (allowed: string) => [{ prop, given, allowed }];
  if (BUCKET_NAME.test(given)) {
    if (given.includes('..')) return refused('a bucket name has no two dots beside each other');
    return /^(\d+\.){3}\d+$/.test(given) ? refused('a bucket name does not look like an IP address') : [];
  }
  const meant = /^arn:[^:]*:s3:::([^/]+)$/.exec(given)?.[1];
  return refused(
    meant === undefined
      ? 'a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens'
      : `a name is meant here, not an ARN: write "${meant}"`,
  );
}

export function roleArnRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given) || /^arn:[^:]+:iam::\d{12}:role\/.+$/.test(given)) return [];
  return [{ prop, given, allowed: 'the ARN of a role looks like arn:aws:iam::111122223333:role/name' }];
}

/**
 * Refusals of each member of a list. A list that only Terraform knows has one member, which stands for all of them.
 * @param ofEach - refusals of one member
 */
export function listRefusals(
  prop: string,
  given: readonly string[] | undefined,
  ofEach: (prop: string, member: string) => readonly Refusal[],
): readonly Refusal[] {
  if (given === undefined) return [];
  if (given.some((member) => member.startsWith('#{'))) {
    const allowed = 'a list that only Terraform knows cannot be taken apart: write its members one by one, as tokens';
    return [{ prop, given, allowed }];
  }
  return given.flatMap((member, index) => ofEach(`${prop}[${index}]`, member));
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

export function xmlRefusals(prop: string, given: string): readonly Refusal[] {
  if (!isKnown(given) || !/\p{Cc}/u.test(given.replace(/[\t\n\r]/g, ''))) return [];
  return [{ prop, given, allowed: 'a replication configuration is XML, which cannot hold control characters' }];
}

/** A prefix is compared with the beginning of each key, letter by letter. */
export function prefixRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  if (given === undefined || !isKnown(given)) return [];
  if (given.startsWith('/')) {
    const allowed = `keys do not begin with a slash, so that nothing would match: write "${given.replace(/^\/+/, '')}"`;
    return [{ prop, given, allowed }];
  }
  const inXml = xmlRefusals(prop, given);
  if (inXml.length > 0) return inXml;
  if (Buffer.byteLength(given) > KEY_MAX_BYTES) {
    return [{ prop, given, allowed: `a prefix has at most ${KEY_MAX_BYTES} bytes` }];
  }
  return [];
}

/** The prefix, of several, that covers all that the one at `index` covers; of two that are alike it is the first. */
export function coveringPrefix(prefixes: readonly string[], index: number): string | undefined {
  const given = prefixes[index];
  if (given === undefined || !isKnown(given)) return undefined;
  return prefixes.find(
    (other, at) => at !== index && isKnown(other) && given.startsWith(other) && (other !== given || at < index),
  );
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
