// Conditions of a policy statement: an operator, a key of the request, and the values it is compared with.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { BlockList, isIP } from 'node:net';
import { fill, fillText, templateOf, type RequestContext, type Template } from './policy-variables';
import { matches, splitPattern, type Pattern } from './wildcard';

/** Says whether a value of the request is what one value of the policy asks for. */
type Comparison = (actual: string, wanted: Template, context: RequestContext) => boolean;

interface Operator {
  readonly compare: Comparison;
  /** True when no value of the policy may match; also true if the request does not have the key. */
  readonly negated: boolean;
  /** Whether the value in a policy can be used at all. @default - any text can */
  readonly accepts?: (value: string) => boolean;
}

/** One test of one key; a statement applies only if all of its conditions hold. */
export interface Condition {
  /** Key of the request, in lower case. */
  readonly key: string;
  /** The key as the policy writes it. */
  readonly writtenKey: string;
  readonly wanted: readonly Template[];
  readonly operator: Operator | 'null';
  readonly set?: 'any' | 'all';
  readonly ifExists: boolean;
}

const textCompare =
  (equal: (actual: string, wanted: string) => boolean): Comparison =>
  (actual, wanted, context) => {
    const text = fillText(wanted, context);
    return text !== undefined && equal(actual, text);
  };

const like: Comparison = (actual, wanted, context) => {
  const pattern = fill(wanted, context);
  return pattern !== undefined && matches(pattern, actual);
};

/** Each of the six parts of an ARN is compared on its own: a star does not reach across a colon, save in the last. */
const arnLike: Comparison = (actual, wanted, context) => {
  const whole = fill(wanted, context);
  if (whole === undefined || !matches(whole, actual)) return false;
  const patterns = splitPattern(whole, ':', 6);
  const parts = splitArn(actual);
  return patterns.length === 6 && parts.length === 6 && parts.every((part, at) => matchesPart(patterns[at], part));
};

function matchesPart(pattern: Pattern | undefined, part: string): boolean {
  return pattern !== undefined && matches(pattern, part);
}

function splitArn(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const numeric = (test: (actual: number, wanted: number) => boolean): Comparison =>
  textCompare((actual, wanted) => {
    const [left, right] = [numberOf(actual), numberOf(wanted)];
    return left !== undefined && right !== undefined && test(left, right);
  });

const date = (test: (actual: number, wanted: number) => boolean): Comparison =>
  textCompare((actual, wanted) => {
    const [left, right] = [dateMs(actual), dateMs(wanted)];
    return left !== undefined && right !== undefined && test(left, right);
  });

function numberOf(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

const ISO_8601 = /^\d{4}(?:-\d\d(?:-(\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/i;

/** ISO 8601, or seconds since 1970. */
function dateMs(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text) && !/^\d{4}$/.test(text)) return Number(text) * 1000;
  const match = ISO_8601.exec(text);
  if (match === null) return undefined;
  const [, day, time, zone] = match;
  const milliseconds = Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text);
  if (Number.isNaN(milliseconds)) return undefined;
  // JavaScript takes the 30th of February for the 1st of March.
  if (day !== undefined && new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() !== Number(day)) return undefined;
  return milliseconds;
}

const ipAddress: Comparison = textCompare((actual, wanted) => {
  const family = isIP(actual);
  const network = networkOf(wanted);
  return family !== 0 && network !== undefined && network.check(actual, family === 4 ? 'ipv4' : 'ipv6');
});

function networkOf(range: string): BlockList | undefined {
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(range) ?? [];
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  if (family === 0 || prefix > bits) return undefined;
  const network = new BlockList();
  network.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return network;
}

const isNumber = (value: string): boolean => numberOf(value) !== undefined;
const isDate = (value: string): boolean => dateMs(value) !== undefined;
const isBoolean = (value: string): boolean => /^(true|false)$/i.test(value);
const isNetwork = (value: string): boolean => networkOf(value) !== undefined;

const ignoringCase = textCompare((actual, wanted) => actual.toLowerCase() === wanted.toLowerCase());
const equal = textCompare((actual, wanted) => actual === wanted);

function operators(
  positive: Readonly<Record<string, Comparison>>,
  negative: Readonly<Record<string, Comparison>>,
  accepts: (value: string) => boolean = () => true,
): readonly (readonly [string, Operator])[] {
  const table = (comparisons: Readonly<Record<string, Comparison>>, negated: boolean) =>
    Object.entries(comparisons).map(
      ([name, compare]) => [name.toLowerCase(), { compare, negated, accepts }] as [string, Operator],
    );
  return [...table(positive, false), ...table(negative, true)];
}

/** By lower-case name. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...operators(
    { StringEquals: equal, StringEqualsIgnoreCase: ignoringCase, StringLike: like },
    { StringNotEquals: equal, StringNotEqualsIgnoreCase: ignoringCase, StringNotLike: like },
  ),
  ...operators({ ArnEquals: arnLike, ArnLike: arnLike }, { ArnNotEquals: arnLike, ArnNotLike: arnLike }),
  ...operators(
    {
      NumericEquals: numeric((a, b) => a === b),
      NumericLessThan: numeric((a, b) => a < b),
      NumericLessThanEquals: numeric((a, b) => a <= b),
      NumericGreaterThan: numeric((a, b) => a > b),
      NumericGreaterThanEquals: numeric((a, b) => a >= b),
    },
    { NumericNotEquals: numeric((a, b) => a === b) },
    isNumber,
  ),
  ...operators(
    {
      DateEquals: date((a, b) => a === b),
      DateLessThan: date((a, b) => a < b),
      DateLessThanEquals: date((a, b) => a <= b),
      DateGreaterThan: date((a, b) => a > b),
      DateGreaterThanEquals: date((a, b) => a >= b),
    },
    { DateNotEquals: date((a, b) => a === b) },
    isDate,
  ),
  ...operators({ Bool: ignoringCase }, {}, isBoolean),
  ...operators({ BinaryEquals: equal }, {}),
  ...operators({ IpAddress: ipAddress }, { NotIpAddress: ipAddress }, isNetwork),
]);

/**
 * One test of a policy, ready to be evaluated.
 * @param name - for example `StringEquals`, `ForAnyValue:StringLike` or `BoolIfExists`
 * @returns what is wrong, as text, if there is no such operator or it cannot compare with one of the values
 */
export function parseCondition(
  name: string,
  key: string,
  values: readonly string[],
  withVariables: boolean,
): Condition | string {
  const [, set, base = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/i.exec(name) ?? [];
  const operator = base.toLowerCase() === 'null' ? 'null' : OPERATORS.get(base.toLowerCase());
  if (operator === undefined || (operator === 'null' && (set ?? ifExists) !== undefined)) {
    return `Invalid Condition type : ${name}.`;
  }
  const accepts = operator === 'null' ? isBoolean : (operator.accepts ?? (() => true));
  const refused = values.find((value) => !(withVariables && value.includes('${')) && !accepts(value));
  if (refused !== undefined) return `Invalid value for Condition type ${name}: ${refused}.`;
  return {
    key: key.toLowerCase(),
    writtenKey: key,
    wanted: values.map((value) => templateOf(value, withVariables)),
    operator,
    ...(set === undefined ? {} : { set: set.toLowerCase() === 'foranyvalue' ? 'any' : 'all' }),
    ifExists: ifExists !== undefined,
  };
}

/** Whether the condition is true of a request. */
export function holds({ key, wanted, operator, set, ifExists }: Condition, context: RequestContext): boolean {
  const actual = context.get(key);
  if (operator === 'null') {
    return wanted.some((value) => (fillText(value, context)?.toLowerCase() === 'true') === (actual === undefined));
  }
  // To the set operators, an empty text is an empty set.
  const isEmpty = actual === undefined || (set === undefined ? actual.length === 0 : actual.every((one) => one === ''));
  if (isEmpty) {
    if (set !== undefined) return set === 'all' || ifExists;
    return ifExists || operator.negated;
  }
  const isMatch = (value: string): boolean => wanted.some((one) => operator.compare(value, one, context));
  if (set === 'any') return actual.some((value) => isMatch(value) !== operator.negated);
  if (set === 'all') return actual.every((value) => isMatch(value) !== operator.negated);
  return actual.some(isMatch) !== operator.negated;
}
