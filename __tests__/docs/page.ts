// The pages of docs/, as tests read them.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(__dirname, '..', '..');

export function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Texts of the fenced blocks in one language. */
export function blocksIn(page: string, language: string): readonly string[] {
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text]) =>
    name === language && text !== undefined ? [text] : [],
  );
}

/** Rows of the tables, cell by cell. */
export function rowsIn(page: string): readonly (readonly string[])[] {
  return [...page.matchAll(/^\| (.*) \|$/gm)].map((match) => (match[1] ?? '').split(/(?<!\\) \| /));
}
