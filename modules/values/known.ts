// What can be looked at before Terraform knows every value.
import { Token } from 'cdktf';

/** Whether the text is known now; a token or an expression is known only to Terraform, and nothing is said about it. */
export function isKnown(text: string): boolean {
  return !Token.isUnresolved(text) && !/[$%#]\{/.test(text);
}

/** Whether it is a whole number of at least `least`, as far as that is known now. */
export function isWhole(given: number, least: number, most = Number.MAX_SAFE_INTEGER): boolean {
  return Token.isUnresolved(given) || (Number.isInteger(given) && given >= least && given <= most);
}
