import { commands } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import { nearest } from '../../text/nearest';
import { visible } from '../../text/safe-text';
import { flagWords, quotedFlag } from '../../text/shell-command';
import { readable, type CheckContext } from '../asked/asked-once';
import { copySides, type CopyPlace } from '../asked/copy-sides';
import { ok, wrong, type Check, type Finding } from '../check';
import { copyUsesOf } from './copy-permissions';

/** Names at the top level that a prefix is compared with. */
const MOST_TOP_NAMES = 1_000;

/** What was probably meant; nothing where the top of the bucket may not be listed. */
async function meantBy(prefix: string, bucket: string, { aws }: CheckContext): Promise<string | undefined> {
  const top = await readable(() => aws.buckets.listTop(bucket, MOST_TOP_NAMES));
  const names = 'value' in top ? top.value : [];
  const bare = prefix.replace(/^s3:\/\/[^/]*\/?/, '').replace(/^\/+/, '');
  const meant = nearest(bare, names) ?? nearest(`${bare.split('/')[0] ?? ''}/`, names);
  return meant === prefix ? undefined : meant;
}

/** Delete markers are copied, too. */
async function hasVersions(bucket: string, prefix: string, { aws }: CheckContext): Promise<boolean> {
  for await (const page of aws.copying.versions(bucket, { prefix })) if (page.length > 0) return true;
  return false;
}

async function look({ bucket, prefix }: CopyPlace, context: CheckContext): Promise<Finding> {
  const { aws, run } = context;
  const shown = prefix === '' ? `'${bucket}'` : `'${visible(prefix)}' in '${bucket}'`;
  if (copyUsesOf(context).has('all versions')) {
    if (await hasVersions(bucket, prefix, context)) return ok(`there are versions under ${shown}`);
  } else if ((await aws.objects.below(bucket, prefix, 1)).length > 0) return ok(`there are objects under ${shown}`);
  if (run.allowEmpty === true) return ok(`there is no object under ${shown}, which --allow-empty allows`);
  const detail = `there is no object under ${shown}: nothing would be copied`;
  const allowed = 'if there is to be none yet, --allow-empty';
  const listing = ['aws', 's3api', 'list-objects-v2', '--bucket', bucket, '--delimiter', '/', '--max-items', '100'];
  const meant = prefix === '' ? undefined : await meantBy(prefix, bucket, context);
  if (meant === undefined)
    return wrong(
      detail,
      `compare the prefix with the keys of the bucket: letter case and slashes count; ${allowed}`,
      commands(listing),
    );
  return wrong(
    detail,
    `did you mean ${quotedFlag('--prefix', meant)}? ${allowed}`,
    commands([...listing, ...flagWords('--prefix', meant)]),
  );
}

/** By listing, as the copy does: objects that are hidden by delete markers count as none, unless all versions are copied. */
export const copyPrefixCheck: Check = {
  id: 'copy-prefix',
  title: 'there is something under the prefix that is copied',
  async run(context) {
    const sides = copySides(context);
    // Of versions that are named one by one, whoever named them has been told which is not there.
    if (sides === undefined || context.run.choose !== undefined) return [];
    try {
      return [await look(sides.source, context)];
    } catch (error) {
      // That the bucket is missing, or may not be listed, is said by the checks of that.
      if (isRunnerError(error, 'not-found', 'denied')) return [];
      throw error;
    }
  },
};
