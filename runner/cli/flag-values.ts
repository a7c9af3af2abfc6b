// The values of flags, as the command line gave them, checked.
import { RunnerError } from '../ports/errors';
import { shownJson } from '../text/safe-text';

/** What a command is given, by the names of its flags and of the words after it. */
export type Given = Readonly<Record<string, unknown>>;

/** One of several flags whose order among each other counts. */
export interface InSequence {
  readonly name: string;
  readonly text: string;
}

/** All of them, as they were given. */
export function sequenceOf(given: Given, sequence: string): readonly InSequence[] {
  return (given[sequence] as readonly InSequence[] | undefined) ?? [];
}

/** @throws RunnerError `usage` of a flag that may be repeated: all of it would not be heeded */
export function textFlag(given: Given, name: string): string | undefined {
  const value = given[name];
  if (Array.isArray(value)) throw new RunnerError('usage', `--${name} was given ${value.length} times`, 'give it once');
  return typeof value === 'string' ? value : undefined;
}

/** Of a flag that may be repeated; undefined when it was not given. */
export function textFlags(given: Given, name: string): readonly string[] | undefined {
  const value = given[name];
  if (value === undefined) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}

/**
 * Of a flag that is repeated as NAME=VALUE, in the order in which they were given; undefined when it was not given.
 * @throws RunnerError `usage`
 */
export function pairFlags(
  given: Given,
  name: string,
  example: string,
): readonly (readonly [name: string, value: string])[] | undefined {
  // As the descriptions of these flags call it.
  const form = name.endsWith('tag') ? 'KEY=VALUE' : 'NAME=VALUE';
  const pairs = textFlags(given, name)?.map((text) => {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/su.exec(text) ?? [];
    if (key !== '') return [key, value] as const;
    throw new RunnerError('usage', `--${name}: got ${shownJson(text)}; ${form} is allowed, for example ${example}`);
  });
  const twice = pairs?.find(([key], index) => pairs.findIndex(([other]) => other === key) !== index);
  if (twice === undefined) return pairs;
  throw new RunnerError(
    'usage',
    `--${name}: got ${shownJson(twice[0])} twice; an object has one value for it`,
    'give it once',
  );
}

export function booleanFlag(given: Given, name: string): boolean {
  return given[name] === true;
}

/** A whole number that stands on the command line without a flag. @throws RunnerError `usage` */
export function wholeNumber(given: Given, name: string, least: number, most: number): number {
  const text = String(given[name]);
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new RunnerError(
    'usage',
    `${name}: got ${shownJson(given[name])}; a whole number from ${least} to ${most} is allowed`,
  );
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

/** @throws RunnerError `usage` when the value is no number, or not within `range` */
export function numberFlag(given: Given, name: string, range: Range): number | undefined {
  const value = given[name];
  if (value === undefined) return undefined;
  const fits =
    typeof value === 'number' &&
    value >= range.least &&
    value <= range.most &&
    (range.whole !== true || Number.isInteger(value));
  if (fits) return value;
  throw new RunnerError(
    'usage',
    `--${name}: got ${shownJson(value)}; ${range.whole === true ? 'a whole number' : 'a number'} from ${range.least} to ${range.most} is allowed`,
  );
}
