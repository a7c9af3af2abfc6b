// What is wrong with a settings file, in the words of its keys: which, what was given, what is allowed.
import type { z } from 'zod';
import { shown } from '../refusals/refusal';
import { nearestKey } from './nearest-key';

/**
 * One issue that zod found, as lines for people.
 * @param file - the parsed file that the issue is about
 * @param knownKeys - paths of all keys, such as `provider.profile`
 */
export function faultsOf(issue: z.core.$ZodIssue, file: unknown, knownKeys: readonly string[]): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const name = named([...issue.path, key]);
      const meant = nearestKey(name, knownKeys);
      return `${name}: unknown key${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    });
  }
  const name = issue.path.length === 0 ? 'the file' : named(issue.path);
  return [`${name}: got ${shown(valueAt(file, issue.path))}; ${allowedBy(issue)}`];
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
