import { keysUnder } from '../../evidence/keys-under';
import { commands, withPrefixes } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { quotedFlag } from '../../text/shell-command';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';
import type { CheckContext } from '../asked/asked-once';
import type { Patch } from '../../events/check-events';

const LONGEST_PREFIX_BYTES = 1024;

/** As much of it as S3 takes, up to a slash if there is one. */
function shortened(prefix: string): string {
  const bytes = Buffer.from(prefix).subarray(0, LONGEST_PREFIX_BYTES);
  const text = bytes.toString().replace(/\ufffd$/, '');
  return text.slice(0, text.lastIndexOf('/') + 1 || undefined);
}

/**
 * Whether the slash at the beginning is a mistake: next to no key begins with one, and where a key really does, the prefix is
 * as good as any. Where that cannot be seen, why not.
 */
export async function hasSlashByMistake(
  prefix: string,
  { target, aws }: CheckContext,
): Promise<boolean | { readonly why: string }> {
  if (!prefix.startsWith('/')) return false;
  try {
    return (await aws.buckets.listVersions(target.source.bucket, prefix, 1)).length === 0;
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return { why: error.message };
  }
}

/** Under a prefix that is misspelt there is nothing, and a job finds that out for money. */
async function lookUnder(
  prefix: string,
  { target, aws, run }: CheckContext,
  instead: (other: string) => Patch,
): Promise<Finding> {
  const { bucket } = target.source;
  const shown = visible(prefix);
  // Of versions that are named one by one, whoever named them has been told which is not there.
  if (run.choose !== undefined) return ok(`'${shown}'`);
  try {
    const under = await keysUnder(bucket, prefix, aws.buckets);
    if (under.found === 'some') return ok(`'${shown}'`);
    if (under.found === 'empty-bucket')
      return ok(`'${shown}'; the bucket '${bucket}' is empty: a job would find nothing`);
    if (run.allowEmpty === true) return ok(`'${shown}'; there is no object under it, which --allow-empty allows`);
    const { meant } = under;
    const found = `there is no object under '${shown}' in '${bucket}': a job would find nothing`;
    const allowed = 'if there is to be none yet, --allow-empty';
    if (/^[*\s]+$/.test(prefix))
      return wrong(
        `${found}; a star is a letter there`,
        `leave --prefix out to take every key; ${allowed}`,
        instead(''),
      );
    return meant === undefined
      ? wrong(
          found,
          `compare the prefix with the keys of the bucket: letter case and slashes count; ${allowed}`,
          commands(['aws', 's3api', 'list-objects-v2', '--bucket', bucket, '--delimiter', '/', '--max-items', '100']),
        )
      : wrong(found, `did you mean ${quotedFlag('--prefix', meant)}? ${allowed}`, instead(meant));
  } catch (error) {
    // With credentials that AWS does not accept, too, this is asked: the check of the account says what is wrong with them.
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    const needs = isRunnerError(error, 'denied', 'not-found') ? ' (looking needs s3:ListBucketVersions)' : '';
    return couldNotCheck(`whether there are objects under '${shown}': ${error.message}${needs}`);
  }
}

/** Next to no key begins with a slash: where nobody can look, a job is made only for who says so. */
function unseenSlash(prefix: string, why: string, { run }: CheckContext, instead: (other: string) => Patch): Finding {
  const bare = prefix.replace(/^\/+/, '');
  const found = `the prefix '${visible(prefix)}' begins with a slash: S3 compares prefixes with keys letter by letter, next to no key begins so, and whether one does here could not be seen (${why}; looking needs s3:ListBucketVersions)`;
  if (run.allowEmpty === true) return couldNotCheck(found);
  const write = bare === '' ? 'leave --prefix out to take every key' : `write ${quotedFlag('--prefix', bare)}`;
  return wrong(found, `${write}; where keys really begin with a slash, --allow-empty`, instead(bare));
}

/** @param instead the command line with another prefix in this one's place */
async function look(prefix: string, context: CheckContext, instead: (other: string) => Patch): Promise<Finding> {
  const shown = visible(prefix);
  const mistaken = await hasSlashByMistake(prefix, context);
  if (typeof mistaken === 'object') return unseenSlash(prefix, mistaken.why, context, instead);
  if (mistaken) {
    const bare = prefix.replace(/^\/+/, '');
    return wrong(
      `the prefix '${shown}' begins with a slash: S3 compares prefixes with keys letter by letter, and no key in '${context.target.source.bucket}' was seen that begins so: the job would find nothing`,
      bare === '' ? 'leave --prefix out to take every key' : `write ${quotedFlag('--prefix', bare)}`,
      instead(bare),
    );
  }
  if (/^s3:\/\//.test(prefix)) {
    const bare = prefix.replace(/^s3:\/\/[^/]*\/?/, '');
    return wrong(
      `the prefix '${shown}' is an address: a prefix is the beginning of a key, without the bucket`,
      `write ${quotedFlag('--prefix', bare)}`,
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
  return lookUnder(prefix, context, instead);
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
