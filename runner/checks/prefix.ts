import { withPrefixes } from '../doctor/commands';
import { visible } from '../safe-text';
import { ok, wrong, type Check, type Finding, type Patch } from './check';

const LONGEST_PREFIX_BYTES = 1024;

/** As much of it as S3 takes, up to a slash if there is one. */
function shortened(prefix: string): string {
  const bytes = Buffer.from(prefix).subarray(0, LONGEST_PREFIX_BYTES);
  const text = bytes.toString().replace(/\ufffd$/, '');
  return text.slice(0, text.lastIndexOf('/') + 1 || undefined);
}

/** @param instead the command line with another prefix in this one's place */
function look(prefix: string, instead: (other: string) => Patch): Finding {
  const shown = visible(prefix);
  if (prefix.startsWith('/')) {
    const bare = prefix.replace(/^\/+/, '');
    const meant = visible(bare);
    return wrong(
      `the prefix '${shown}' begins with a slash: S3 compares prefixes with keys letter by letter, and keys do not begin with a slash, so the job would find nothing`,
      meant === '' ? 'leave --prefix out to take every key' : `write --prefix '${meant}'`,
      instead(bare),
    );
  }
  if (/^s3:\/\//.test(prefix)) {
    const bare = prefix.replace(/^s3:\/\/[^/]*\/?/, '');
    return wrong(
      `the prefix '${shown}' is an address: a prefix is the beginning of a key, without the bucket`,
      `write --prefix '${visible(bare)}'`,
      instead(bare),
    );
  }
  if (Buffer.byteLength(prefix) > LONGEST_PREFIX_BYTES) {
    return wrong(
      `the prefix '${shown.slice(0, 60)}…' has ${Buffer.byteLength(prefix)} bytes; S3 allows ${LONGEST_PREFIX_BYTES}`,
      'use a shorter prefix',
      instead(shortened(prefix)),
    );
  }
  return ok(prefix === '' ? 'every key' : `'${shown}'`);
}

/** A prefix is matched as raw text. */
export const prefixCheck: Check = {
  id: 'prefix',
  title: 'prefixes are written as keys begin',
  run({ target: { prefixes } }) {
    const inPlaceOf = (index: number) => (other: string) => withPrefixes(prefixes.with(index, other));
    return Promise.resolve(
      prefixes.length === 0
        ? [ok('every key that the rules cover')]
        : prefixes.map((prefix, index) => look(prefix, inPlaceOf(index))),
    );
  },
};
