import { describe, expect, it } from '@jest/globals';
import { holds, parseCondition } from '../../../../emulator/iam/policy-language/condition';
import type { RequestContext } from '../../../../emulator/iam/policy-language/policy-variables';

const CONTEXT: RequestContext = new Map<string, readonly string[]>([
  ['text', ['Blue']],
  ['number', ['10']],
  ['time', ['2025-06-15T12:00:00Z']],
  ['flag', ['true']],
  ['ip', ['203.0.113.7']],
  ['ip6', ['2001:db8::7']],
  ['arn', ['arn:aws:iam::111122223333:role/team/loader']],
  ['list', ['a', 'b']],
  ['empty', []],
  ['star', ['*']],
  ['blank', ['']],
]);

function evaluate(operator: string, key: string, values: readonly string[]): boolean {
  const condition = parseCondition(operator, key, values, true);
  if (typeof condition === 'string') throw new Error(condition);
  return holds(condition, CONTEXT);
}

describe('a condition', () => {
  it.each([
    ['StringEquals', 'text', ['Blue'], true],
    ['StringEquals', 'text', ['blue'], false],
    ['StringEquals', 'text', ['Red', 'Blue'], true],
    ['StringEquals', 'text', ['Bl*'], false],
    ['stringequals', 'TEXT', ['Blue'], true],
    ['StringNotEquals', 'text', ['Red'], true],
    ['StringNotEquals', 'text', ['Red', 'Blue'], false],
    ['StringEqualsIgnoreCase', 'text', ['bLUE'], true],
    ['StringNotEqualsIgnoreCase', 'text', ['bLUE'], false],
    ['StringLike', 'text', ['B?u*'], true],
    ['StringLike', 'text', ['b*'], false],
    ['StringNotLike', 'text', ['B*'], false],
    ['NumericEquals', 'number', ['10.0'], true],
    ['NumericNotEquals', 'number', ['10'], false],
    ['NumericLessThan', 'number', ['10'], false],
    ['NumericLessThanEquals', 'number', ['10'], true],
    ['NumericGreaterThan', 'number', ['9.5'], true],
    ['NumericGreaterThanEquals', 'number', ['11'], false],
    ['NumericEquals', 'text', ['10'], false],
    ['DateEquals', 'time', ['2025-06-15T14:00:00+02:00'], true],
    ['DateNotEquals', 'time', ['2025-06-15T12:00:00Z'], false],
    ['DateLessThan', 'time', ['2025-06-15T12:00:01Z'], true],
    ['DateLessThanEquals', 'time', ['2025-06-15T12:00:00Z'], true],
    ['DateGreaterThan', 'time', ['1749988800'], false],
    ['DateGreaterThanEquals', 'time', ['1749988800'], true],
    ['DateGreaterThan', 'time', ['2025'], true],
    ['Bool', 'flag', ['TRUE'], true],
    ['Bool', 'flag', ['false'], false],
    ['BinaryEquals', 'text', ['Blue'], true],
    ['IpAddress', 'ip', ['203.0.113.0/24'], true],
    ['IpAddress', 'ip', ['203.0.113.7'], true],
    ['IpAddress', 'ip', ['203.0.112.0/24', '10.0.0.0/8'], false],
    ['IpAddress', 'ip6', ['2001:db8::/32'], true],
    ['IpAddress', 'ip', ['2001:db8::/32'], false],
    ['NotIpAddress', 'ip', ['203.0.113.0/24'], false],
    ['ArnLike', 'arn', ['arn:aws:iam::*:role/team/*'], true],
    ['ArnEquals', 'arn', ['arn:aws:iam::111122223333:role/team/loader'], true],
    ['ArnLike', 'arn', ['arn:aws:iam:*'], false],
    ['ArnLike', 'arn', ['arn:aws:*:loader'], false],
    ['ArnNotLike', 'arn', ['arn:aws:iam::*:role/team/*'], false],
    ['ArnNotEquals', 'arn', ['arn:aws:iam::111122223333:role/other'], true],
    ['Null', 'text', ['false'], true],
    ['Null', 'text', ['true'], false],
    ['Null', 'absent', ['true'], true],
    ['Null', 'absent', ['false'], false],
  ])('%s of %s with %j is %s', (operator, key, values, expected) => {
    expect(evaluate(operator, key, values)).toBe(expected);
  });

  it.each([
    ['StringEquals', false],
    ['StringLike', false],
    ['NumericLessThan', false],
    ['DateEquals', false],
    ['Bool', false],
    ['IpAddress', false],
    ['ArnLike', false],
    ['StringNotEquals', true],
    ['StringNotLike', true],
    ['StringNotEqualsIgnoreCase', true],
    ['NumericNotEquals', true],
    ['DateNotEquals', true],
    ['NotIpAddress', true],
    ['ArnNotLike', true],
    ['StringEqualsIfExists', true],
    ['BoolIfExists', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringEqualsIfExists', true],
    ['ForAllValues:StringEquals', true],
  ])('%s of a key that the request does not have is %s', (operator, expected) => {
    const value = /Numeric/.test(operator)
      ? '1'
      : /Date/.test(operator)
        ? '2025-01-01'
        : /Ip/.test(operator)
          ? '::1'
          : 'true';
    expect(evaluate(operator, 'absent', [value])).toBe(expected);
    expect(evaluate(operator, 'empty', [value])).toBe(expected);
  });

  it('with IfExists still compares a key that is there', () => {
    expect(evaluate('StringEqualsIfExists', 'text', ['Red'])).toBe(false);
    expect(evaluate('StringEqualsIfExists', 'text', ['Blue'])).toBe(true);
  });

  it.each([
    ['ForAnyValue:StringEquals', ['b', 'c'], true],
    ['ForAnyValue:StringEquals', ['c'], false],
    ['ForAnyValue:StringNotEquals', ['a'], true],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], false],
    ['ForAllValues:StringEquals', ['a', 'b', 'c'], true],
    ['ForAllValues:StringEquals', ['a'], false],
    ['ForAllValues:StringNotEquals', ['c'], true],
    ['ForAllValues:StringLike', ['?'], true],
  ])('%s of the list a, b with %j is %s', (operator, values, expected) => {
    expect(evaluate(operator, 'list', values)).toBe(expected);
  });

  it.each([
    ['StringEquals', '', true],
    ['ForAnyValue:StringEquals', '', false],
    ['ForAllValues:StringEquals', 'a', true],
  ])('%s of an empty text with %j is %s: to a set operator it is an empty set', (operator, value, expected) => {
    expect(evaluate(operator, 'blank', [value])).toBe(expected);
  });

  it.each([
    ['StringEquals', 'text', '${text}', true],
    ['StringEquals', 'text', '${TEXT}', true],
    ['StringEquals', 'text', '${absent}', false],
    ['StringNotEquals', 'text', '${absent}', true],
    ['StringEquals', 'text', "${absent, 'Blue'}", true],
    ['StringLike', 'text', '${star}', false],
    ['StringEquals', 'star', '${*}', true],
    ['StringLike', 'text', '${*}', false],
    ['ArnLike', 'arn', 'arn:aws:iam::${list}:role/*', false],
  ])('%s of %s knows the variable in %s', (operator, key, value, expected) => {
    expect(evaluate(operator, key, [value])).toBe(expected);
  });

  it('takes variables for text if the version of the policy does not know them', () => {
    const condition = parseCondition('StringEquals', 'text', ['${text}'], false);
    if (typeof condition === 'string') throw new Error(condition);
    expect(holds(condition, CONTEXT)).toBe(false);
  });

  it.each([
    ['StringEqual', 'x'],
    ['NullIfExists', 'true'],
    ['ForSomeValues:StringEquals', 'x'],
    ['NumericEquals', 'ten'],
    ['DateLessThan', 'soon'],
    ['Bool', 'yes'],
    ['Null', 'maybe'],
    ['IpAddress', '10.0.0.0/33'],
    ['IpAddress', 'here'],
  ])('%s with the value %s is refused', (operator, value) => {
    expect(parseCondition(operator, 'key', [value], true)).toEqual(expect.stringContaining(operator));
  });
});
