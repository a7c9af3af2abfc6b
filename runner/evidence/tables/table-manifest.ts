// manifest.json of an inventory that is read as a table: what it is of, when it was made, its columns by name, its files.
import { createHash } from 'node:crypto';
import { MANIFEST, parsedManifest } from '../inventory';
import { RunnerError } from '../../ports/errors';
import { MOST_FILES } from '../../ports/limits';
import { bucketInArn } from '../../text/arn';
import { defined } from '../../text/defined';
import { repeatedName } from '../../text/read-json';
import { s3Address } from '../../text/s3-address';
import { visible } from '../../text/safe-text';
import { schemaFaults } from '../../text/schema-faults';

/** Columns that are read, by the name that they have in CSV; Parquet has its own. */
const PARQUET_NAMES = {
  Bucket: 'bucket',
  Key: 'key',
  VersionId: 'version_id',
  IsLatest: 'is_latest',
  IsDeleteMarker: 'is_delete_marker',
  Size: 'size',
  LastModifiedDate: 'last_modified_date',
  ETag: 'e_tag',
  StorageClass: 'storage_class',
  ReplicationStatus: 'replication_status',
  EncryptionStatus: 'encryption_status',
  IntelligentTieringAccessTier: 'intelligent_tiering_access_tier',
} as const;

export type ColumnName = keyof typeof PARQUET_NAMES;
const COLUMN_NAMES = Object.keys(PARQUET_NAMES) as readonly ColumnName[];

export type TableFormat = 'CSV' | 'Parquet' | 'ORC';

/** Rows of one side, wherever they lie. */
export interface TableManifest {
  /** For messages. */
  readonly location: string;
  readonly format: TableFormat;
  /** Bucket that the rows are of. */
  readonly bucket: string;
  readonly madeMs: number;
  /** Every column of the files, in their order, by the name that it has there. */
  readonly columns: readonly string[];
  /** Of each column that is read, the name that it has in the files. */
  readonly names: Readonly<Partial<Record<ColumnName, string>>>;
  /** Bucket that the files lie in. */
  readonly deliveredTo: string;
  readonly files: readonly TableFile[];
  /** Of manifest.json, which has the checksum of every file. */
  readonly sha256: string;
}

export interface TableFile {
  readonly key: string;
  readonly MD5checksum: string;
  /** Packed. @default - the manifest does not say it */
  readonly bytes?: number;
}

export function unusable(location: string, why: string, hint: string): RunnerError {
  return new RunnerError('usage', `the inventory ${visible(location)} cannot be used: ${why}`, hint);
}

/** `struct<bucket:string,key:string,…>` */
function orcColumns(schema: string): readonly string[] {
  return [...schema.matchAll(/[<,]\s*(\w+)\s*:/g)].map(([, name = '']) => name);
}

/** `message s3.inventory { required binary bucket (UTF8); … }` */
function parquetColumns(schema: string): readonly string[] {
  return [...schema.matchAll(/(\w+)\s*(?:\([^;]*\))?\s*;/g)].map(([, name = '']) => name);
}

const COLUMNS_OF: Readonly<Record<TableFormat, (schema: string) => readonly string[]>> = {
  CSV: (schema) => schema.split(',').map((name) => name.trim()),
  Parquet: parquetColumns,
  ORC: orcColumns,
};

function namesIn(format: TableFormat, columns: readonly string[]): TableManifest['names'] {
  return Object.fromEntries(
    COLUMN_NAMES.flatMap((name) => {
      const own = format === 'CSV' ? name : PARQUET_NAMES[name];
      return columns.includes(own) ? [[name, own]] : [];
    }),
  );
}

export interface TableWanted {
  readonly needed: readonly ColumnName[];
  /** What the configuration has to say for these. */
  readonly configured: string;
  /** The flag that named it. */
  readonly flag: string;
  /** What the engine reads. @default - CSV and Parquet */
  readonly formats?: readonly TableFormat[];
}

/** @throws RunnerError `usage` when it is no manifest, or in a form that is not read */
export function tableManifest(
  text: string,
  location: string,
  { needed, configured, flag, formats = ['CSV', 'Parquet'] }: TableWanted,
): TableManifest {
  const found = MANIFEST.safeParse(parsedManifest(text));
  if (!found.success)
    throw unusable(
      location,
      `it is no manifest of S3 Inventory: ${schemaFaults(found.error)}`,
      `name its manifest.json: --${flag} s3://bucket/path/2026-01-31T01-00Z/manifest.json, or the same file on this machine`,
    );
  const repeated = repeatedName(text);
  if (repeated !== undefined)
    throw unusable(
      location,
      `it says '${visible(repeated)}' twice`,
      'S3 writes no such manifest: fetch it again, or use a later inventory',
    );
  const { fileFormat, fileSchema, files, destinationBucket, sourceBucket, creationTimestamp } = found.data;
  const format = formats.find((one) => one === fileFormat);
  if (format === undefined)
    throw unusable(
      location,
      `its format is ${visible(fileFormat)}, which is not read here`,
      'configure the inventory as CSV or Parquet, or compare on Athena with --engine athena; verify without inventories lists both buckets',
    );
  const columns = COLUMNS_OF[format](fileSchema);
  const said = columns.map((name) => name.toLowerCase());
  const twice = columns.find((_name, index) => said.indexOf(said[index] ?? '') !== index);
  if (twice !== undefined || said.includes(''))
    throw unusable(
      location,
      twice === undefined
        ? 'its fileSchema has a column without a name'
        : `it names the column ${visible(twice)} twice`,
      'S3 writes no such manifest: fetch it again, or use a later inventory',
    );
  const names = namesIn(format, columns);
  const lacking = needed.filter((name) => names[name] === undefined);
  if (lacking.length > 0)
    throw unusable(
      location,
      `it lacks the column ${lacking.join(' and the column ')}`,
      `configure it with ${configured}; verify without inventories lists both buckets`,
    );
  const deliveredTo = bucketInArn(destinationBucket) ?? destinationBucket;
  const place = s3Address(location);
  if (place !== undefined && place.bucket !== deliveredTo)
    throw unusable(
      location,
      `it lies in '${visible(place.bucket)}' and says that its files are in '${visible(deliveredTo)}'`,
      'an inventory is read where S3 delivered it, manifest and files in one bucket; or all of it on this machine',
    );
  if (files.length > MOST_FILES)
    throw unusable(location, `it names more than ${MOST_FILES} files`, 'name a smaller one');
  return {
    location,
    format,
    bucket: sourceBucket,
    madeMs: Number(creationTimestamp),
    columns,
    names,
    deliveredTo,
    files: files.map(({ key, MD5checksum, size }) => ({ key, MD5checksum, ...defined({ bytes: size }) })),
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}
