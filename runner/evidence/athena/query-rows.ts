// What comes of a query, which Athena tells as text: rows as every engine has them.
import { RunnerError } from '../../ports/errors';
import type { Queries, QueryColumn, QueryPlace } from '../../ports/serverless/queries';
import type { Row, Value } from '../../ports/workshop';
import { visible } from '../../text/safe-text';

const NUMBER = /^(?:tinyint|smallint|int|integer|bigint|hugeint|double|decimal\(.*\))$/i;

/** @throws RunnerError `unavailable` for a number that JavaScript would round */
function valueOf(text: string | null, { name, type }: QueryColumn): Value {
  if (text === null) return null;
  if (/^boolean$/i.test(type)) return text === 'true';
  if (!NUMBER.test(type)) return text;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RunnerError('unavailable', `Athena: ${visible(name)} is '${visible(text)}', which is no safe whole number`);
}

/** A list of what several values of one row are as one: JSON of JSON (athena-dialect.ts). @throws RunnerError `unavailable` when it is cut */
export function nested(value: Value | undefined): readonly Row[] | null {
  if (typeof value !== 'string') return null;
  try {
    return (JSON.parse(value) as readonly string[]).map((one) => JSON.parse(one) as Row);
  } catch {
    throw new RunnerError('unavailable', `Athena: '${visible(value.slice(0, 100))}' in the result is no JSON`);
  }
}

function rowOf(cells: readonly (string | null)[], columns: readonly QueryColumn[]): Row {
  if (cells.length !== columns.length || cells.length === 0)
    throw new RunnerError(
      'unavailable',
      `Athena: a row of the result has ${cells.length} values, and ${columns.length} columns were told`,
    );
  return Object.fromEntries(columns.map((column, index) => [column.name, valueOf(cells[index] ?? null, column)]));
}

/**
 * All rows of a query that has ended well.
 * @param asked a column that this query has asked for: without it the result is of another one, or none
 * @throws RunnerError `unavailable` for what is cut, and for pages without end
 */
export async function rowsOfQuery(
  queries: Queries,
  place: QueryPlace,
  id: string,
  asked: string,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const begun = new Set<string>();
  let from: string | undefined;
  let columns: readonly QueryColumn[] = [];
  for (;;) {
    const page = await queries.results(place, id, from);
    if (columns.length === 0) ({ columns } = page);
    for (const cells of page.rows) rows.push(rowOf(cells, columns));
    from = page.next;
    if (from === undefined) break;
    if (begun.has(from))
      throw new RunnerError('unavailable', 'Athena: a page of the result is told for the second time');
    begun.add(from);
  }
  if (columns.some(({ name }) => name === asked)) return rows;
  throw new RunnerError(
    'unavailable',
    `Athena: the result has no column '${asked}', which was asked for: it is none of this query`,
  );
}
