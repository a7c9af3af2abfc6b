import { commands } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { flagWords } from '../../text/shell-command';
import type { CheckContext } from '../asked/asked-once';
import { copySides, type CopySides } from '../asked/copy-sides';
import { ok, wrong, type Check, type Finding } from '../check';

/** Prints what both sides need. */
function policies({ source, destination }: CopySides): readonly string[] {
  return [
    ...['s3-backfill', 'policy', '--for', 'copy', '--source-bucket', source.bucket],
    ...flagWords('--prefix', source.prefix),
    ...['--destination-bucket', destination.bucket],
    ...flagWords('--destination-prefix', destination.prefix),
  ];
}

async function look(side: keyof CopySides, sides: CopySides, { aws }: CheckContext): Promise<readonly Finding[]> {
  const { bucket, prefix } = sides[side];
  const what = `'${bucket}' under '${visible(prefix)}'`;
  try {
    await aws.objects.below(bucket, prefix, 1);
    return [ok(`${side} ${what}`)];
  } catch (error) {
    // That the bucket is missing is said by the check of the buckets.
    if (isRunnerError(error, 'not-found')) return [];
    if (!isRunnerError(error, 'denied')) throw error;
    return [
      wrong(
        `the ${side} ${what} may not be listed, which is how a copy begins: ${error.message}`,
        'let these credentials list it: this prints what they need, and what the bucket has to say where it is of another account; one of another account whose requesters pay refuses whoever does not say so, which this program never does',
        commands(policies(sides)),
      ),
    ];
  }
}

/** By the request itself: where policies of another account cannot be read, S3's answer says more than they would. */
export const copyListingCheck: Check = {
  id: 'copy-listing',
  title: 'both sides of a copy may be listed',
  async run(context) {
    const sides = copySides(context);
    if (sides === undefined) return [];
    const both = await Promise.all([look('source', sides, context), look('destination', sides, context)]);
    return both.flat();
  },
};
