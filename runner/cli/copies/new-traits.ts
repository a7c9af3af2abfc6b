// The flags that give copies other headers, metadata and tags than their sources have, checked.
import { RunnerError } from '../../ports/errors';
import type { NewMetadata } from '../../ports/s3/copying';
import { fitsHeader } from '../../ports/s3/tag-header';
import type { CopyOptions } from '../../plan/copy-options';
import { defined } from '../../text/defined';
import { shownJson } from '../../text/safe-text';
import { booleanFlag, pairFlags, type Given } from '../flag-values';

const HEADERS = [
  'Content-Type',
  'Content-Encoding',
  'Content-Disposition',
  'Content-Language',
  'Cache-Control',
  'Expires',
];
/** Of a value, as jobs take it. */
const LONGEST_VALUE = 1_024;
/** Of all names and values of user metadata together. */
const MOST_METADATA_BYTES = 2_048;
const MOST_TAGS = 10;
const PRINTABLE = /^[!-~](?:[ -~]*[!-~])?$/;
const NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function refused(flag: string, given: string, allowed: string): RunnerError {
  return new RunnerError('usage', `--${flag}: got ${shownJson(given)}; ${allowed}`);
}

function checkedValue(flag: string, name: string, value: string): string {
  if (PRINTABLE.test(value) && value.length <= LONGEST_VALUE) return value;
  throw refused(
    flag,
    `${name}=${value}`,
    `a value of 1 to ${LONGEST_VALUE} printable ASCII characters, without spaces around it, is allowed`,
  );
}

/** As HTTP writes it, whichever way it was given. */
function expiresOf(flag: string, text: string): string {
  const atMs = Date.parse(text);
  if (!Number.isNaN(atMs)) return new Date(atMs).toUTCString();
  throw refused(flag, `Expires=${text}`, 'a moment is allowed, for example 2027-01-31T00:00:00Z');
}

function headersOf(given: Given): Readonly<Record<string, string>> | undefined {
  const flag = 'destination-header';
  const pairs = pairFlags(given, flag, 'Cache-Control=max-age=60')?.map(([name, value]): [string, string] => {
    const known = HEADERS.find((one) => one.toLowerCase() === name.toLowerCase());
    if (known === undefined) throw refused(flag, name, `one of ${HEADERS.join(', ')} is allowed`);
    const checked = checkedValue(flag, name, value);
    return [known.toLowerCase(), known === 'Expires' ? expiresOf(flag, checked) : checked];
  });
  const headers = pairs && Object.fromEntries(pairs);
  if (pairs === undefined || Object.keys(headers ?? {}).length === pairs.length) return headers;
  throw new RunnerError('usage', `--${flag} names a header twice, in other letters`, 'give it once');
}

function userMetadataOf(given: Given): Readonly<Record<string, string>> | undefined {
  const flag = 'destination-metadata';
  const pairs = pairFlags(given, flag, 'team=storage')?.map(([name, value]): [string, string] => {
    // S3 keeps names in small letters.
    const small = name.toLowerCase();
    if (!NAME.test(small)) throw refused(flag, name, "a name of letters, digits and !#$%&'*+.^_`|~- is allowed");
    return [small, checkedValue(flag, name, value)];
  });
  if (pairs === undefined) return undefined;
  const metadata = Object.fromEntries(pairs);
  if (Object.keys(metadata).length < pairs.length)
    throw new RunnerError('usage', `--${flag} has a name twice, in other letters: S3 keeps small ones`, 'give it once');
  const bytes = pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes <= MOST_METADATA_BYTES) return metadata;
  throw new RunnerError(
    'usage',
    `--${flag}: got ${bytes} bytes of names and values; ${MOST_METADATA_BYTES} are allowed by S3`,
    'leave some out',
  );
}

/** Whoever names some headers replaces all: that the others fall away is said, and of one nobody does without. */
function newMetadataOf(given: Given): NewMetadata | undefined {
  const headers = headersOf(given);
  const user = userMetadataOf(given);
  if (headers === undefined && user === undefined) return undefined;
  if (headers?.['content-type'] !== undefined) return { headers, user: user ?? {} };
  throw new RunnerError(
    'usage',
    `--${user === undefined ? 'destination-header' : 'destination-metadata'} replaces all headers of the source, Content-Type too, and none was named`,
    'add --destination-header Content-Type=… (text/html, for example); of several types copy one at a time, with --include or --suffix',
  );
}

function newTagsOf(given: Given): Readonly<Record<string, string>> | undefined {
  const flag = 'destination-tag';
  const pairs = pairFlags(given, flag, 'team=storage');
  const withoutTags = booleanFlag(given, 'without-tags');
  if (withoutTags && pairs !== undefined)
    throw new RunnerError(
      'usage',
      `--${flag} and --without-tags were both given: copies have either these tags or none`,
      'leave one of them out; variables like S3_BACKFILL_DESTINATION_TAG and the settings file count, too',
    );
  if (pairs === undefined) return withoutTags ? {} : undefined;
  for (const [key, value] of pairs) {
    const isAllowed = TAG_TEXT.test(key) && TAG_TEXT.test(value) && key.length <= 128 && value.length <= 256;
    if (!isAllowed || /^aws:/i.test(key))
      throw refused(
        flag,
        `${key}=${value}`,
        'a key of 1 to 128 characters that does not begin with aws:, and a value of up to 256, of letters, digits, spaces and _.:/=+-@ are allowed',
      );
  }
  const tags = Object.fromEntries(pairs);
  if (pairs.length > MOST_TAGS)
    throw new RunnerError('usage', `--${flag}: got ${pairs.length} tags; an object has at most ${MOST_TAGS}`);
  if (fitsHeader(tags)) return tags;
  throw new RunnerError(
    'usage',
    `--${flag}: got tags that take more than the 2,048 bytes of the header that carries them`,
    'shorten them',
  );
}

/** What the copies are given in place of what their sources have. @throws RunnerError `usage` */
export function newTraits(given: Given): Pick<CopyOptions, 'newMetadata' | 'newTags'> {
  return defined({ newMetadata: newMetadataOf(given), newTags: newTagsOf(given) });
}
