// What is wrong with a settings file, in the words of its keys: which, what was given, what is allowed.
import type * as z from 'zod';
import { shown } from '../refusals/refusal';
import { nearestKey } from './nearest-key';

/** A fault of a settings file, by its key. */
export interface Fault {
  readonly key: string;
  /** What is wrong with it, what is allowed, what to do. */
  readonly what: string;
  /** Keys of which one is missing. @default - what is there is wrong */
  readonly missing?: readonly string[];
  /** The known key that an unknown one probably stands for. @default - it is known, or like none */
  readonly meant?: string;
}

/** As lines for people. That a key is missing is not said where another one is its misspelling. */
export function faultLines(faults: readonly Fault[]): readonly string[] {
  const meant = new Set(faults.flatMap((fault) => fault.meant ?? []));
  return faults
    .filter(({ missing = [] }) => !missing.some((key) => meant.has(key)))
    .map(({ key, what }) => `${key}: ${what}`);
}

/**
 * One issue that zod found.
 * @param file - the parsed file that the issue is about
 * @param meanings - of all keys, by their paths, such as `provider.profile`
 */
export function faultsOf(
  issue: z.core.$ZodIssue,
  file: unknown,
  meanings: Readonly<Record<string, string>>,
): readonly Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((unknown) => {
      const key = named([...issue.path, unknown]);
      const meant = nearestKey(key, Object.keys(meanings));
      return meant === undefined
        ? { key, what: 'unknown key' }
        : { key, what: `unknown key; did you mean ${meant}?`, meant };
    });
  }
  const key = issue.path.length === 0 ? 'the file' : named(issue.path);
  const value = valueAt(file, issue.path);
  const what = `got ${shown(value)}; ${allowedBy(issue)}`;
  if (value !== undefined) return [{ key, what }];
  const meaning = meanings[key];
  return [{ key, what: meaning === undefined ? what : `${what}: ${meaning}`, missing: [key] }];
}

/** `prefixes[0]`, `provider.profile` */
function named(path: readonly PropertyKey[]): string {
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

function valueAt(file: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    file,
  );
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list, in brackets, is needed',
  boolean: 'true or false is needed, without quotes',
  int: 'a whole number is needed',
  number: 'a whole number is needed, without quotes',
  object: 'an object, in braces, is needed',
  record: 'an object of names and texts is needed',
  string: 'a text, in double quotes, is needed',
};

function allowedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? issue.message;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')} is needed`;
  if (issue.code === 'too_small') return `at least ${String(issue.minimum)} ${unitOf(issue.origin)}needed`;
  if (issue.code === 'too_big') return `at most ${String(issue.maximum)} ${unitOf(issue.origin)}allowed`;
  return issue.message;
}

function unitOf(origin: string): string {
  if (origin === 'array') return 'entry is ';
  return origin === 'string' ? 'character is ' : 'is ';
}
