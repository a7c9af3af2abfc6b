// Which column of a table holds which column of the files of an inventory: of some formats Athena takes it by its place, of others by its name.
// https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html
import type { QueryTable } from '../../ports/serverless/queries';
import { visible } from '../../text/safe-text';
import type { TableManifest } from '../tables/table-manifest';

/** Names are spelt with and without underscores, which is the same where places count: `VersionId`, `version_id`. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function isByPlace({ format }: TableManifest, { parameters }: QueryTable): boolean {
  const said = (name: string): string | undefined => parameters[`serde.param.${name}`]?.trim().toLowerCase();
  switch (format) {
    case 'CSV':
      return true;
    case 'ORC':
      return said('orc.column.index.access') !== 'false';
    case 'Parquet':
      return said('parquet.column.index.access') === 'true';
  }
}

/**
 * Of each column that is read, the name that it has in the table.
 * @param refusal of a table that has not each of them, or has it where Athena does not find it: what is not found is null in every row
 */
export function columnsOf(
  table: QueryTable,
  manifest: TableManifest,
  refusal: (why: string) => Error,
): TableManifest['names'] {
  const { format, columns, names } = manifest;
  const own = table.columns;
  const isPlaced = isByPlace(manifest, table);
  const same = (one: string, other: string): boolean =>
    isPlaced ? plain(one) === plain(other) : one.toLowerCase() === other.toLowerCase();
  const wrong = isPlaced ? columns.findIndex((name, index) => !same(name, own[index] ?? '')) : -1;
  if (wrong >= 0)
    throw refusal(
      `its column ${wrong + 1} is '${visible(own[wrong] ?? '')}', and in the files of this inventory '${visible(columns[wrong] ?? '')}' (${format} is read by the order of columns)`,
    );
  const found = Object.entries(names).map(
    ([name, inFiles]) => [name, inFiles, own.find((one) => same(one, inFiles))] as const,
  );
  const lacking = found.flatMap(([, inFiles, there]) => (there === undefined ? [inFiles] : []));
  if (lacking.length > 0)
    throw refusal(
      `it has no column '${lacking.map(visible).join("', '")}', which the files of this inventory have (${format} is read by the names of columns)`,
    );
  return Object.fromEntries(found.map(([name, , there]) => [name, there]));
}
