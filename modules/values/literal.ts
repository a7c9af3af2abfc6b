// Texts that arrive in Terraform as they are, by way of JSON and of HCL.
import { isKnown } from './known';

/**
 * The text as an expression, if cdktf's HCL would make something else of it: digits become a number, brackets and quotes at
 * the beginning become an expression, a backslash stands alone, a line break gets another one after it.
 * The expression is a quoted text inside of a template, which JSON and HCL read alike.
 */
export function literal(text: string): string {
  if (!isKnown(text) || !/^\d+$|^[[{"]|[\\\p{Cc}]/u.test(text)) return text;
  return `\${${JSON.stringify(text)}}`;
}

/** The value with every text in it as a `literal`. */
export function literals<Value>(value: Value): Value {
  const walk = (member: unknown): unknown => {
    if (typeof member === 'string') return literal(member);
    if (Array.isArray(member)) return member.map(walk);
    if (typeof member !== 'object' || member === null) return member;
    return Object.fromEntries(Object.entries(member).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value) as Value;
}
