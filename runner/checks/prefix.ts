import { visible } from '../safe-text';
import { ok, wrong, type Check, type Finding } from './check';

const LONGEST_PREFIX_BYTES = 1024;

function look(prefix: string): Finding {
  const shown = visible(prefix);
  if (prefix.startsWith('/')) {
    const meant = visible(prefix.replace(/^\/+/, ''));
    return wrong(
      `the prefix '${shown}' begins with a slash: S3 compares prefixes with keys letter by letter, and keys do not begin with a slash, so the job would find nothing`,
      meant === '' ? 'leave --prefix out to take every key' : `write --prefix '${meant}'`,
    );
  }
  if (/^s3:\/\//.test(prefix)) {
    const meant = visible(prefix.replace(/^s3:\/\/[^/]*\/?/, ''));
    return wrong(
      `the prefix '${shown}' is an address: a prefix is the beginning of a key, without the bucket`,
      `write --prefix '${meant}'`,
    );
  }
  if (Buffer.byteLength(prefix) > LONGEST_PREFIX_BYTES) {
    return wrong(
      `the prefix '${shown.slice(0, 60)}…' has ${Buffer.byteLength(prefix)} bytes; S3 allows ${LONGEST_PREFIX_BYTES}`,
      'use a shorter prefix',
    );
  }
  return ok(prefix === '' ? 'every key' : `'${shown}'`);
}

/** A prefix is matched as raw text. */
export const prefixCheck: Check = {
  id: 'prefix',
  title: 'prefixes are written as keys begin',
  run: ({ target }) =>
    Promise.resolve(target.prefixes.length === 0 ? [ok('every key that the rules cover')] : target.prefixes.map(look)),
};
