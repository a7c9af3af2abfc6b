// Whether the condition of a statement holds for a request of which some keys are known.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { visible } from '../text/safe-text';
import type { Condition } from './document';
import { isArnLike, isEqual, isLike, valueIn, type Context } from './pattern';
import { not, some, truth, unsure, type Truth } from './truth';

type Comparison = (actual: string, wanted: string, context: Context) => Truth;

const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const BOOLEAN = /^(true|false)$/i;

function numeric(test: (actual: number, wanted: number) => boolean): Comparison {
  return (actual, wanted) => {
    const other = [actual, wanted].find((value) => !NUMBER.test(value));
    if (other !== undefined) return unsure(`a condition compares numbers, and '${visible(other)}' is none`);
    return truth(test(Number(actual), Number(wanted)));
  };
}

const ignoringCase: Comparison = (actual, wanted, context) => isEqual(actual, wanted, context, true);

const bool: Comparison = (actual, wanted) =>
  BOOLEAN.test(wanted)
    ? truth(actual.toLowerCase() === wanted.toLowerCase())
    : unsure(`a condition asks for true or false, and '${visible(wanted)}' is neither`);

/** ISO 8601, or seconds since 1970. */
function instant(text: string): number {
  return NUMBER.test(text) ? Number(text) * 1_000 : Date.parse(text);
}

function dated(test: (actual: number, wanted: number) => boolean): Comparison {
  return (actual, wanted) => {
    const other = [actual, wanted].find((value) => Number.isNaN(instant(value)));
    if (other !== undefined) return unsure(`a condition compares dates, and '${visible(other)}' is none`);
    return truth(test(instant(actual), instant(wanted)));
  };
}

/** Addresses and binary values nobody here has to compare: only that a request has none of a key decides. */
const uncompared: Comparison = (actual) =>
  unsure(`a condition compares '${visible(actual)}' with addresses or binary values, which is not done here`);

/** By lower-case name, without `not`. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  stringequals: isEqual,
  stringequalsignorecase: ignoringCase,
  stringlike: isLike,
  arnequals: isArnLike,
  arnlike: isArnLike,
  bool,
  dateequals: dated((a, b) => a === b),
  datelessthan: dated((a, b) => a < b),
  datelessthanequals: dated((a, b) => a <= b),
  dategreaterthan: dated((a, b) => a > b),
  dategreaterthanequals: dated((a, b) => a >= b),
  numericequals: numeric((a, b) => a === b),
  numericlessthan: numeric((a, b) => a < b),
  numericlessthanequals: numeric((a, b) => a <= b),
  numericgreaterthan: numeric((a, b) => a > b),
  numericgreaterthanequals: numeric((a, b) => a >= b),
  ipaddress: uncompared,
  binaryequals: uncompared,
};

/** The comparisons that have a negated twin; there is no `NumericNotLessThan`. */
const NEGATED = /^(string|arn|numeric|date)not(?=equals|like)|^not(?=ipaddress)/;

/** Whether the request has the key, or has not, as the condition wants it. */
function isAsNull(values: readonly string[], isAbsent: boolean): Truth {
  const other = values.find((value) => !BOOLEAN.test(value));
  if (other !== undefined) return unsure(`a condition asks whether a key is there by '${visible(other)}'`);
  return some(values.map((value) => truth((value.toLowerCase() === 'true') === isAbsent)));
}

/** Where the key has one of several values, the condition holds, or does not, if it is the same with each of them. */
export function holds(condition: Condition, context: Context): Truth {
  const known = valueIn(context, condition.key);
  if (typeof known !== 'object' || known === null) return holdsWith(condition, known, context);
  const [first, ...others] = known.map((value) => holdsWith(condition, value, context));
  if (first !== undefined && others.every(({ is }) => is === first.is)) return first;
  if (/^aws:(currenttime|epochtime|tokenissuetime)$/i.test(condition.key))
    return unsure(`a condition asks for ${visible(condition.key)}, and what it decides changes within a week`);
  return unsure(`a condition asks for ${visible(condition.key)}, and its value is not known here`);
}

function holdsWith({ operator, key, values }: Condition, actual: string | null | undefined, context: Context): Truth {
  const [, set = '', base = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/i.exec(operator) ?? [];
  const name = base.toLowerCase();
  if (actual === undefined) return unsure(`a condition asks for ${visible(key)}, and its value is not known here`);
  if (values.length === 0) return unsure(`a condition compares ${visible(key)} with nothing`);
  if (name === 'null' && set === '' && ifExists === undefined) return isAsNull(values, actual === null);
  const negated = NEGATED.test(name);
  const compare = COMPARISONS[name.replace(NEGATED, '$1')];
  if (compare === undefined) return unsure(`the condition operator ${visible(operator)} is not understood here`);
  // To the set operators an empty text is an empty set.
  if (set !== '' && (actual === null || actual === '')) {
    return truth(set.toLowerCase() === 'forallvalues' || ifExists !== undefined);
  }
  if (actual === null) return truth(ifExists !== undefined || negated);
  const found = some(values.map((wanted) => compare(actual, wanted, context)));
  return negated ? not(found) : found;
}
