// Both sides of kept evidence, as whoever joins them reads them: S3's own files, each held against the manifest that S3 has written.
import { join } from 'node:path';
import { tableManifest } from '../../../evidence/tables/table-manifest';
import { RunnerError } from '../../../ports/errors';
import { LARGEST } from '../../../ports/limits';
import type { Workshop } from '../../../ports/workshop';
import { visible } from '../../../text/safe-text';
import { asSide } from '../../inventories/duckdb-sides';
import type { Needed } from '../../inventories/joined';
import { LISTED_COLUMNS, LISTED_NAMES } from '../../inventories/listed-table';
import type { SideTable, TablePair } from '../../inventories/side-table';
import type { SideName } from '../keep-comparison';
import type { KeptInventories, KeptSide } from './kept-inventories';

/** What nobody can have kept so. */
function otherwise(why: string): RunnerError {
  return new RunnerError(
    'unavailable',
    `the evidence contradicts itself: ${why}`,
    'take it from a copy that holds; nothing was compared',
  );
}

async function checkFiles(side: SideName, table: SideTable, workshop: Workshop): Promise<void> {
  if (table.files.length !== table.paths.length)
    throw otherwise(
      `the manifest of the ${side} names ${table.files.length} files, and ${table.paths.length} are kept`,
    );
  for (const [index, { key, MD5checksum }] of table.files.entries()) {
    const checked = await workshop.check(table.paths[index] ?? '', false);
    if (checked?.md5 === MD5checksum.toLowerCase()) continue;
    throw otherwise(
      `the MD5 of ${visible(key)} is ${checked?.md5 ?? 'that of no file'}, and the manifest of S3 says ${visible(MD5checksum)}`,
    );
  }
}

async function inventorySide(
  directory: string,
  name: SideName,
  { location, sha256, manifest = '', bucket, madeMs, files }: KeptSide,
  needed: Needed,
  workshop: Workshop,
): Promise<SideTable> {
  const text = (await workshop.text(join(directory, manifest), LARGEST.inventoryManifest)) ?? '';
  const table = tableManifest(text, location, { ...needed, flag: `${name}-inventory` });
  if (table.sha256 !== sha256 || table.bucket !== bucket || table.madeMs !== madeMs)
    throw otherwise(`the manifest of the ${name} is another one`);
  const paths = files.map((file) => join(directory, file));
  const side = asSide({ ...table, paths, delivered: paths, manifest: text }, 'inventory');
  await checkFiles(name, side, workshop);
  return side;
}

function listedSide(directory: string, { location, sha256, bucket, madeMs, files }: KeptSide): SideTable {
  const paths = files.map((file) => join(directory, file));
  const of = {
    location,
    sha256,
    bucket,
    madeMs,
    deliveredTo: bucket,
    files: files.map((key) => ({ key, MD5checksum: '' })),
  };
  const table = { ...of, format: 'CSV' as const, columns: LISTED_COLUMNS, names: LISTED_NAMES };
  return asSide({ ...table, paths, delivered: paths }, 'listing');
}

/** @throws RunnerError `unavailable` when they are not what S3 has delivered */
export async function keptSides(
  directory: string,
  sides: NonNullable<KeptInventories['sides']>,
  needed: Needed,
  workshop: Workshop,
): Promise<TablePair> {
  const sideOf = (name: SideName): Promise<SideTable> | SideTable =>
    sides[name].manifest === undefined
      ? listedSide(directory, sides[name])
      : inventorySide(directory, name, sides[name], needed, workshop);
  return { source: await sideOf('source'), destination: await sideOf('destination') };
}
