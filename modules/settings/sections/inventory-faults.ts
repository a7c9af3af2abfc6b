// What is wrong with `inventory`, seen with the other keys.
import { LOG_DAYS } from '../../functions/log-days';
import { keyRegionOf } from '../../refusals/aws-names';
import { keysOfReplication } from '../copy-faults';
import type { Settings } from '../schema';

/** In the words of the keys. */
export function inventoryFaults(settings: Settings): readonly string[] {
  const { inventory, region } = settings;
  if (inventory === undefined) return [];
  const { destination_region: there, destination_kms_arns: keys = [], log_retention_days: days } = inventory;
  return [
    ...besideOthers(settings),
    ...(settings.prefixes.length > 1
      ? [
          `prefixes: got ${settings.prefixes.length}; an inventory lists one: name one, or take a settings file for each`,
        ]
      : []),
    ...keys.flatMap((key, index) => keyFaults(`inventory.destination_kms_arns[${index}]`, key, there, 'destination')),
    ...keyFaults('inventory.inventory_kms_arn', inventory.inventory_kms_arn, region, 'source'),
    ...keyFaults('inventory.queue_kms_arn', inventory.queue_kms_arn, region, 'source'),
    ...(days === undefined || LOG_DAYS.includes(days)
      ? []
      : [`inventory.log_retention_days: got ${days}; CloudWatch Logs takes ${LOG_DAYS.join(', ')}`]),
    ...(settings.destination_caller_arns !== undefined && inventory.destination_account_id === undefined
      ? [
          "destination_caller_arns: got a list; it needs inventory.destination_account_id: within one account a policy of the callers' own is enough",
        ]
      : []),
  ];
}

function keyFaults(at: string, key: string | undefined, region: string | undefined, side: string): readonly string[] {
  if (key === undefined || region === undefined || keyRegionOf(key) === region) return [];
  const keyRegion = keyRegionOf(key) ?? 'no Region';
  return [`${at}: got "${key}", a key in ${keyRegion}; one in ${region} is needed, the Region of the ${side}`];
}

function besideOthers(settings: Settings): readonly string[] {
  const others: string[] = [...keysOfReplication(settings)];
  if (settings.replication_destination_bucket_arn !== undefined) others.push('replication_destination_bucket_arn');
  if (settings.adopt_existing_replication) others.push('adopt_existing_replication');
  if (settings.batch_copy !== undefined) others.push('batch_copy');
  if (settings.datasync !== undefined) others.push('datasync');
  const way = 'take a settings file of its own for these copies, or leave it out';
  return [
    ...others.map((key) => `${key}: it is for another way of copying than inventory: ${way}`),
    ...(settings.confused_deputy_conditions === undefined
      ? []
      : ['confused_deputy_conditions: Lambda fills none of them in: leave it out']),
    ...(settings.role_name_prefix === undefined
      ? []
      : ['role_name_prefix: roles, functions and queues have one beginning: take inventory.name']),
    ...(settings.manifest_prefix === undefined
      ? []
      : ['manifest_prefix: inventories are the lists: take inventory.inventory_prefix, or leave it out']),
  ];
}
