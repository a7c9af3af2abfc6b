// Every method, the best first, in Markdown.
import type { RankedMethod, RecommendationEvent } from '../../events/recommendation-events';
import { notedCostRow } from '../estimate-words';
import {
  costWords,
  detailsOf,
  knownWords,
  methodHeading,
  originsOf,
  timeWords,
  unknownWords,
} from '../recommendation-words';
import { markdownBlock, markdownTable, markdownText } from './safe-markdown';

function item(title: string, texts: readonly string[]): string {
  return `- **${title}:** ${texts.map(markdownText).join('; ')}`;
}

function methodMarkdown(method: RankedMethod, rank: number): string {
  const { because, cost, start } = method;
  const rows = cost.lines.map((line) => [
    line.paid === 'once' ? 'once' : 'a month',
    ...notedCostRow(line).map(markdownText),
  ]);
  return [
    `### ${markdownText(methodHeading(method, rank))}`,
    '',
    markdownText(because),
    '',
    ...detailsOf(method).map(([title, texts]) => item(title, texts)),
    item('cost', [costWords(method)]),
    item('time', [timeWords(method)]),
    ...(rows.length === 0 ? [] : ['', markdownTable(['paid', 'amount', 'for', 'quantity', 'price'], rows, [1])]),
    '',
    ...(start.command === undefined ? [item('by hand', [start.page])] : [markdownBlock(start.command, 'sh')]),
  ].join('\n');
}

export function recommendationMarkdown(event: RecommendationEvent): string {
  const facts = [
    ...(event.known.length === 0 ? [] : [item('known', knownWords(event))]),
    ...(event.unknown.length === 0 ? [] : [item('not known, and not assumed', unknownWords(event))]),
  ];
  const origins = originsOf(event).map((origin) => `- ${markdownText(origin)}`);
  return [
    ...(facts.length === 0 ? [] : [facts.join('\n')]),
    ...event.methods.map((method, index) => methodMarkdown(method, index + 1)),
    ...(origins.length === 0 ? [] : [['### Prices in USD', '', ...origins].join('\n')]),
  ].join('\n\n');
}
