// Two inventories of the same bucket and its replica, with every difference there is, each as often as the others.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** One version in a thousand is each of these. */
export const ROUND = 1_000;
const ROWS_PER_FILE = 500_000;

const COLUMNS = [
  ...['Bucket', 'Key', 'VersionId', 'IsLatest', 'IsDeleteMarker', 'Size', 'LastModifiedDate', 'ETag'],
  ...['StorageClass', 'ReplicationStatus', 'EncryptionStatus'],
];

interface Side {
  /** Cases that it has no row of. */
  readonly without: readonly number[];
  readonly markers: readonly number[];
  /** SQL, of the case `c` and the number `i`. */
  readonly status: string;
  readonly storageClass: string;
  readonly encryption: string;
  readonly size: string;
  readonly etag: string;
  readonly modified: string;
}

const SOURCE: Side = {
  without: [15, 16, 17],
  markers: [13, 14],
  status: `case when c in (0, 3, 4, 7) then '' when c = 1 then 'FAILED' when c = 5 then 'REPLICA' when c = 6 then 'PENDING' else 'COMPLETED' end`,
  storageClass: `case c when 3 then 'GLACIER' else 'STANDARD' end`,
  encryption: `case when c in (4, 12) then 'SSE-KMS' else 'SSE-S3' end`,
  size: 'i % 100000',
  etag: 'md5(i::varchar)',
  modified: `case c when 7 then '2026-01-03T00:00:00.000Z' else '2026-01-01T00:00:00.000Z' end`,
};

const DESTINATION: Side = {
  without: [0, 1, 2, 3, 4, 5, 6, 7, 14],
  markers: [13, 17, 18],
  status: `case when c in (10, 16) then '' else 'REPLICA' end`,
  storageClass: `case c when 11 then 'GLACIER' else 'STANDARD' end`,
  encryption: `case c when 12 then 'DSSE-KMS' else 'SSE-S3' end`,
  size: 'i % 100000 + case c when 8 then 1 else 0 end',
  etag: `md5(case when c in (9, 12) then 'other' || i else i::varchar end)`,
  modified: `'2026-01-01T12:00:00.000Z'`,
};

export interface WrittenInventories {
  readonly versions: number;
  /** Paths of manifest.json. */
  readonly source: string;
  readonly destination: string;
  readonly sourceFiles: readonly string[];
  readonly destinationFiles: readonly string[];
  readonly columns: readonly string[];
}

/** Unsorted, as S3 writes them, and in another order on each side. */
function rowsOf(bucket: string, side: Side, from: number, to: number): string {
  const isMarker = `c in (${side.markers.join(', ')})`;
  const unless = (value: string): string => `case when ${isMarker} then '' else (${value})::varchar end`;
  const cells = [
    ...[
      `'${bucket}'`,
      `'folder' || (i % 400) || case when i % 10 = 3 then '/a+b%2Bc' else '/plain' end || '/object-' || i || '.bin'`,
      `'v' || md5('v' || i)`,
      `'true'`,
    ],
    ...[`(${isMarker})::varchar`, unless(side.size), side.modified, unless(side.etag), unless(side.storageClass)],
    ...[side.status, unless(side.encryption)],
  ];
  const order = bucket === 'src' ? '' : 'order by hash(i)';
  return `select ${cells.map((cell, at) => `${cell} as "${COLUMNS[at] ?? ''}"`).join(', ')}
    from (select range as i, range % ${ROUND} as c from range(${from}, ${to}))
    where c not in (${side.without.join(', ')}) ${order}`;
}

async function write(folder: string, bucket: string, side: Side, versions: number): Promise<readonly string[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const files: string[] = [];
  for (let from = 0; from < versions; from += ROWS_PER_FILE) {
    const name = `inventory/${bucket}/all/data/${files.length}.csv.gz`;
    const rows = rowsOf(bucket, side, from, Math.min(from + ROWS_PER_FILE, versions));
    await connection.run(
      `copy (${rows}) to '${path.join(folder, name)}' (header false, force_quote *, compression gzip)`,
    );
    files.push(name);
  }
  connection.closeSync();
  instance.closeSync();
  return files;
}

function manifestOf(folder: string, bucket: string, files: readonly string[]): string {
  const there = path.join(folder, `inventory/${bucket}/all/2026-01-02T00-00Z`);
  mkdirSync(there, { recursive: true });
  const text = JSON.stringify({
    sourceBucket: bucket,
    destinationBucket: 'arn:aws:s3:::inventories',
    version: '2016-11-30',
    creationTimestamp: String(Date.parse('2026-01-02T00:00:00Z')),
    fileFormat: 'CSV',
    fileSchema: COLUMNS.join(', '),
    files: files.map((key) => {
      const bytes = readFileSync(path.join(folder, key));
      return { key, size: bytes.length, MD5checksum: createHash('md5').update(bytes).digest('hex') };
    }),
  });
  writeFileSync(path.join(there, 'manifest.json'), text);
  return path.join(there, 'manifest.json');
}

/** @param versions a multiple of the round, so that there is as much of each difference */
export async function writeInventories(folder: string, versions: number): Promise<WrittenInventories> {
  for (const bucket of ['src', 'dst'])
    mkdirSync(path.join(folder, `inventory/${bucket}/all/data`), { recursive: true });
  const sourceFiles = await write(folder, 'src', SOURCE, versions);
  const destinationFiles = await write(folder, 'dst', DESTINATION, versions);
  return {
    versions,
    source: manifestOf(folder, 'src', sourceFiles),
    destination: manifestOf(folder, 'dst', destinationFiles),
    sourceFiles: sourceFiles.map((name) => path.join(folder, name)),
    destinationFiles: destinationFiles.map((name) => path.join(folder, name)),
    columns: COLUMNS,
  };
}
