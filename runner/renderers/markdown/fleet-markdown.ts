// A fleet in Markdown: what all plans come to, and how each backfill has ended.
import type { FleetPlanEvent, FleetReportEvent } from '../../events/fleet/fleet-events';
import { FLEET_TITLES, fleetCells, fleetPlanText, isAmiss } from '../text/fleet-text';
import { markdownCode, markdownTable, markdownText } from './safe-markdown';

export function fleetPlanMarkdown(event: FleetPlanEvent): string {
  return fleetPlanText(event).split('\n').map(markdownText).join('\n\n');
}

export function fleetReportMarkdown({ members }: FleetReportEvent): string {
  const rows = members.map((row) =>
    fleetCells(row).map((cell, column) => (column === 0 ? markdownCode(cell) : markdownText(cell))),
  );
  const amiss = members.filter(isAmiss).map(({ member, summary = '', comeBack }) => {
    const alone = comeBack === undefined ? '' : `; it alone: ${markdownCode(comeBack)}`;
    return `- ${markdownCode(member)}: ${markdownText(summary)}${alone}`;
  });
  const table = markdownTable(FLEET_TITLES, rows, [2, 3, 4]);
  return ['### Backfills', '', table, ...(amiss.length === 0 ? [] : ['', ...amiss])].join('\n');
}
