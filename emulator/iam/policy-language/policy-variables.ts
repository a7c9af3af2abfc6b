// Policy variables: `${aws:PrincipalArn}` in a resource or a condition value stands for a value of the request.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
import { patternOf, patternOfParts, type Pattern, type PatternPart } from './wildcard';

/** Values of a request that conditions and variables read: lower-case key → one or more values. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** The same as whoever fills them in writes them: keys in any case, one value or several. */
export type ConditionValues = Readonly<Record<string, string | readonly string[]>>;

/** The values, made now if they were not before. */
export function valuesOf(values: ConditionValues | (() => ConditionValues) = {}): ConditionValues {
  return typeof values === 'function' ? values() : values;
}

/** A context out of keys with one value or several. Names of keys do not depend on case. */
export function requestContext(values: ConditionValues): Map<string, readonly string[]> {
  return new Map(
    Object.entries(values).map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? [value] : value]),
  );
}

/** Text of a policy that may hold variables; the pattern is there already if it holds none. */
export interface Template {
  readonly text: string;
  readonly pattern?: Pattern;
}

const VARIABLE = /\$\{([^}]*)\}/g;

/** @param withVariables - whether the policy's version knows variables; in `2008-10-17` they are plain text */
export function templateOf(text: string, withVariables: boolean): Template {
  return withVariables && text.includes('${') ? { text } : { text, pattern: patternOf(text) };
}

/** The pattern for one request; undefined if the request has no value for a variable without a default. */
export function fill(template: Template, context: RequestContext): Pattern | undefined {
  if (template.pattern !== undefined) return template.pattern;
  const parts = partsOf(template.text, context);
  return parts === undefined ? undefined : patternOfParts(parts);
}

/** As `fill`, for operators to which wildcards mean nothing. */
export function fillText(template: Template, context: RequestContext): string | undefined {
  if (template.pattern !== undefined) return template.text;
  return partsOf(template.text, context)
    ?.map((part) => part.text)
    .join('');
}

function partsOf(text: string, context: RequestContext): readonly PatternPart[] | undefined {
  const parts: PatternPart[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    parts.push({ text: text.slice(end, match.index), verbatim: false });
    const value = valueOf(match[1] ?? '', context);
    if (value === undefined) return undefined;
    parts.push({ text: value, verbatim: true });
    end = match.index + match[0].length;
  }
  return [...parts, { text: text.slice(end), verbatim: false }];
}

function valueOf(variable: string, context: RequestContext): string | undefined {
  // `${*}`, `${?}` and `${$}` are the characters themselves.
  if (variable === '*' || variable === '?' || variable === '$') return variable;
  const [, name = '', fallback] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(variable) ?? [];
  const values = context.get(name.toLowerCase());
  // A key with several values cannot be written into one text.
  return values?.length === 1 ? values[0] : fallback;
}
