// From flags to the inventories that a comparison reads in place of listings.
import { DEFAULT_METHOD, methodNamed } from '../../methods/registry';
import { RunnerError } from '../../ports/errors';
import type { Expected } from '../../verify/copies/judge-copy';
import type { ComparedCopies, InventoryOptions } from '../../verify/inventories/verify-inventories';
import type { VerifyTarget } from '../../verify/scope';
import { defined } from '../../text/defined';
import { COPY_FILTER_FLAGS } from '../flags/version-flags';
import { numberFlag, textFlag, type Given } from '../flag-values';

const DEFAULT_MEMORY_MEBIBYTES = 1280;
/** Without an inventory of the source they say nothing. */
const BESIDE = ['destination-inventory', 'memory', 'threads'] as const;
/** A report is joined, too. */
const BESIDE_REPORT: ReadonlySet<string> = new Set(['memory', 'threads']);

/** What a join may use. @throws RunnerError `usage` */
export function joinOptions(given: Given): Pick<InventoryOptions, 'memoryMebibytes' | 'threads'> {
  const threads = numberFlag(given, 'threads', { least: 1, most: 256, whole: true });
  return {
    memoryMebibytes:
      numberFlag(given, 'memory', { least: 128, most: 1_048_576, whole: true }) ?? DEFAULT_MEMORY_MEBIBYTES,
    ...defined({ threads }),
  };
}

/** Undefined: nothing is read but listings. @throws RunnerError `usage` */
export function inventoryOptions(given: Given): InventoryOptions | undefined {
  const source = textFlag(given, 'source-inventory');
  if (source === undefined) {
    const isJoined = given['report'] !== undefined;
    const alone = BESIDE.find((name) => given[name] !== undefined && !(isJoined && BESIDE_REPORT.has(name)));
    if (alone === undefined) return undefined;
    throw new RunnerError(
      'usage',
      `--${alone} goes with --source-inventory, which was not given`,
      'name the manifest.json of an inventory of the source with --source-inventory, or leave it out',
    );
  }
  const { name } = methodNamed(textFlag(given, 'method') ?? DEFAULT_METHOD);
  if (name !== DEFAULT_METHOD && name !== 'copy')
    throw new RunnerError(
      'usage',
      `--source-inventory is not for verify --method ${name}: inventories are compared for replicas and for --method copy`,
      'leave it out: both sides are listed then',
    );
  const chosen = [...Object.keys(COPY_FILTER_FLAGS), 'all-versions'].find(
    (flag) => given[flag] !== undefined && given[flag] !== false,
  );
  if (chosen !== undefined)
    throw new RunnerError(
      'usage',
      `--${chosen} and --source-inventory do not go together: an inventory is compared with all that lies under the prefixes, newest with newest`,
      'leave out one of them',
    );
  if (given['evidence'] !== undefined)
    throw new RunnerError(
      'usage',
      '--evidence and --source-inventory do not go together: inventories are files already, and can be compared again',
      'leave out one of them',
    );
  const destination = textFlag(given, 'destination-inventory');
  return { source, ...joinOptions(given), ...defined({ destination }) };
}

/** Of copies what is compared with what; nothing where replicas are. */
export async function comparedCopies(
  given: Given,
  target: VerifyTarget,
  expected: Expected | undefined,
): Promise<{ readonly copies?: ComparedCopies }> {
  if (textFlag(given, 'method') !== 'copy') return {};
  const { copyPairs } = await import('../../methods/copy/prove');
  // Without a word, what a copy is without one.
  return { copies: { pairs: copyPairs(target), expected: { redirects: false, lock: false, ...expected } } };
}
