// What the configuration of an inventory leaves out: neither its manifest nor its files tell of a filter, and what is in neither of
// two inventories is amiss in neither.
import type { RunnerEvent } from '../../events/events';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { InventoryConfiguration } from '../../ports/s3/bucket-settings';
import { visible } from '../../text/safe-text';
import type { SideTable } from './side-table';

/**
 * `s3://inventories/all/my-bucket/daily/2026-01-31T01-00Z/manifest.json` → `daily`, of the inventories of my-bucket.
 * Undefined: S3 has not written it there, and of a copy nobody knows the configuration.
 */
function configurationOf({ location, bucket }: SideTable): string | undefined {
  const [of, id, , manifest] = location.startsWith('s3://') ? location.split('/').slice(-4) : [];
  return of === bucket && manifest === 'manifest.json' ? id : undefined;
}

/**
 * @param prefixes that are compared on this side
 * @throws RunnerError `usage` when keys below them are left out
 */
export async function* tellLeftOut(
  side: SideTable,
  prefixes: readonly string[],
  { aws }: Pick<Engine, 'aws'>,
): AsyncGenerator<RunnerEvent, void> {
  if (side.kind !== 'inventory') return;
  const id = configurationOf(side);
  const { location, bucket } = side;
  const inventory = `the inventory ${visible(location)}`;
  const unknown = (why: string): RunnerEvent => ({
    kind: 'note',
    detail: `whether ${inventory} leaves out keys is not known: ${why}`,
  });
  if (id === undefined) {
    yield unknown(
      'it is a copy, whose place does not name its configuration; named where S3 has written it, that is read',
    );
    return;
  }
  let found: InventoryConfiguration | undefined;
  try {
    found = await aws.bucketSettings.inventory(bucket, id);
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    yield unknown(error.message);
    return;
  }
  if (found === undefined) {
    yield unknown(`the bucket '${visible(bucket)}' has no inventory configuration '${visible(id)}' any more`);
    return;
  }
  const { filterPrefix } = found;
  const outside = prefixes.find((prefix) => !prefix.startsWith(filterPrefix));
  if (outside === undefined) return;
  throw new RunnerError(
    'usage',
    `${inventory} has only keys that begin with '${visible(filterPrefix)}', as its configuration '${visible(id)}' says, and ${outside === '' ? 'all keys are' : `what begins with '${visible(outside)}' is`} compared`,
    'compare only what it has, by the prefix, or name an inventory of a configuration without a filter; verify without inventories lists both buckets',
  );
}
