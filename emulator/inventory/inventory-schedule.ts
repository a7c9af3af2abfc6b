// When inventories are delivered: the first some time after its configuration was put, then daily, or on Sundays.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html
import type { Bucket } from '../world/bucket';
import type { World } from '../world/world';
import { deliverInventory } from './deliver-inventory';
import { inventoryConfiguration, inventoryIds } from './inventory-configuration';

const DAY_MS = 24 * 3_600_000;
/** 1970 began on a Thursday. */
const DAYS_TO_SUNDAY = 3;

/** From now on, inventories are delivered. */
export function addInventorySchedule(world: World): void {
  world.configurationHooks.push((bucket, subResource, id) => {
    if (subResource === 'inventory') keepDelivering(world, bucket, id);
  });
}

/** For buckets that were saved and loaded: the first inventory is due again as if its configuration had just been put. */
export function resumeInventories(world: World): void {
  for (const bucket of world.buckets.values()) {
    for (const id of inventoryIds(bucket)) keepDelivering(world, bucket, id);
  }
}

/** As long as the configuration is what it was. Nobody waits for it, and time does not jump to it. */
function keepDelivering(world: World, bucket: Bucket, id: string): void {
  const name = `inventory/${id}`;
  const document = bucket.documents.get(name);
  const isCurrent = (): boolean => world.buckets.get(bucket.name) === bucket && bucket.documents.get(name) === document;
  world.background.watch(async (signal) => {
    const pause = (milliseconds: number): Promise<void> => world.clock.sleep(milliseconds, signal, true);
    await pause(world.timing.inventoryDelayMs);
    while (isCurrent()) {
      if (inventoryConfiguration(bucket, id)?.isEnabled === true) {
        await deliverInventory(world, bucket, id, () => world.clock.sleep(0, signal));
      }
      await pause(untilNext(world.clock.now(), inventoryConfiguration(bucket, id)?.frequency ?? 'Daily'));
    }
  });
}

function untilNext(nowMs: number, frequency: 'Daily' | 'Weekly'): number {
  if (frequency === 'Daily') return DAY_MS;
  const day = Math.floor(nowMs / DAY_MS);
  const untilSunday = 7 - ((day - DAYS_TO_SUNDAY + 7) % 7);
  return (day + untilSunday) * DAY_MS - nowMs;
}
