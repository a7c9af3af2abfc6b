import { newestInventory } from '../../evidence/newest-inventory';
import { commands } from '../../patches/commands';
import { isRunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { couldNotCheck, ok, unlessDenied, wrong, type Check } from '../check';

/** What a run would begin with. */
export const inventoryNewestCheck: Check = {
  id: 'inventory-newest',
  title: 'the newest inventory can be begun with',
  run: (context) => {
    const { inventory, source } = context.target;
    if (inventory === undefined) return Promise.resolve([]);
    return unlessDenied(async () => {
      try {
        const { location, createdMs } = await newestInventory(inventory, source, context.aws);
        return [ok(`${visible(location)}, taken ${new Date(createdMs).toISOString()}`)];
      } catch (error) {
        if (!isRunnerError(error, 'preflight', 'usage', 'unavailable')) throw error;
        const detail = error.message.replace('nothing was sent: ', '');
        // Nothing is amiss in the first two days.
        if (detail.startsWith('no inventory of')) return [couldNotCheck(`${detail}; ${error.hint ?? ''}`)];
        return [
          wrong(
            detail,
            error.hint ?? 'start from a listing: --from-listing',
            commands(['s3-backfill', 'run', '--method', 'inventory', '--from-listing']),
          ),
        ];
      }
    }, 's3:ListBucket and s3:GetObject on the bucket of inventories');
  },
};
