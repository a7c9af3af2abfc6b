// A fleet, for a person: what all plans come to, and how each backfill has ended.
import type { FleetPlanEvent, FleetReportEvent, FleetRow, FleetState } from '../../events/fleet/fleet-events';
import type { Outcome } from '../../events/exit-code';
import { count, counted } from '../../text/figures';
import { bytes, dollars, estimated } from '../../text/interval-figures';
import { visible } from '../../text/safe-text';
import { inColumns } from './columns';

export const STATE_WORDS: Readonly<Record<FleetState, string>> = {
  planning: 'planning',
  planned: 'planned',
  waiting: 'waiting',
  running: 'running',
  comparing: 'comparing',
  over: 'over',
};

function countsText({ total, succeeded, failed }: FleetRow): string {
  const bad = failed === 0 ? '' : `, ${count(failed)} failed`;
  return `${count(succeeded + failed)} of ${count(total)}${bad}`;
}

/** Where one is, in a few words. */
export function fleetProgress(row: FleetRow): string {
  const { state, versions, bytes: size, total, outcome, summary = '' } = row;
  if (outcome !== undefined) return `${outcome}: ${visible(summary)}`;
  const planned =
    versions === undefined || size === undefined
      ? ''
      : `, ${estimated(versions, count)} object versions, ${estimated(size, bytes)}`;
  if (state === 'running' && total > 0) return `running, ${countsText(row)}`;
  return `${STATE_WORDS[state]}${state === 'planned' || state === 'waiting' ? planned : ''}`;
}

export function fleetPlanText(event: FleetPlanEvent): string {
  const { members, sending, nothingToDo, refused, versions, bytes: size, uncounted } = event;
  const parts = [
    `${count(sending)} would send something`,
    `${count(nothingToDo)} would send nothing`,
    ...(refused === 0 ? [] : [`${count(refused)} cannot begin`]),
  ];
  const without = uncounted.length === 0 ? '' : `; not counted: ${uncounted.map(visible).join(', ')}`;
  return [
    `${counted(members, 'backfill')}: ${parts.join(', ')}`,
    `all together: ${estimated(versions, count)} object versions, ${estimated(size, bytes)}${without}`,
  ].join('\n');
}

const NOTHING_SENT: ReadonlySet<Outcome | undefined> = new Set<Outcome>([
  'nothing-to-do',
  'nothing-found',
  'nothing-matched',
  'nothing-replicable',
]);

/** What became of one, in the cells of a table: name, outcome, versions, failed, cost. */
export function fleetCells({ member, outcome, versions, total, succeeded, failed, once }: FleetRow): readonly string[] {
  const amount = total > 0 ? count(succeeded) : versions === undefined ? '' : `${estimated(versions, count)} planned`;
  return [
    visible(member),
    outcome ?? 'not over',
    amount,
    failed === 0 ? '' : count(failed),
    once === undefined || (NOTHING_SENT.has(outcome) && total === 0) ? '' : estimated(once, dollars),
  ];
}

export const FLEET_TITLES = ['backfill', 'outcome', 'object versions', 'failed', 'planned cost'] as const;

/** Whether somebody has to do something, or should know how it ended. */
export function isAmiss({ exitCode }: FleetRow): boolean {
  return exitCode !== 0;
}

export function fleetReportText({ members }: FleetReportEvent): string {
  const table = inColumns([FLEET_TITLES.map((title) => title.toUpperCase()), ...members.map(fleetCells)], [2, 3, 4]);
  const amiss = members
    .filter(isAmiss)
    .flatMap(({ member, summary = '', comeBack }) => [
      `${visible(member)}: ${visible(summary)}`,
      ...(comeBack === undefined ? [] : [`  it alone: ${visible(comeBack)}`]),
    ]);
  return [...table, ...(amiss.length === 0 ? [] : ['', ...amiss])].join('\n');
}
