// Which key an ARN is of.
import type { World } from '../../world/world';
import { stateOf, type Key } from '../../world/kms-key';
import { managedKey, S3_ALIAS } from './managed-key';

/**
 * The key of an ARN, which may be that of an alias. `unknown`: nobody ever created a key in that account and Region, so
 * that the emulator cannot say whether there is such a key; people rehearse with ARNs of keys that are real elsewhere.
 * The quirk `unknownKmsKeysNotFound` makes it say that there is none.
 */
export function findKey(world: World, arn: string): Key | 'not found' | 'unknown' {
  const [, , , region = '', accountId = '', resource = ''] = arn.split(':');
  if (resource === S3_ALIAS && world.accounts.some((account) => account.accountId === accountId)) {
    return managedKey(world, accountId, region);
  }
  const keyArn = resource.startsWith('alias/') ? world.keyAliases.get(arn)?.targetArn : arn;
  const key = world.keys.get(keyArn ?? '');
  if (key !== undefined && stateOf(key, world.clock.now()) !== 'Gone') return key;
  return world.quirks.unknownKmsKeysNotFound || hasKeys(world, accountId, region) ? 'not found' : 'unknown';
}

/** Keys that are gone count too: objects that were written under them must not become readable again. */
function hasKeys(world: World, accountId: string, region: string): boolean {
  for (const key of world.keys.values()) {
    if (key.accountId === accountId && key.region === region && key.manager === 'CUSTOMER') return true;
  }
  return false;
}
