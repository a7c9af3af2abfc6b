// Text on its way into Markdown: whatever it holds, it is shown as it is, and becomes neither markup nor HTML nor a link.
// https://github.github.com/gfm/
import { visible } from '../../text/safe-text';

/** Entities mean nothing to Markdown, wherever they stand: in a table, in a list, at the beginning of a line. */
function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** A sentence. What could begin a list, a heading or a link is written as an entity; the rest stays readable. */
export function markdownText(text: string): string {
  return visible(text)
    .replace(/[!-~]/g, (character) => (/[A-Za-z0-9,;'()/.-]/.test(character) ? character : entity(character)))
    .replace(/^[-+]|^\d+(?=[.)])|\bwww(?=\.)/gi, (found) => found.replace(/./g, entity));
}

/** A key, a bucket or a message, in the type of code. */
export function markdownCode(text: string): string {
  return `<code>${visible(text).replace(/[!-/:-@[-`{-~]/g, entity)}</code>`;
}

/** Lines in the type of code, as they are; whatever they hold, they do not end it. */
export function markdownBlock(text: string): string {
  return `<pre>${text
    .split('\n')
    .map((line) => visible(line).replace(/[!-/:-@[-`{-~]/g, entity))
    .join('&#10;')}</pre>`;
}

/** A table; cells are Markdown already. */
export function markdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = titles.map((_, column) => (numbers.includes(column) ? '---:' : '---'));
  return [line(titles), line(rule), ...rows.map(line)].join('\n');
}
