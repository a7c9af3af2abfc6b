// The flags that select object versions, checked.
import { RunnerError } from '../ports/errors';
import { booleanFlag, pairFlags, sequenceOf, textFlag, textFlags, type Given } from './flag-values';
import { globOf } from '../target/glob';
import type { SelectableEncryption, SelectableStatus } from '../target/selection';
import type { Selection } from '../target/selection';
import { shownJson, visible } from '../text/safe-text';

const STATUSES: readonly SelectableStatus[] = ['NONE', 'FAILED', 'COMPLETED', 'REPLICA'];
const CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'GLACIER',
  'INTELLIGENT_TIERING',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
];
const ENCRYPTIONS: Readonly<Record<string, SelectableEncryption>> = {
  'SSE-S3': 'SSES3',
  'SSE-KMS': 'SSEKMS',
  'DSSE-KMS': 'DSSEKMS',
  'SSE-C': 'SSEC',
};
const LONGEST_KEY = 1024;
/** Of a pattern: keys are no longer than 1,024 bytes, so that the work for one key rests on the pattern alone. */
const LONGEST_PATTERN = 1024;
const MOST_TAGS = 10;
/** Of all globs together, in characters: what one key takes is no more than its length times this. */
const LONGEST_GLOBS = 10_000;
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
  TIB: 1024 ** 4,
};

function refused(flag: string, given: string, allowed: string): RunnerError {
  return new RunnerError('usage', `--${flag}: got ${shownJson(given)}; ${allowed}`);
}

function oneOf(flag: string, values: readonly string[] | undefined, allowed: readonly string[]): string[] | undefined {
  return values?.map((given) => {
    const known = allowed.find((value) => value === given.toUpperCase());
    if (known === undefined) throw refused(flag, given, `one of ${allowed.join(', ')} is allowed`);
    return known;
  });
}

/** `10`, `64KiB`, `1.5 GB` → bytes. */
export function bytesFlag(given: Given, flag: string): number | undefined {
  const text = textFlag(given, flag);
  if (text === undefined) return undefined;
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  const bytes = Math.round(Number(number) * (factor ?? NaN));
  if (number === '' || !Number.isSafeInteger(bytes)) throw refused(flag, text, 'bytes, or a size like 64KiB or 1.5GB');
  return bytes;
}

/** A date, or a moment with its zone: what a machine's own zone would change is refused. */
function momentFlag(given: Given, flag: string): number | undefined {
  const text = textFlag(given, flag);
  if (text === undefined) return undefined;
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const milliseconds = isDate || isMoment ? Date.parse(text) : NaN;
  if (Number.isNaN(milliseconds))
    throw refused(flag, text, 'a date like 2026-01-31 (UTC), or a moment like 2026-01-31T12:00:00Z');
  return milliseconds;
}

function partOfKey(given: Given, flag: string): string | undefined {
  const text = textFlag(given, flag);
  if (text === undefined) return undefined;
  if (text !== '' && text.length <= LONGEST_KEY) return text;
  throw refused(flag, text, `1 to ${LONGEST_KEY} characters are allowed`);
}

function encryptionFlag(given: Given): SelectableEncryption | undefined {
  const text = textFlag(given, 'encryption');
  if (text === undefined) return undefined;
  const known = ENCRYPTIONS[text.toUpperCase()];
  if (known !== undefined) return known;
  throw refused('encryption', visible(text), `one of ${Object.keys(ENCRYPTIONS).join(', ')} is allowed`);
}

function matchFlag(given: Given): string | undefined {
  const pattern = textFlag(given, 'match');
  if (pattern === undefined) return undefined;
  if (pattern === '' || pattern.length > LONGEST_PATTERN)
    throw refused('match', pattern, `a regular expression of 1 to ${LONGEST_PATTERN} characters is allowed`);
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    const why = error instanceof Error ? visible(error.message) : 'not readable';
    throw refused('match', pattern, `a regular expression of JavaScript with the flag u is allowed: ${why}`);
  }
  return pattern;
}

function tagFlags(given: Given): Readonly<Record<string, string>> | undefined {
  const tags = pairFlags(given, 'tag', 'team=storage');
  if (tags === undefined) return undefined;
  if (tags.length > MOST_TAGS)
    throw new RunnerError('usage', `--tag was given ${tags.length} times; an object has at most ${MOST_TAGS} tags`);
  return Object.fromEntries(tags);
}

/** Tools do not agree on what an include means before anything is left out: to some nothing, to others that all else is left out. */
function globFlags(given: Given): Selection['globs'] {
  const globs = sequenceOf(given, 'globs');
  const [first] = globs;
  if (first === undefined) return undefined;
  for (const { name, text } of globs) {
    const glob = globOf(text);
    if (typeof glob === 'string') throw refused(name, text, glob);
  }
  if (globs.reduce((length, { text }) => length + text.length, 0) > LONGEST_GLOBS)
    throw new RunnerError(
      'usage',
      `--include and --exclude have more than ${LONGEST_GLOBS} characters together`,
      'name the objects in a file, with --manifest',
    );
  if (first.name === 'include')
    throw new RunnerError(
      'usage',
      `--include ${shownJson(first.text)} comes first, and takes in what nothing has left out: everything would be copied`,
      `leave out everything else before it: --exclude '*' --include ${shownJson(first.text)}; the last one that matches decides, as in aws s3`,
    );
  return globs.map(({ name, text }) => ({ does: name as 'include' | 'exclude', glob: text }));
}

/** @throws RunnerError `usage` */
export function selectionOf(given: Given): Selection {
  const members = {
    statuses: oneOf('replication-status', textFlags(given, 'replication-status'), STATUSES),
    createdAfterMs: momentFlag(given, 'created-after'),
    createdBeforeMs: momentFlag(given, 'created-before'),
    largerThanBytes: bytesFlag(given, 'larger-than'),
    smallerThanBytes: bytesFlag(given, 'smaller-than'),
    storageClasses: oneOf('storage-class', textFlags(given, 'storage-class'), CLASSES),
    suffix: partOfKey(given, 'suffix'),
    substring: partOfKey(given, 'substring'),
    encryption: encryptionFlag(given),
    match: matchFlag(given),
    globs: globFlags(given),
    tags: tagFlags(given),
    latestOnly: booleanFlag(given, 'latest-only') ? true : undefined,
  };
  const selection = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Selection;
  const { createdAfterMs = -Infinity, createdBeforeMs = Infinity } = selection;
  if (createdAfterMs >= createdBeforeMs)
    throw new RunnerError('usage', '--created-after is not before --created-before: no object version lies between');
  const { largerThanBytes = -1, smallerThanBytes = Infinity } = selection;
  if (smallerThanBytes - largerThanBytes < 2)
    throw new RunnerError('usage', '--larger-than and --smaller-than leave no size between them');
  return selection;
}
