// Wildcards and variables of policies. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
import { visible } from '../text/safe-text';
import { truth, unsure, type Truth } from './truth';

/** A value; null: the request is known not to have the key; several: it is one of these, and which is not known. */
export type ContextValue = string | null | readonly (string | null)[];

/** Keys of the request, in lower case, to their values. */
export type Context = ReadonlyMap<string, ContextValue>;

/** A key whose name ends with a star stands for all that begin so and are not named themselves. */
export function valueIn(context: Context, key: string): ContextValue | undefined {
  const name = key.toLowerCase();
  const family = `${name.slice(0, name.indexOf('/') + 1)}*`;
  return context.has(name) ? context.get(name) : context.get(family);
}

export function contextOf(values: Readonly<Record<string, ContextValue>>): Context {
  return new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]));
}

/** A text of a key, in which IAM is to see no wildcard and no variable. */
export function literally(text: string): string {
  return text.replace(/[*?$]/g, (character) => `\${${character}}`);
}

/** Without regular expressions: a policy from outside must not be able to make one slow. */
function matchesWildcards(pattern: string, text: string): boolean {
  let at = 0;
  let patternAt = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const wanted = pattern[patternAt];
    if (wanted === '*') {
      star = patternAt;
      starAt = at;
      patternAt += 1;
    } else if (wanted === '?' || (wanted !== undefined && wanted === text[at])) {
      patternAt += 1;
      at += 1;
    } else if (star >= 0) {
      patternAt = star + 1;
      starAt += 1;
      at = starAt;
    } else return false;
  }
  while (pattern[patternAt] === '*') patternAt += 1;
  return patternAt === pattern.length;
}

/** What stands for `${*}`, `${?}` and `${$}` until wildcards have been looked at: characters that no ARN has. */
const LITERAL: Readonly<Record<string, string>> = { '*': '\u0001', '?': '\u0002', $: '$' };

/**
 * `text` with the values of its variables; undefined when one is not known, or has none: IAM says of a variable without a
 * value that it might make the whole statement invalid, and not when.
 */
function filled(text: string, context: Context): string | undefined {
  const unknown: string[] = [];
  const result = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const literal = LITERAL[name];
    if (literal !== undefined) return literal;
    const [key = '', fallback] = name.split(/\s*,\s*'/);
    const known = valueIn(context, key.trim());
    const value = typeof known === 'object' && known !== null ? undefined : known;
    const found = value === null ? fallback?.replace(/'\s*$/, '') : value;
    if (found === undefined) unknown.push(key);
    return marked(found ?? '');
  });
  return unknown.length === 0 ? result : undefined;
}

/** A text in which variables are letters like any other, as in policies of before they were introduced. */
export function withoutVariables(text: string): string {
  return text.replaceAll('${', '${$}{');
}

/** Stars and question marks of a text that is no pattern are letters like any other. */
function marked(text: string): string {
  return text.replaceAll('*', '\u0001').replaceAll('?', '\u0002');
}

function unfilled(pattern: string): Truth {
  return unsure(`'${visible(pattern)}' has a variable whose value is not known here`);
}

/** Whether `text` is what `pattern`, with wildcards and variables, describes. */
export function isLike(text: string, pattern: string, context: Context): Truth {
  const whole = filled(pattern, context);
  return whole === undefined ? unfilled(pattern) : truth(matchesWildcards(whole, marked(text)));
}

/** Whether `text` is `wanted`, which may have variables. */
export function isEqual(text: string, wanted: string, context: Context, ignoreCase = false): Truth {
  const whole = filled(wanted, context);
  if (whole === undefined) return unfilled(wanted);
  const plain = whole.replaceAll('\u0001', '*').replaceAll('\u0002', '?');
  return truth(ignoreCase ? plain.toLowerCase() === text.toLowerCase() : plain === text);
}

/** Action names have no variables, and their case does not matter. */
export function isAction(action: string, pattern: string): boolean {
  return matchesWildcards(pattern.toLowerCase(), action.toLowerCase());
}

/** Each of the six parts of an ARN is compared by itself, so that a star does not reach over a colon. */
export function isArnLike(text: string, pattern: string, context: Context): Truth {
  const whole = filled(pattern, context);
  if (whole === undefined) return unfilled(pattern);
  const wanted = arnParts(whole);
  const parts = arnParts(marked(text));
  if (wanted.length !== 6 || parts.length !== 6) {
    return unsure(`a condition compares ARNs, and one of '${visible(text)}' and '${visible(pattern)}' is none`);
  }
  return truth(partsMatch(wanted, parts));
}

/**
 * Whether a resource is one of those that a statement names. Whether a wildcard reaches over a colon depends on where it
 * stands.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function isResource(arn: string, pattern: string, context: Context): Truth {
  const like = isLike(arn, pattern, context);
  if (like.is !== 'yes' || pattern === '*' || arn === '*') return like;
  const wanted = arnParts(filled(pattern, context) ?? '');
  const isMatch = wanted.length === 6 && partsMatch(wanted, arnParts(marked(arn)));
  return isMatch ? like : unsure(`in '${visible(pattern)}' a wildcard would have to stand for colons`);
}

function partsMatch(wanted: readonly string[], parts: readonly string[]): boolean {
  return parts.every((part, index) => matchesWildcards(wanted[index] ?? '', part));
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
