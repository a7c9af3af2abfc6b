import { commands } from '../../patches/commands';
import { bucketPatch } from '../../patches/bucket-patches';
import { isRunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import type { CheckContext } from '../asked/asked-once';
import { copierOf, copySides, ownerOf } from '../asked/copy-sides';
import { ok, wrong, type Check, type Finding } from '../check';

type Side = 'source' | 'destination';

/** In words, where the bucket is of another account than whoever copies. */
async function whose(bucket: string, context: CheckContext): Promise<string> {
  const copier = await copierOf(context);
  if ('why' in copier) return '';
  const owner = await ownerOf(bucket, copier, context);
  if (owner === copier.accountId) return '';
  return `; it belongs to ${/^\d/.test(owner) ? 'account ' : ''}${owner}, and account ${copier.accountId} copies: the policy of the bucket has to let it in`;
}

async function look(side: Side, bucket: string, context: CheckContext): Promise<readonly Finding[]> {
  try {
    const region = await context.aws.buckets.regionOf(bucket);
    const sentTo = side === 'destination' ? ', where each request is sent to' : '';
    return [ok(`'${bucket}' in ${region}${sentTo}${await whose(bucket, context)}`)];
  } catch (error) {
    if (isRunnerError(error, 'not-found'))
      return [
        wrong(
          `there is no ${side} bucket '${visible(bucket)}'`,
          side === 'source' ? 'correct the name of the source' : 'make it, or correct the name of the destination',
          side === 'source'
            ? commands(['aws', 's3api', 'list-buckets', '--query', 'Buckets[].Name'])
            : bucketPatch(bucket),
        ),
      ];
    if (!isRunnerError(error, 'denied')) throw error;
    return [
      ok(
        `'${visible(bucket)}' is there; it does not let these credentials look at it as a whole, which a copy of a prefix does not need`,
      ),
    ];
  }
}

/** A copy goes between any two Regions, by requests to that of the destination. */
export const copyBucketsCheck: Check = {
  id: 'copy-buckets',
  title: 'both buckets of a copy are there',
  async run(context) {
    const sides = copySides(context);
    if (sides === undefined) return [];
    const { source, destination } = sides;
    const buckets = source.bucket === destination.bucket ? (['source'] as const) : (['source', 'destination'] as const);
    return (await Promise.all(buckets.map((side) => look(side, sides[side].bucket, context)))).flat();
  },
};
