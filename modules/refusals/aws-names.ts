// Names, ids and ARNs as AWS writes them.
import { isKnown } from '../values/known';
import type { Refusal } from './refusal';

/** How a text looks, and the same in words. */
export interface Shape {
  readonly pattern: RegExp;
  readonly allowed: string;
}

export const REGION: Shape = {
  pattern: /^[a-z]{2,}(-[a-z]+)+-\d+$/,
  allowed: "a Region's name looks like eu-west-1",
};
export const ACCOUNT_ID: Shape = { pattern: /^\d{12}$/, allowed: 'an account id has twelve digits' };
export const ROLE_ARN: Shape = {
  pattern: /^arn:[^:]+:iam::\d{12}:role\/.+$/,
  allowed: 'the ARN of a role looks like arn:aws:iam::111122223333:role/name',
};
/** IAM takes no pattern for a principal. */
export const PRINCIPAL_ARN: Shape = {
  pattern: /^arn:[^:]+:iam::\d{12}:(root|(role|user)\/[^\s*?]+)$/,
  allowed:
    'the ARN of a user or a role looks like arn:aws:iam::111122223333:role/name, without * and ?; that of an account ends with :root',
};
export const ROLE_PATH: Shape = {
  pattern: /^\/([!-~]+\/)?$/,
  allowed: 'a path begins and ends with a slash, like /replication/',
};
export const POLICY_ARN: Shape = {
  pattern: /^arn:[^:]+:iam::(\d{12}|aws):policy\/.+$/,
  allowed: 'the ARN of a policy looks like arn:aws:iam::111122223333:policy/name',
};
export const TOPIC_ARN: Shape = {
  pattern: /^arn:[^:]+:sns:[a-z0-9-]+:\d{12}:[\w-]+$/,
  allowed: 'the ARN of a topic looks like arn:aws:sns:eu-west-1:111122223333:name',
};
export const TOPIC_NAME: Shape = {
  pattern: /^[\w-]{1,256}$/,
  allowed: 'at most 256 letters, digits, hyphens and underscores',
};

/** A name of a role, or the beginning of one. */
export const roleNameOf = (mostCharacters: number): Shape => ({
  pattern: new RegExp(`^[\\w+=,.@-]{1,${mostCharacters}}$`),
  allowed: `at most ${mostCharacters} letters, digits and + = , . @ _ -`,
});

export function shapeRefusals(
  { pattern, allowed }: Shape,
  prop: string,
  given: string | undefined,
): readonly Refusal[] {
  return given === undefined || !isKnown(given) || pattern.test(given) ? [] : [{ prop, given, allowed }];
}

/** Where something lies in S3, in the forms that people copy from elsewhere. */
interface PlaceInS3 {
  readonly bucket: string;
  /** Of an object, or the beginning of several. */
  readonly key: string;
  /** @default - a name with something behind it, or in capital letters */
  readonly form?: 'an ARN' | 'a URL';
}

const PLACES: readonly (readonly [pattern: RegExp, form?: 'an ARN' | 'a URL'])[] = [
  [/^arn:[^:]*:s3:::([^/]+)\/?(.*)$/s, 'an ARN'],
  [/^s3[an]?:\/\/([^/]+)\/?(.*)$/s, 'a URL'],
  [/^https?:\/\/([^/]+)\.s3[a-z0-9.-]*\.amazonaws\.com(?:\.cn)?\/?(.*)$/s, 'a URL'],
  [/^https?:\/\/s3[a-z0-9.-]*\.amazonaws\.com(?:\.cn)?\/([^/]+)\/?(.*)$/s, 'a URL'],
  [/^([a-z0-9][a-z0-9.-]+)\/(.*)$/s],
];

/** Undefined: it is no such place. */
export function placeInS3(given: string): PlaceInS3 | undefined {
  for (const [pattern, form] of PLACES) {
    const [, bucket, key = ''] = pattern.exec(given) ?? [];
    if (bucket !== undefined) return { bucket, key, ...(form === undefined ? {} : { form }) };
  }
  return BUCKET_NAME.test(given.toLowerCase()) ? { bucket: given.toLowerCase(), key: '' } : undefined;
}

const BUCKET_NAME_ALLOWED = 'a bucket name has 3 to 63 lower-case letters, digits, dots and hyphens';

export const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** @param given - undefined: whoever writes no TypeScript, or reads it from a variable that is not set, gave none */
export function bucketNameRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  const refused = (allowed: string) => [{ prop, given, allowed }];
  if (given === undefined) return refused(`${BUCKET_NAME_ALLOWED}: give one`);
  if (!isKnown(given)) return [];
  if (BUCKET_NAME.test(given)) {
    if (given.includes('..')) return refused('a bucket name has no two dots beside each other');
    return /^(\d+\.){3}\d+$/.test(given) ? refused('a bucket name does not look like an IP address') : [];
  }
  const place = placeInS3(given);
  if (place === undefined) return refused(BUCKET_NAME_ALLOWED);
  const { bucket, key, form } = place;
  const rest = key === '' ? '' : `, and "${key}" as its prefix`;
  const why = form === undefined ? BUCKET_NAME_ALLOWED : `a name is meant here, not ${form}`;
  return refused(BUCKET_NAME.test(bucket) ? `${why}: write "${bucket}"${rest}` : why);
}

export function roleArnRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  return shapeRefusals(ROLE_ARN, prop, given);
}

/** Whom a policy is about: of a session, its role is meant. */
export function principalArnRefusals(prop: string, given: string): readonly Refusal[] {
  const role = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/.exec(given);
  if (role === null) return shapeRefusals(PRINCIPAL_ARN, prop, given);
  const allowed = `a session ends: name its role, arn:${role[1] ?? ''}:iam::${role[2] ?? ''}:role/${role[3] ?? ''} (with its path, if it has one)`;
  return [{ prop, given, allowed }];
}

export function accountIdRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  return shapeRefusals(ACCOUNT_ID, prop, given);
}

export function regionRefusals(prop: string, given: string | undefined): readonly Refusal[] {
  return shapeRefusals(REGION, prop, given);
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

/** The Region in an ARN of a KMS key; undefined if there is none or if only Terraform knows it. */
export function keyRegionOf(kmsKeyArn: string): string | undefined {
  return isKnown(kmsKeyArn) ? kmsKeyArn.split(':')[3] : undefined;
}
