// Text on its way into Markdown: whatever it holds, it is shown as it is, and becomes neither markup nor HTML nor a link. It is to be
// read as text, too: what means nothing to Markdown where it stands is left alone. https://github.github.com/gfm/
import { visible } from '../../text/safe-text';

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** What would be markup at these places, and is text with a backslash before it. */
const MARKUP: readonly RegExp[] = [
  /[\\`*~[\]|]/g,
  // Emphasis does not begin or end inside of a word.
  /(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g,
  // An element, a comment, an address between angle brackets.
  /<(?=[A-Za-z/!?])/g,
  /&(?=#?[A-Za-z0-9]+;)/g,
  // Addresses that become links by themselves.
  /:(?=\/\/)|:(?=[^\s]*@)|@/g,
  /(?<=\bwww)\./gi,
  // A quote, a heading, a list or a rule at the beginning; a heading's end.
  /^[>#+=:-]|(?<=^\d+)[.)](?=\s|$)|#$/g,
];

/** A sentence. */
export function markdownText(text: string): string {
  const shown = visible(text);
  const marked = new Set(MARKUP.flatMap((kind) => [...shown.matchAll(kind)].map(({ index }) => index)));
  const escaped = [...Array(shown.length).keys()]
    .map((at) => `${marked.has(at) ? '\\' : ''}${shown.charAt(at)}`)
    .join('');
  // Spaces at the beginning would make it a block of code.
  return escaped.replace(/^ +/, (spaces) => spaces.replace(/ /g, entity));
}

/** Between backticks everything is as it is, but for those, for what ends a cell, and for spaces at both ends. */
const IS_PLAIN = /^[^\s`|](?:[^`|]*[^\s`|])?$/;

/** A key, a bucket or a message, in the type of code. */
export function markdownCode(text: string): string {
  const shown = visible(text);
  if (IS_PLAIN.test(shown)) return `\`${shown}\``;
  return `<code>${shown.replace(/[!-/:-@[-`{-~]/g, entity)}</code>`;
}

/** Lines in the type of code, as they are; whatever they hold, they do not end it. */
export function markdownBlock(text: string, language = ''): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...text.split('\n').map(visible), fence].join('\n');
}

/** A cell that is wider stands out, instead of pushing all others apart. */
const WIDEST_COLUMN = 48;

/** A table, in columns for those who read it as text; cells are Markdown already. */
export function markdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const widths = titles.map((title, column) => {
    const cells = [title, ...rows.map((row) => row[column] ?? '')].map(({ length }) => length);
    return Math.max(4, ...cells.filter((width) => width <= WIDEST_COLUMN));
  });
  const isNumber = (column: number): boolean => numbers.includes(column);
  const cell = (text: string, column: number): string => {
    const width = widths[column] ?? 0;
    return isNumber(column) ? text.padStart(width) : text.padEnd(width);
  };
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const rule = widths.map((width, column) => (isNumber(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(titles), line(rule), ...rows.map(line)].join('\n');
}
