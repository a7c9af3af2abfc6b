// Some of the newest objects of a bucket: what a copy would meet. Nothing of it takes more than listing and reading them does.
import { concurrently } from '../../pacing/concurrently';
import { spreadEvenly } from '../../pacing/spread-evenly';
import type { Aws } from '../../ports/aws';
import { isRunnerError } from '../../ports/errors';
import type { VersionHead } from '../../ports/s3/objects';
import { isArchivedClass } from '../../replication/archived-classes';

export interface Newest {
  /** How many the first page of the listing has. */
  readonly listed: number;
  /** Headers of some of them; of others they may not be read. */
  readonly heads: readonly VersionHead[];
}

const MOST_LOOKED_AT = 20;
const AT_ONCE = 8;

export async function newestUnder(bucket: string, prefix: string, { copying, objects }: Aws): Promise<Newest> {
  for await (const page of copying.objects(bucket, { prefix })) {
    const live = page.filter(({ storageClass }) => !isArchivedClass(storageClass));
    const heads: VersionHead[] = [];
    await concurrently(spreadEvenly(live, MOST_LOOKED_AT), AT_ONCE, async ({ key }) => {
      const head = await objects.head(bucket, key).catch((error: unknown) => {
        if (isRunnerError(error, 'denied', 'not-found', 'refused')) return undefined;
        throw error;
      });
      if (head !== undefined) heads.push(head);
    });
    return { listed: page.length, heads };
  }
  return { listed: 0, heads: [] };
}
