// A survey, a cost, a duration and a warning, in Markdown.
import type { CostEvent, DurationEvent, SurveyEvent, WarningEvent } from '../../events/estimate-events';
import { dollars, estimated } from '../../text/interval-figures';
import {
  amountCells,
  copiedGroups,
  notedCostRow,
  durationText,
  priceOrigins,
  REASON,
  surveyHeading,
  UNKNOWN,
} from '../estimate-words';
import { markdownCode, markdownTable, markdownText } from './safe-markdown';

export function surveyMarkdown(event: SurveyEvent): string {
  const groups = copiedGroups(event).flatMap(([title, rows]) =>
    rows.map(([name = '', ...numbers]) => [markdownText(title), markdownCode(name), ...numbers.map(markdownText)]),
  );
  const rest = [
    ...event.notCopied.map((one) => [
      'not copied',
      markdownText(REASON[one.reason]),
      ...amountCells(one).map(markdownText),
    ]),
    ...event.unknown.map((one) => [
      'cannot be said',
      markdownText(UNKNOWN[one.reason]),
      ...amountCells(one).map(markdownText),
    ]),
  ];
  return [
    `### ${markdownText(surveyHeading(event))}`,
    '',
    markdownText(event.basis),
    '',
    markdownTable(['', 'what', 'versions', 'size'], [...groups, ...rest], [2, 3]),
  ].join('\n');
}

export function costMarkdown(event: CostEvent): string {
  const { lines, once, monthly } = event;
  const rows = lines.map((line) => [
    line.paid === 'once' ? 'once' : 'a month',
    ...notedCostRow(line).map(markdownText),
  ]);
  const totals = `${estimated(once, dollars)} once, ${estimated(monthly, dollars)} a month`;
  const origins = priceOrigins(event).map((origin) => `- ${markdownText(origin)}`);
  return [
    `### Cost: ${markdownText(totals)}`,
    '',
    markdownTable(['paid', 'amount', 'for', 'quantity', 'price'], rows, [1]),
    ...(origins.length === 0 ? [] : ['', ...origins]),
  ].join('\n');
}

export function durationMarkdown(event: DurationEvent): string {
  return `**Time:** ${markdownText(durationText(event))}`;
}

export function warningMarkdown({ detail, hint }: WarningEvent): string {
  return `- **Warning:** ${markdownText(detail)}. To do: ${markdownText(hint)}`;
}
