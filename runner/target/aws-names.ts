// What is wrong with a name that AWS gives, in words for people.
import { roleInArn } from '../text/arn';
import { visible } from '../text/safe-text';

/** What is wrong with `text` as the ARN of a role; undefined when nothing is. */
export function roleArnFault(text: string): string | undefined {
  if (roleInArn(text) !== undefined) return undefined;
  return `got '${visible(text)}'; a role's ARN looks like arn:aws:iam::111122223333:role/name`;
}

/** What is wrong with `text` as an account id; undefined when nothing is. */
export function accountIdFault(text: string): string | undefined {
  return /^\d{12}$/.test(text) ? undefined : `got '${visible(text)}'; an account id has twelve digits`;
}

/** What is wrong with `text` as the name of a Region; undefined when nothing is. */
export function regionFault(text: string): string | undefined {
  if (/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text)) return undefined;
  return `got '${visible(text)}'; a Region's name looks like eu-west-1`;
}
