// What it will cost to restore what is archived, for a plan: by what the listing tells, so that what was restored before is counted too.
import { mostSecondsToRestore, restoreCostOf, type ArchivedAmount } from '../estimate/restore-cost';
import type { RunnerEvent } from '../events/events';
import type { Price } from '../estimate/prices';
import type { TargetSource } from '../target/target';
import { defined } from '../text/defined';
import { counted, duration } from '../text/figures';
import { exactly } from '../text/interval';
import { bytes as bytesText, estimated } from '../text/interval-figures';
import { DEFAULT_RESTORES, type Restores } from '../plan/how-restored';

/** Objects by class. */
export class ArchivedAmounts {
  readonly #amounts = new Map<string, ArchivedAmount>();

  add({ storageClass, sizeBytes }: { readonly storageClass: string; readonly sizeBytes: number }): void {
    const { objects, bytes } = this.#amounts.get(storageClass) ?? { objects: 0, bytes: 0 };
    this.#amounts.set(storageClass, { storageClass, objects: objects + 1, bytes: bytes + sizeBytes });
  }

  get all(): readonly ArchivedAmount[] {
    return [...this.#amounts.values()];
  }
}

/** Tells what a run asks about before it restores them, line by line. */
export function* foreseeRestores(
  { all }: ArchivedAmounts,
  { region }: TargetSource,
  { tier, days }: Restores = DEFAULT_RESTORES,
  prices?: readonly Price[],
): Generator<RunnerEvent> {
  if (all.length === 0) return;
  const objects = all.reduce((sum, one) => sum + one.objects, 0);
  const size = estimated(exactly(all.reduce((sum, one) => sum + one.bytes, 0)), bytesText);
  const seconds = mostSecondsToRestore(
    tier,
    all.some(({ storageClass }) => storageClass === 'DEEP_ARCHIVE'),
  );
  yield {
    kind: 'note',
    detail: `a run restores ${counted(objects, 'archived object')} (${size}) first, by ${tier} for ${counted(days, 'day')}, waits up to ${duration(seconds)}, and copies ${objects === 1 ? 'it' : 'them'} then; this costs beside the copies, less where some were restored before:`,
  };
  yield restoreCostOf({ amounts: all, tier, days, region, ...defined({ prices }) });
}
