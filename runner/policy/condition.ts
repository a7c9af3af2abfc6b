// Whether the condition of a statement holds for a request of which some keys are known.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { visible } from '../text/safe-text';
import type { Condition } from './document';
import { isArnLike, isEqual, isLike, type Context } from './pattern';
import { not, some, truth, unsure, type Truth } from './truth';

type Comparison = (actual: string, wanted: string, context: Context) => Truth;

function numeric(test: (actual: number, wanted: number) => boolean): Comparison {
  return (actual, wanted) => truth(test(Number(actual), Number(wanted)));
}

const ignoringCase: Comparison = (actual, wanted, context) => isEqual(actual, wanted, context, true);

/** By lower-case name, without `not`. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  stringequals: isEqual,
  stringequalsignorecase: ignoringCase,
  stringlike: isLike,
  arnequals: isArnLike,
  arnlike: isArnLike,
  bool: ignoringCase,
  numericequals: numeric((a, b) => a === b),
  numericlessthan: numeric((a, b) => a < b),
  numericlessthanequals: numeric((a, b) => a <= b),
  numericgreaterthan: numeric((a, b) => a > b),
  numericgreaterthanequals: numeric((a, b) => a >= b),
};

const NEGATED = /^(string|arn|numeric)not/;

export function holds({ operator, key, values }: Condition, context: Context): Truth {
  const [, set = '', base = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/i.exec(operator) ?? [];
  const name = base.toLowerCase();
  const actual = context.get(key.toLowerCase());
  if (actual === undefined) return unsure(`a condition asks for ${visible(key)}, and its value is not known here`);
  if (name === 'null')
    return some(values.map((value) => truth((value.toLowerCase() === 'true') === (actual === null))));
  const negated = NEGATED.test(name);
  const compare = COMPARISONS[name.replace(NEGATED, '$1')];
  if (compare === undefined) return unsure(`the condition operator ${visible(operator)} is not understood here`);
  if (actual === null) {
    if (set !== '') return truth(set.toLowerCase() === 'forallvalues' || ifExists !== undefined);
    return truth(ifExists !== undefined || negated);
  }
  const found = some(values.map((wanted) => compare(actual, wanted, context)));
  return negated ? not(found) : found;
}
