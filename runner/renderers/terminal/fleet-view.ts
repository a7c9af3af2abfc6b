// A fleet that is watched, for a person: a table that changes on a terminal; in a log, a line when something has changed.
import type { FleetMemberEvent, FleetState } from '../../events/fleet/fleet-events';
import type { Output } from '../../ports/world';
import { count } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { fleetProgress, STATE_WORDS } from '../text/fleet-text';
import { inColumns } from '../text/columns';
import { liveBlock } from './live-block';
import { moment } from './progress-line';
import { beginning } from './width';

/** Rows of the table; the others are counted. */
const MOST_ROWS = 12;
const NARROWEST = 20;
/** What is at work comes first. */
const ORDER: readonly FleetState[] = ['running', 'comparing', 'planning', 'waiting', 'planned', 'over'];

export interface FleetView {
  member(event: FleetMemberEvent): void;
  /** Takes away what would be written over. */
  clear(): void;
}

/** What a log is told of once. */
function seen({ state, outcome, failed }: FleetMemberEvent): string {
  return `${state} ${outcome ?? ''} ${failed > 0 ? 'failed' : ''}`;
}

export function fleetView(stderr: Output): FleetView {
  const block = liveBlock(stderr);
  const last = new Map<string, FleetMemberEvent>();

  const table = (): readonly string[] => {
    const all = [...last.values()];
    const states = ORDER.flatMap((state) => {
      const number = all.filter((one) => one.state === state).length;
      return number === 0 ? [] : [`${count(number)} ${STATE_WORDS[state]}`];
    });
    const active = all.filter(({ state }) => state !== 'over' && state !== 'planned');
    const shown = [...active].sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
    const rows = shown
      .slice(0, MOST_ROWS)
      .map((row) => [visible(row.member), STATE_WORDS[row.state], fleetProgress(row)]);
    const lines = [`${count(all.length)} backfills: ${states.join(', ')}`, ...inColumns(rows)];
    return lines.map((line) => beginning(line, Math.max(NARROWEST, stderr.columns) - 1));
  };

  return {
    member(event) {
      const former = last.get(event.member);
      last.set(event.member, event);
      if (stderr.isTerminal) {
        block.show(table());
        return;
      }
      if (former !== undefined && seen(former) === seen(event)) return;
      const progress = fleetProgress(event);
      stderr.write(`${moment(event.atMs)} ${visible(event.member)}: ${progress}\n`);
    },
    clear: () => block.clear(),
  };
}
