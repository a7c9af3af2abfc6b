// Every method, the best first, for a person.
import type { RankedMethod, RecommendationEvent } from '../../events/recommendation-events';
import { visible } from '../../text/safe-text';
import { costRow } from '../estimate-words';
import {
  costWords,
  detailsOf,
  knownWords,
  methodHeading,
  originsOf,
  timeWords,
  unknownWords,
} from '../recommendation-words';
import { inColumns } from './columns';

const WIDTH = 12;

function part(title: string, texts: readonly string[]): readonly string[] {
  return texts.map((text, index) => `   ${(index === 0 ? title : '').padEnd(WIDTH)}${visible(text)}`);
}

function costLines({ cost }: RankedMethod): readonly string[] {
  const rows = cost.lines.map((line) => [...costRow(line), line.paid === 'month' ? 'a month' : ''].map(visible));
  return inColumns(rows, [0]).map((row) => `   ${' '.repeat(WIDTH)}${row}`);
}

function methodText(method: RankedMethod, rank: number, verbose: boolean): readonly string[] {
  const { because, cannot, fit, start } = method;
  const head = visible(methodHeading(method, rank));
  // What nobody can use is told in full to those who ask for everything.
  if (fit === 'cannot' && !verbose) return [head, ...cannot.map((text) => `   ${visible(text)}`)];
  return [
    head,
    `   ${visible(because)}`,
    ...detailsOf(method).flatMap(([title, texts]) => part(title, texts)),
    ...part('cost', [costWords(method)]),
    ...costLines(method),
    ...part('time', [timeWords(method)]),
    ...part('start', [start.command ?? `by hand: ${start.page}`]),
  ];
}

function list(title: string, texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? [] : [`${title}:`, ...texts.map((text) => `   ${visible(text)}`)];
}

export function recommendationText(event: RecommendationEvent, verbose = false): string {
  return [
    ...list('known', knownWords(event)),
    ...list('not known, and not assumed', unknownWords(event)),
    ...event.methods.flatMap((method, index) => methodText(method, index + 1, verbose)),
    ...list('prices in USD', originsOf(event)),
  ].join('\n');
}
