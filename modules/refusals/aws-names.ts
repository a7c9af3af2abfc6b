// Names, ids and ARNs as AWS writes them.
import { isKnown } from '../values/known';
import type { Refusal } from './refusal';

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
