// A survey, a cost, a duration and a warning, for a person.
import type { CostEvent, CostLine, DurationEvent, SurveyEvent, WarningEvent } from '../../events/estimate-events';
import { dollars, estimated } from '../../text/interval-figures';
import { visible } from '../../text/safe-text';
import { inColumns } from './columns';
import {
  amountCells,
  copiedGroups,
  costRow,
  durationText,
  priceOrigins,
  REASON,
  surveyHeading,
  timeRange,
  UNKNOWN,
  unpriced,
  type Row,
} from '../estimate-words';

function section(title: string, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => row.map(visible));
  return [`  ${title}`, ...inColumns(cells, [0, 1]).map((line) => `    ${line}`)];
}

/** The name behind the numbers: names are of any length. */
function nameLast([name = '', ...numbers]: Row): Row {
  return [...numbers, name];
}

export function surveyText(event: SurveyEvent): string {
  const groups = copiedGroups(event).filter(([, rows]) => rows.length > 1);
  return [
    `${surveyHeading(event)}:`,
    `  ${visible(event.basis)}`,
    ...groups.flatMap(([title, rows]) => section(title, rows.map(nameLast))),
    ...section(
      'would not be copied',
      event.notCopied.map((one) => [...amountCells(one), REASON[one.reason]]),
    ),
    ...section(
      'cannot be said',
      event.unknown.map((one) => [...amountCells(one), UNKNOWN[one.reason]]),
    ),
  ].join('\n');
}

function costSection(title: string, lines: readonly CostLine[]): readonly string[] {
  if (lines.length === 0) return [];
  const rows = lines.map((line) => costRow(line).map(visible));
  const amounts = Math.max(...rows.map(([amount = '']) => amount.length));
  const below = ' '.repeat(amounts + 2);
  return [
    `  ${title}`,
    ...inColumns(rows, [0]).flatMap((row, index) => {
      const note = lines[index]?.note;
      return [`    ${row}`, ...(note === undefined ? [] : [`    ${below}${visible(note)}`])];
    }),
  ];
}

export function costText(event: CostEvent): string {
  const { lines, once, monthly, currency } = event;
  const missing = unpriced(event);
  const without = missing.length === 0 ? '' : `, without what has no price: ${missing.map(visible).join(', ')}`;
  return [
    `Cost in ${currency}: ${estimated(once, dollars)} once, ${estimated(monthly, dollars)} a month${without}:`,
    ...costSection(
      'once',
      lines.filter(({ paid }) => paid === 'once'),
    ),
    ...costSection(
      'every month',
      lines.filter(({ paid }) => paid === 'month'),
    ),
    '  prices',
    ...priceOrigins(event).map((origin) => `    ${visible(origin)}`),
  ].join('\n');
}

export function durationOfPlanText(event: DurationEvent): string {
  const rows = event.highSeconds === 0 ? [] : event.terms.map((term) => [timeRange(term), term.detail]);
  return [`Time: ${durationText(event)}`, ...inColumns(rows).map((line) => `    ${line}`)].join('\n');
}

export function warningText({ detail, hint }: WarningEvent): string {
  return `${visible(detail)}\n       to do: ${visible(hint)}`;
}
