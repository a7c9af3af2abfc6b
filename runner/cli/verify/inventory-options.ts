// From flags to the inventories that a comparison reads in place of listings.
import { DEFAULT_METHOD, methodNamed } from '../../methods/registry';
import { RunnerError } from '../../ports/errors';
import type { InventoryOptions } from '../../verify/inventories/verify-inventories';
import { defined } from '../../text/defined';
import { numberFlag, textFlag, type Given } from '../flag-values';

const DEFAULT_MEMORY_MEBIBYTES = 1280;
/** Without an inventory of the source they say nothing. */
const BESIDE = ['destination-inventory', 'memory', 'threads'] as const;

/** Undefined: nothing is read but listings. @throws RunnerError `usage` */
export function inventoryOptions(given: Given): InventoryOptions | undefined {
  const source = textFlag(given, 'source-inventory');
  if (source === undefined) {
    const alone = BESIDE.find((name) => given[name] !== undefined);
    if (alone === undefined) return undefined;
    throw new RunnerError(
      'usage',
      `--${alone} goes with --source-inventory, which was not given`,
      'name the manifest.json of an inventory of the source with --source-inventory, or leave it out',
    );
  }
  const { name } = methodNamed(textFlag(given, 'method') ?? DEFAULT_METHOD);
  if (name !== DEFAULT_METHOD)
    throw new RunnerError(
      'usage',
      `--source-inventory is not for verify --method ${name}: inventories are compared version by version`,
      'leave it out: both sides are listed then',
    );
  const destination = textFlag(given, 'destination-inventory');
  const threads = numberFlag(given, 'threads', { least: 1, most: 256, whole: true });
  return {
    source,
    memoryMebibytes:
      numberFlag(given, 'memory', { least: 128, most: 1_048_576, whole: true }) ?? DEFAULT_MEMORY_MEBIBYTES,
    ...defined({ destination, threads }),
  };
}
