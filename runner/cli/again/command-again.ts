// A command line for a message: another verb, with the flags that were given as far as that verb has them.
import type { InsteadFlags, KnownFlags, NamedVerb } from '../../ports/engine';
import { flagWords, placeWords, shellCommand } from '../../text/shell-command';
import { heededBy } from '../copies/refused-flags';
import { sequenceOf, type Given } from '../flag-values';
import { DOCTOR_FLAGS, VERIFY_FLAGS } from '../flags/check-flags';
import { COPY_FLAGS, COPY_PLACE_FLAGS, METHOD_FLAGS } from '../flags/copy-flags';
import type { Flags } from '../flags/flag';
import { ROUTE_FLAGS } from '../flags/job-flags';
import { CONNECTION_FLAGS, DESTINATION_FLAGS, TARGET_FLAGS } from '../flags/target-flags';
import { COPY_FILTER_FLAGS, GLOB_FLAGS, INTENDED_FLAGS, KEYS_FLAGS, SELECTION_FLAGS } from '../flags/version-flags';
import { givenWords, OWN } from './same-asking';

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
