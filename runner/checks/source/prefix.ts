import { withPrefixes } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { ok, wrong, type Check } from '../check';
import type { CheckContext } from '../asked/asked-once';
import type { Finding, Patch } from '../../events/check-events';

const LONGEST_PREFIX_BYTES = 1024;

/** As much of it as S3 takes, up to a slash if there is one. */
function shortened(prefix: string): string {
  const bytes = Buffer.from(prefix).subarray(0, LONGEST_PREFIX_BYTES);
  const text = bytes.toString().replace(/\ufffd$/, '');
  return text.slice(0, text.lastIndexOf('/') + 1 || undefined);
}

/**
 * Whether the slash at the beginning is a mistake: next to no key begins with one, and where a key really does, the prefix is
 * as good as any. Where that cannot be seen it counts as a mistake, since it nearly always is one.
 */
export async function hasSlashByMistake(prefix: string, { target, aws }: CheckContext): Promise<boolean> {
  if (!prefix.startsWith('/')) return false;
  try {
    return (await aws.buckets.listVersions(target.source.bucket, prefix, 1)).length === 0;
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return true;
  }
}

/** @param instead the command line with another prefix in this one's place */
async function look(prefix: string, context: CheckContext, instead: (other: string) => Patch): Promise<Finding> {
  const shown = visible(prefix);
  if (await hasSlashByMistake(prefix, context)) {
    const bare = prefix.replace(/^\/+/, '');
    const meant = visible(bare);
    return wrong(
      `the prefix '${shown}' begins with a slash: S3 compares prefixes with keys letter by letter, and no key in '${context.target.source.bucket}' was seen that begins so: the job would find nothing`,
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
  async run(context) {
    const { prefixes } = context.target;
    if (prefixes === undefined) return [ok('every key that the rules cover')];
    const inPlaceOf = (index: number) => (other: string) => withPrefixes(prefixes.with(index, other));
    return Promise.all(prefixes.map((prefix, index) => look(prefix, context, inPlaceOf(index))));
  },
};
