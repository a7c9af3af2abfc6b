// A command line for a message: another verb, with the flags that were given as far as that verb has them.
import type { RunnerEvent } from '../events/events';
import type { InsteadFlags, KnownFlags, NamedVerb } from '../ports/engine';
import { flagWords, placeWords, shellCommand } from '../text/shell-command';
import { heededBy } from './copies/refused-flags';
import { sequenceOf, type Given } from './flag-values';
import { DOCTOR_FLAGS, VERIFY_FLAGS } from './flags/check-flags';
import { COPY_FLAGS, COPY_PLACE_FLAGS, METHOD_FLAGS } from './flags/copy-flags';
import type { Flag, Flags } from './flags/flag';
import { ROUTE_FLAGS } from './flags/job-flags';
import { CONNECTION_FLAGS, DESTINATION_FLAGS, TARGET_FLAGS } from './flags/target-flags';
import { COPY_FILTER_FLAGS, GLOB_FLAGS, INTENDED_FLAGS, KEYS_FLAGS, SELECTION_FLAGS } from './flags/version-flags';

const FLAGS: Readonly<Record<NamedVerb, Flags>> = {
  doctor: {
    ...CONNECTION_FLAGS,
    ...DESTINATION_FLAGS,
    ...DOCTOR_FLAGS,
    ...INTENDED_FLAGS,
    ...METHOD_FLAGS,
    ...COPY_PLACE_FLAGS,
    ...COPY_FLAGS,
  },
  report: CONNECTION_FLAGS,
  retry: { ...CONNECTION_FLAGS, ...DESTINATION_FLAGS, ...TARGET_FLAGS, ...ROUTE_FLAGS },
  run: {
    ...CONNECTION_FLAGS,
    ...DESTINATION_FLAGS,
    ...METHOD_FLAGS,
    ...TARGET_FLAGS,
    ...COPY_PLACE_FLAGS,
    ...SELECTION_FLAGS,
    ...GLOB_FLAGS,
    ...KEYS_FLAGS,
    ...COPY_FLAGS,
    ...ROUTE_FLAGS,
  },
  verify: { ...CONNECTION_FLAGS, ...DESTINATION_FLAGS, ...METHOD_FLAGS, ...VERIFY_FLAGS, ...COPY_FILTER_FLAGS },
};

/** How something is told or done, and not what is meant. */
const OWN: ReadonlySet<string> = new Set([
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

/**
 * @param asKnown what is meant, where `asGiven` does not say it
 * @param instead flags that are another way than they were given
 * @param handoffBucket source bucket of the handoff that was read: it says what is meant. @default - none was read
 */
export function commandAgain(
  verb: NamedVerb,
  words: readonly string[],
  asGiven: Given,
  asKnown: KnownFlags,
  handoffBucket: string | undefined,
  instead: InsteadFlags = {},
): string {
  const { method } = instead;
  // What was said to one method another may not heed, and refuses then.
  const [given, known] =
    typeof method === 'string' ? [heededBy(asGiven, method), heededBy(asKnown, method)] : [asGiven, asKnown];
  const flags = Object.entries(FLAGS[verb]).filter(([name]) => !OWN.has(name));
  const saysAll = handoffBucket !== undefined && handoffBucket === (known['source-bucket'] ?? handoffBucket);
  const all = flags.flatMap(([name, flag], index) => {
    // They stand together, where the first of them would.
    if (flag.sequence !== undefined) {
      if (flags.findIndex(([, { sequence }]) => sequence === flag.sequence) !== index) return [];
      return sequenceOf(given, flag.sequence).flatMap((one) => flagWords(`--${one.name}`, one.text));
    }
    const value = Object.hasOwn(instead, name) ? instead[name] : (given[name] ?? (saysAll ? undefined : known[name]));
    return value === undefined || value === flag.default ? [] : givenWords(name, value);
  });
  const places = placeWords(words);
  // Behind two dashes everything is a place.
  return shellCommand(['s3-backfill', verb, ...(places === words ? [...words, ...all] : [...all, ...places])]);
}
