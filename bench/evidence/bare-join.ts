// The same files joined by DuckDB alone, as one would type it: no check, no verdict, nothing told but how many agree.
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

interface Asked {
  readonly source: readonly string[];
  readonly destination: readonly string[];
  readonly columns: readonly string[];
  readonly memoryMebibytes: number;
  readonly spilled: string;
}

async function main(file: string): Promise<void> {
  const { source, destination, columns, memoryMebibytes, spilled } = JSON.parse(readFileSync(file, 'utf8')) as Asked;
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memoryMebibytes}MiB`,
    preserve_insertion_order: 'false',
    temp_directory: spilled,
  });
  const connection = await instance.connect();
  const named = columns.map((name) => `'${name}': 'VARCHAR'`).join(', ');
  const rows = (files: readonly string[]): string =>
    `read_csv([${files.map((one) => `'${one}'`).join(', ')}], header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {${named}})`;
  const same = ['Size', 'ETag', 'IsDeleteMarker', 'StorageClass', 'ReplicationStatus', 'EncryptionStatus'];
  const counts = same.map((name) => `count_if(s."${name}" = d."${name}")`).join(', ');
  const reader = await connection.runAndReadAll(
    `select count(*), count(s."Key"), count(d."Key"), ${counts} from ${rows(source)} s full join ${rows(destination)} d on s."Key" = d."Key" and s."VersionId" = d."VersionId"`,
  );
  console.log(reader.getRows()[0]?.map(Number).join(' '));
}

void main(process.argv[2] ?? '');
