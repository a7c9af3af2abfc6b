// Inventories at once, instead of within two days, and what came of the last ones.
import * as z from 'zod';
import { deliverInventory } from '../inventory/deliver-inventory';
import { inventoryIds } from '../inventory/inventory-configuration';
import { ControlError, type ControlledEmulator, type Routes } from './route';

const order = z.strictObject({
  /** The one whose inventory it is. */
  bucket: z.string(),
  /** @default - all that it has */
  id: z.string().optional(),
});

export function inventoryRoutes({ world }: ControlledEmulator): Routes {
  return {
    'GET inventories': () => ({ inventories: [...world.inventories.values()] }),
    'POST inventories': async (body) => {
      const { bucket: name, id } = order.parse(body);
      const bucket = world.buckets.get(name);
      if (bucket === undefined) throw new ControlError(404, `there is no bucket ${name}`);
      const ids = id === undefined ? inventoryIds(bucket) : [id];
      if (ids.length === 0) throw new ControlError(404, `${name} has no inventory configuration`);
      const inventories = [];
      for (const one of ids) {
        inventories.push(await deliverInventory(world, bucket, one, () => world.clientClock.sleep(0, world.closing)));
      }
      return { inventories };
    },
  };
}
