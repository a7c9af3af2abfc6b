// Flags that say who asks, whom, and in which account: a command that something else makes asks as this one does.
import type { RunnerEvent } from '../../events/events';
import { flagWords, shellCommand } from '../../text/shell-command';
import type { Given } from '../flag-values';
import type { Flag } from '../flags/flag';
import { CONNECTION_FLAGS, DESTINATION_FLAGS } from '../flags/target-flags';

/** How something is told or done, and not what is meant. */
export const OWN: ReadonlySet<string> = new Set([
  'settings',
  'output',
  'canary',
  'canary-wait',
  'wait',
  'sample',
  'fail-on-empty',
  // What it keeps is kept once.
  'evidence',
  'from',
  'since',
  'report',
]);

/** A flag as it is typed, with each of its values. */
export function givenWords(name: string, value: unknown): readonly string[] {
  if (value === true) return [`--${name}`];
  if (value === false) return [`--no-${name}`];
  return [value].flat().flatMap((one) => flagWords(`--${name}`, String(one)));
}

/** Flags that say who asks, whom, and in which account, as they were given, each with its words. */
function askingFlags(given: Given): readonly (readonly [name: string, words: readonly string[]])[] {
  return Object.entries({ ...CONNECTION_FLAGS, ...DESTINATION_FLAGS }).flatMap(
    ([name, flag]: [string, Flag]): [string, readonly string[]][] => {
      const value = OWN.has(name) ? undefined : given[name];
      return value === undefined || value === flag.default ? [] : [[name, givenWords(name, value)]];
    },
  );
}

/** The same flags, for a command that something else makes. */
export function sameAsking(given: Given): readonly string[] {
  return askingFlags(given).flatMap(([, words]) => words);
}

/** What mends a finding and starts this program asks as this one does: a check does not know the flags. */
export function withSameAsking(event: RunnerEvent, given: Given): RunnerEvent {
  if (event.kind !== 'check' || event.patch?.language !== 'sh') return event;
  const lines = event.patch.text.split('\n').map((line) => {
    if (!/^s3-backfill (doctor|run)( |$)/.test(line)) return line;
    const more = askingFlags(given).filter(([name]) => !new RegExp(`--${name}[ =]`).test(line));
    return [line, ...(more.length === 0 ? [] : [shellCommand(more.flatMap(([, words]) => words))])].join(' ');
  });
  return { ...event, patch: { ...event.patch, text: lines.join('\n') } };
}
