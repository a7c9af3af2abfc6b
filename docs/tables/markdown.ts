// The few pieces of Markdown that the tables need.

export type Row = readonly string[];

export function table(columns: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** One line, in which no `|` ends the cell and no `<` begins HTML. */
function cell(text: string): string {
  const escaped = text.replace(/`[^`]*`|</g, (part) => (part === '<' ? '&lt;' : part));
  return escaped.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function block(language: string, text: string): string {
  return [`\`\`\`${language}`, text.trim(), '```'].join('\n');
}
