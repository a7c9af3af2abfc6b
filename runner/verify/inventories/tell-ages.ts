// When both inventories were made, against now and against each other.
import type { RunnerEvent } from '../../events/events';
import { duration } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { SideTable } from './side-table';

/** Inventories are made once a day: older ones tell of another time. */
const OLD_MS = 48 * 3600 * 1000;

export function* tellAges(source: SideTable, destination: SideTable, now: number): Generator<RunnerEvent> {
  for (const { kind, location, madeMs } of [source, destination]) {
    if (kind !== 'inventory') continue;
    const ageMs = now - madeMs;
    const old = ageMs > OLD_MS ? ': what came or went since, it does not know' : '';
    const when = new Date(madeMs).toISOString();
    yield {
      kind: 'note',
      detail: `the inventory ${visible(location)} was made ${when}, ${duration(ageMs / 1000)} ago${old}`,
    };
  }
  const apartMs = source.madeMs - destination.madeMs;
  if (Math.abs(apartMs) < OLD_MS || source.kind !== destination.kind) return;
  const [earlier, later] = apartMs > 0 ? ['destination', 'source'] : ['source', 'destination'];
  const detail = `the inventory of the ${earlier} is ${duration(Math.abs(apartMs) / 1000)} older than that of the ${later}`;
  yield { kind: 'note', detail };
}
