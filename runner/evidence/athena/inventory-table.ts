// A table of Athena over inventories, as AWS documents them: which day of it is read, and that its columns and files are those of that
// day's manifest. https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-athena-query.html
import { installedPage } from '../../../docs/installed-page';
import { RunnerError, isRunnerError } from '../../ports/errors';
import { bytesWithin, LARGEST } from '../../ports/limits';
import type { Buckets } from '../../ports/s3/buckets';
import type { Objects } from '../../ports/s3/objects';
import type { Queries, QueryPlace, QueryTable } from '../../ports/serverless/queries';
import { s3Address } from '../../text/s3-address';
import { visible } from '../../text/safe-text';
import { manifestInS3 } from '../tables/fetched-table';
import { tableManifest, type TableManifest, type TableWanted } from '../tables/table-manifest';
import { partitionRows } from '../tables/athena-dialect';
import { columnsOf } from './table-columns';

export interface AskedTable {
  readonly name: string;
  /** `2026-01-31-01-00`. @default - the newest */
  readonly partition?: string;
}

/** One day of inventories. */
export interface InventoryTable extends TableManifest {
  /** `database.table`, and the day. */
  readonly table: string;
  readonly partition: string;
  /** What its rows are read from. */
  readonly rows: string;
}

interface Aws {
  readonly buckets: Pick<Buckets, 'read'>;
  readonly objects: Pick<Objects, 'below'>;
  readonly queries: Queries;
}

export const PARTITION = /^\d{4}-\d{2}-\d{2}-\d{2}-\d{2}$/;
/** Days of more than twenty-seven years. */
const MOST_PARTITIONS = 10_000;
/** S3 writes the folder before the manifest: of how many of the newest days it may be missing. */
const MOST_UNFINISHED = 3;
const MOST_NAMED = 3;
/** Names in the folder of a partition, which has one. */
const MOST_BESIDE = 100;

/** What is asked for once the table is known. */
export interface Folder {
  readonly bucket: string;
  /** Of one configuration, with a slash behind it: `hive/` and the manifests lie below it. */
  readonly root: string;
}

function unusable(table: string, why: string, hint: string): RunnerError {
  return new RunnerError('usage', `the table ${visible(table)} cannot be used: ${why}`, hint);
}

const AS_DOCUMENTED = `make it as AWS documents it for S3 Inventory (SymlinkTextInputFormat, partitioned by dt, at …/hive/): ${installedPage('docs/evidence.md', 'Beyond one machine')}`;

/** Of a table that has Athena leave out what is in its files. */
const SKIPPED = ['skip.header.line.count', 'skip.footer.line.count'];

/** That the rows of a partition are all those of the files below its folder. */
function checkParameters(table: string, { location, partitionKeys, parameters }: QueryTable): void {
  const skipped = SKIPPED.find((name) => !/^0*$/.test(parameters[name]?.trim() ?? ''));
  if (skipped !== undefined)
    throw unusable(
      table,
      `its parameter '${skipped}' is '${visible(parameters[skipped] ?? '')}': rows of every file would be left out, and files of an inventory have no header`,
      'remove the parameter from the table',
    );
  const template = parameters['storage.location.template'];
  const [key = ''] = partitionKeys;
  const usual = `${location.replace(/\/$/, '')}/dt=\${${key}}`;
  if (template === undefined || template.replace(/\/$/, '') === usual) return;
  throw unusable(
    table,
    `its partitions lie at '${visible(template)}' (storage.location.template), and those of an inventory at '${visible(usual)}/'`,
    AS_DOCUMENTED,
  );
}

/** @throws RunnerError `usage` when it is no table over inventories, as AWS documents one */
export function folderOf(table: string, found: QueryTable): Folder {
  const { location, inputFormat, partitionKeys } = found;
  if (!/SymlinkTextInputFormat$/.test(inputFormat))
    throw unusable(
      table,
      `its input format is '${visible(inputFormat)}', and no list of files that S3 has written`,
      AS_DOCUMENTED,
    );
  const [only] = partitionKeys;
  if (only === undefined || partitionKeys.length > 1)
    throw unusable(table, `it is partitioned by ${partitionKeys.length} columns, and one is needed, dt`, AS_DOCUMENTED);
  const place = s3Address(location);
  const root = place === undefined ? undefined : /^(.*\/)?hive\/?$/s.exec(place.key);
  if (place === undefined || root === null || root === undefined)
    throw unusable(
      table,
      `its location is '${visible(location)}', and not the folder hive/ of an inventory`,
      AS_DOCUMENTED,
    );
  checkParameters(table, found);
  return { bucket: place.bucket, root: root[1] ?? '' };
}

/** `2026-01-31-01-00` → `…/2026-01-31T01-00Z/manifest.json` */
function manifestOf({ bucket, root }: Folder, partition: string): string {
  return `s3://${bucket}/${root}${partition.slice(0, 10)}T${partition.slice(11)}Z/manifest.json`;
}

/** In their order. */
export async function partitionsIn(
  { bucket, root }: Folder,
  { objects }: Pick<Aws, 'objects'>,
): Promise<readonly string[]> {
  const names = await objects.below(bucket, `${root}hive/`, MOST_PARTITIONS);
  const found = names.flatMap((name) => /\/dt=([^/]+)\/$/.exec(`/${name}`)?.[1] ?? []);
  return found.filter((name) => PARTITION.test(name)).sort();
}

/** Partition and manifest: the one that was asked for, or the newest that S3 has finished. */
async function chosen(
  table: string,
  asked: AskedTable,
  folder: Folder,
  flag: string,
  aws: Aws,
): Promise<{ readonly partition: string; readonly location: string; readonly text: string }> {
  const all = await partitionsIn(folder, aws);
  const where = `s3://${folder.bucket}/${folder.root}hive/`;
  const newest = all.at(-1);
  if (newest === undefined)
    throw unusable(
      table,
      `there is no partition at ${visible(where)}`,
      'the first inventory of a bucket may take 48 hours to arrive',
    );
  if (asked.partition !== undefined && !all.includes(asked.partition))
    throw unusable(
      table,
      `there is no partition ${visible(asked.partition)} at ${visible(where)}`,
      `name one that is there, such as --${flag} ${visible(asked.name)}@${newest}, or none for the newest`,
    );
  const some = asked.partition === undefined ? all.slice(-MOST_UNFINISHED).reverse() : [asked.partition];
  for (const partition of some) {
    const location = manifestOf(folder, partition);
    try {
      return { partition, location, text: await manifestInS3(location, aws, flag) };
    } catch (error) {
      if (!isRunnerError(error, 'usage')) throw error;
    }
  }
  throw unusable(
    table,
    `of the partitions ${some.join(', ')} none has a manifest, which S3 writes last`,
    'wait until S3 has finished the inventory, or name an earlier one: TABLE@2026-01-31-01-00',
  );
}

/** That Athena reads the files of the manifest, and no others. */
async function checkFiles(
  table: string,
  { bucket, root }: Folder,
  partition: string,
  { files, deliveredTo }: TableManifest,
  { buckets, objects }: Aws,
): Promise<void> {
  const below = `${root}hive/dt=${partition}/`;
  const key = `${below}symlink.txt`;
  const where = `s3://${bucket}/${key}`;
  // Athena takes each file of the folder for a list of files, but those that are hidden.
  const more = (await objects.below(bucket, below, MOST_BESIDE)).filter(
    (name) => name !== key && name !== below && !/\/[._][^/]*$/.test(name),
  );
  if (more.length > 0)
    throw new RunnerError(
      'unavailable',
      `${visible(where)} is not alone in its folder: Athena would take ${more.slice(0, MOST_NAMED).map(visible).join(', ')} for lists of files, too`,
      'remove what S3 has not written there, or name another partition: TABLE@2026-01-31-01-00',
    );
  const bytes = await buckets.read(bucket, key);
  if (bytes === undefined)
    throw unusable(table, `there is no ${visible(where)}`, 'name another partition: TABLE@2026-01-31-01-00');
  const text = (await bytesWithin(bytes, LARGEST.inventoryManifest, visible(where))).toString('utf8');
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const listed = new Set(lines);
  const named = new Set(files.map((file) => `s3://${deliveredTo}/${file.key}`));
  const other = [
    ...[...listed].filter((name) => !named.has(name)).map((name) => `${visible(name)} is in no manifest`),
    ...[...named].filter((name) => !listed.has(name)).map((name) => `${visible(name)} is not in it`),
    ...(lines.length > listed.size ? [`${lines.length - listed.size} of its lines are there twice`] : []),
  ];
  if (other.length === 0) return;
  throw new RunnerError(
    'unavailable',
    `${visible(where)} and the manifest of that inventory do not name the same files: ${other.slice(0, MOST_NAMED).join('; ')}${other.length > MOST_NAMED ? '; …' : ''}`,
    'name another partition: TABLE@2026-01-31-01-00',
  );
}

/** @throws RunnerError `usage` when it cannot be used, `unavailable` when it is damaged */
export async function inventoryTable(
  asked: AskedTable,
  place: QueryPlace,
  wanted: Omit<TableWanted, 'formats'>,
  aws: Aws,
): Promise<InventoryTable> {
  const table = `${place.database}.${asked.name}`;
  const found = await aws.queries.table(place, asked.name);
  if (found === undefined)
    throw unusable(
      table,
      `there is none in ${visible(place.region)}`,
      'name one that is there with --athena-database and --source-inventory or --destination-inventory, or apply the construct that makes it',
    );
  const folder = folderOf(table, found);
  const { partition, location, text } = await chosen(table, asked, folder, wanted.flag, aws);
  const manifest = tableManifest(text, location, { ...wanted, formats: ['CSV', 'Parquet', 'ORC'] });
  const names = columnsOf(found, manifest, (why) =>
    unusable(
      table,
      why,
      `declare the columns in the order of the manifest: ${manifest.columns.map(visible).join(', ')}`,
    ),
  );
  await checkFiles(table, folder, partition, manifest, aws);
  const [key = ''] = found.partitionKeys;
  return {
    ...manifest,
    // As the engine knows them.
    columns: found.columns,
    names,
    table,
    partition,
    rows: partitionRows(place.database, asked.name, key, partition),
  };
}
