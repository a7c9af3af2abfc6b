// Athena at the port: tables over the inventories of this machine, whose queries DuckDB runs, with Trino's functions as macros.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { DuckDBInstance } from '@duckdb/node-api';
import { RunnerError } from '../../../../runner/ports/errors';
import type { Engine } from '../../../../runner/ports/engine';
import type {
  Queries,
  QueryExecution,
  QueryOrder,
  QueryTable,
  ResultPage,
  Workgroup,
} from '../../../../runner/ports/serverless/queries';

export const DELIVERED_TO = 'inventories';
export const PLACE = { region: 'eu-west-1', workgroup: 'backfill', database: 'in ventories' };
const PARTITION = '2026-01-02-00-00';

const MACROS = [
  // As Java does it.
  `url_decode(t) as case when contains(regexp_replace(t, '%[[:xdigit:]]{2}', '', 'g'), '%') then error('no encoding') else coalesce(try(system.main.url_decode(replace(t, '+', '%20'))), chr(65533)) end`,
  'regexp_like(t, pattern) as regexp_matches(t, pattern)',
  'json_format(j) as cast(j as varchar)',
  'slice(a, start, length) as list_slice(a, start, start + length - 1)',
];

interface Manifest {
  readonly fileFormat: string;
  readonly fileSchema: string;
  readonly files: readonly { readonly key: string; readonly size: number }[];
}

interface Started extends QueryOrder {
  looks: number;
  page: Promise<ResultPage>;
  failure?: string;
  state?: 'cancelled';
}

function snake(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=^[A-Z])(?=[A-Z][a-z])/g, '_').toLowerCase();
}

export class AthenaStandIn {
  readonly orders: QueryOrder[] = [];
  readonly stopped: string[] = [];
  readonly #started = new Map<string, Started>();
  readonly #root: (bucket: string) => string;
  workgroup: Workgroup | undefined = { isEnabled: true, hasResults: true, isEnforced: true };
  /** What is otherwise about a table. */
  table: Partial<QueryTable> = {};
  /** How a query ends in place of well. */
  failure: string | undefined;
  cancelled = false;
  /** Looks until a query is over. */
  looks = 2;
  /** Rows of a page of results. */
  pageRows = 3;
  /** How many answers to a start are lost. */
  lost = 0;
  /** Whether the tables have the partition. */
  hasPartition = true;
  /** What becomes of a page of results on its way. */
  onPage: (page: ResultPage) => ResultPage = (page) => page;
  /** Called before each look. */
  onLook: () => void = () => undefined;

  /** @param folder with a folder for each bucket, as writeFiles has made it */
  constructor(private readonly folder: string) {
    this.#root = (bucket) => path.join(folder, bucket, 'inventory', bucket, 'all');
  }

  /** Symlinks as S3 writes them beside the manifests. */
  deliver(bucket: string, partition = PARTITION, names = this.#manifest(bucket).files.map(({ key }) => key)): void {
    const hive = path.join(this.#root(bucket), 'hive', `dt=${partition}`);
    mkdirSync(hive, { recursive: true });
    writeFileSync(path.join(hive, 'symlink.txt'), names.map((name) => `s3://${DELIVERED_TO}/${name}\n`).join(''));
  }

  /** An AWS that has the files in S3, and this Athena. */
  aws(aws: Engine['aws']): Engine['aws'] {
    const fileOf = (key: string): string => path.join(this.folder, key.split('/')[1] ?? '', key);
    return {
      ...aws,
      queries: this.#queries(),
      buckets: {
        ...aws.buckets,
        async read(bucket, key) {
          await Promise.resolve();
          const file = fileOf(key);
          return bucket === DELIVERED_TO && existsSync(file) ? Readable.from([readFileSync(file)]) : undefined;
        },
      },
      objects: {
        ...aws.objects,
        async below(_bucket, prefix) {
          await Promise.resolve();
          const there = fileOf(prefix);
          return existsSync(there)
            ? readdirSync(there, { withFileTypes: true }).map(
                (one) => `${prefix}${one.name}${one.isDirectory() ? '/' : ''}`,
              )
            : [];
        },
      },
    };
  }

  #manifest(bucket: string): Manifest {
    const file = path.join(this.#root(bucket), '2026-01-02T00-00Z', 'manifest.json');
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  }

  #columns(bucket: string): readonly string[] {
    const { fileFormat, fileSchema } = this.#manifest(bucket);
    if (fileFormat === 'CSV') return fileSchema.split(',').map((name) => snake(name.trim()));
    return [...fileSchema.matchAll(/(\w+)\s*(?:\([^;]*\))?\s*;/g)].map(([, name = '']) => name);
  }

  #queries(): Queries {
    return {
      workgroup: () => Promise.resolve(this.workgroup),
      table: (_place, name) => {
        if (!existsSync(this.#root(name))) return Promise.resolve(undefined);
        return Promise.resolve({
          columns: this.#columns(name),
          partitionKeys: ['dt'],
          location: `s3://${DELIVERED_TO}/inventory/${name}/all/hive/`,
          inputFormat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat',
          // What goes without saying.
          parameters: {
            'projection.enabled': 'true',
            'storage.location.template': `s3://${DELIVERED_TO}/inventory/${name}/all/hive/dt=\${dt}`,
            'skip.header.line.count': '0',
          },
          ...this.table,
        });
      },
      start: async (_place, order) => {
        const { token, sql } = order;
        const before = this.#started.get(token);
        if (before === undefined) {
          this.orders.push(order);
          const page = this.failure === undefined ? this.#run(sql) : Promise.resolve({ columns: [], rows: [] });
          this.#started.set(token, { ...order, looks: this.looks, page });
          await page;
        } else await before.page;
        if (this.lost > 0) {
          this.lost -= 1;
          throw new RunnerError('unreachable', 'the answer is lost');
        }
        return token.slice(0, 8);
      },
      execution: async (_place, id) => {
        await Promise.resolve();
        this.onLook();
        return this.#look(this.#of(id));
      },
      results: async (_place, id, from = '0') => {
        const { columns, rows } = await this.#of(id).page;
        const end = Number(from) + this.pageRows;
        const more = end < rows.length ? { next: String(end) } : {};
        const page = { columns, rows: rows.slice(Number(from), end), ...more };
        return this.onPage(page);
      },
      stop: (_place, id) => {
        this.stopped.push(id);
        this.#of(id).state = 'cancelled';
        return Promise.resolve();
      },
    };
  }

  #of(id: string): Started {
    const found = [...this.#started.values()].find(({ token }) => token.startsWith(id));
    if (found === undefined) throw new RunnerError('not-found', `there is no query ${id}`);
    return found;
  }

  #look(started: Started): QueryExecution {
    started.looks -= 1;
    const scannedBytes = 12_345_678;
    if (started.state === 'cancelled') return { state: 'cancelled', word: 'CANCELLED', reason: '', scannedBytes };
    if (started.looks > 0) return { state: 'running', word: 'RUNNING', reason: '', scannedBytes: 0 };
    if (this.failure === undefined) return { state: 'succeeded', word: 'SUCCEEDED', reason: '', scannedBytes };
    const [state, word] = this.cancelled ? (['cancelled', 'CANCELLED'] as const) : (['failed', 'FAILED'] as const);
    return { state, word, reason: this.failure, scannedBytes };
  }

  async #run(sql: string): Promise<ResultPage> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    for (const macro of MACROS) await connection.run(`create macro ${macro}`);
    await connection.run(`create schema "${PLACE.database}"`);
    for (const bucket of readdirSync(this.folder).filter((name) => existsSync(this.#root(name))))
      await connection.run(`create view "${PLACE.database}"."${bucket}" as ${this.#view(bucket)}`);
    const result = await connection.runAndReadAll(sql);
    const names = result.columnNames();
    const types = result.columnTypes();
    const rows = result
      .getRowsJS()
      .map((row) => row.map((value) => (value === null ? null : String(value as string | number | bigint | boolean))));
    connection.closeSync();
    instance.closeSync();
    return { columns: names.map((name, index) => ({ name, type: String(types[index]).toLowerCase() })), rows };
  }

  /** As OpenCSVSerde reads, which has null for what a row lacks, and drops what it has too much. */
  #view(bucket: string): string {
    const { fileFormat, files } = this.#manifest(bucket);
    const paths = files.map(({ key }) => `'${path.join(this.folder, bucket, key)}'`).join(', ');
    const day = `'${this.hasPartition ? PARTITION : 'none'}' as dt`;
    if (fileFormat !== 'CSV') return `select *, ${day} from read_parquet([${paths}])`;
    const columns = this.#columns(bucket).map((name) => `'${name}': 'VARCHAR'`);
    return `select *, ${day} from read_csv([${paths}], header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = '\\N', null_padding = true, columns = {${columns.join(', ')}})`;
  }
}
