// The file that a result is in: CSV in which every value that is not null stands in quotes.
// https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html

/** Null is null, an empty text is not. */
export type ResultRow = readonly (string | null)[];

export function writtenResult(rows: readonly ResultRow[]): string {
  return rows.map((row) => `${row.map(written).join(',')}\n`).join('');
}

function written(value: string | null): string {
  return value === null ? '' : `"${value.replaceAll('"', '""')}"`;
}

const FIELD = /"((?:[^"]|"")*)"|(?=[,\n])/y;

/** With the row of names. */
export function readResult(text: string): readonly ResultRow[] {
  const rows: ResultRow[] = [];
  let row: (string | null)[] = [];
  for (let at = 0; at < text.length;) {
    FIELD.lastIndex = at;
    const field = FIELD.exec(text);
    if (field === null) throw new Error('the file is no result of Athena');
    row.push(field[1]?.replaceAll('""', '"') ?? null);
    at += field[0].length;
    if (text[at] === '\n') {
      rows.push(row);
      row = [];
    }
    at += 1;
  }
  return rows;
}
