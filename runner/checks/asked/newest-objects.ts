// Some of the newest objects of a bucket, or of all versions: what a copy would meet. Nothing of it takes more than listing and reading them does.
import { concurrently } from '../../pacing/concurrently';
import { spreadEvenly } from '../../pacing/spread-evenly';
import type { Aws } from '../../ports/aws';
import { isRunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
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

/** Of all versions, without delete markers. */
async function* versionsUnder(
  bucket: string,
  prefix: string,
  { copying }: Aws,
): AsyncGenerator<readonly ListedObject[]> {
  for await (const page of copying.versions(bucket, { prefix })) yield page.filter(({ deleteMarker }) => !deleteMarker);
}

/** @param ofVersions whether versions are looked at by their ids: who copies these may do nothing else. */
export async function newestUnder(bucket: string, prefix: string, aws: Aws, ofVersions: boolean): Promise<Newest> {
  const pages = ofVersions ? versionsUnder(bucket, prefix, aws) : aws.copying.objects(bucket, { prefix });
  for await (const page of pages) {
    const live = page.filter(({ storageClass }) => !isArchivedClass(storageClass));
    const heads: VersionHead[] = [];
    await concurrently(spreadEvenly(live, MOST_LOOKED_AT), AT_ONCE, async ({ key, versionId }) => {
      const head = await aws.objects.head(bucket, key, versionId).catch((error: unknown) => {
        if (isRunnerError(error, 'denied', 'not-found', 'refused')) return undefined;
        throw error;
      });
      if (head !== undefined) heads.push(head);
    });
    return { listed: page.length, heads };
  }
  return { listed: 0, heads: [] };
}
