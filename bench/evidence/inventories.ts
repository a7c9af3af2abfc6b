// Two inventories of ten million versions each, compared by `s3-backfill verify`.
//
// What is measured, and how: wall time of the whole program, from its start to its end, with both inventories as files on this machine, packed
// by gzip, with every difference there is, each found exactly or the bench fails; the largest resident memory of the program; and beside it
// DuckDB's own join of the same files and the same columns, which checks nothing and judges nothing.
//
// What would make the figures misleading: files lie in the disk's cache; keys are shorter than many, and one in ten has something to decode; a download, which S3 and the network
// decide about, is not in them; and other load on the machine, of which both suffer alike.
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { measureNode, ROOT } from '../child-process';
import { rounded, say, type Figures } from '../figures';
import { ROUND, writeInventories, type WrittenInventories } from './inventory-files';

const FULL = 10_000_000;
const QUICK = 100_000;
const MEMORY_MEBIBYTES = 1280;
const MODULES = { NODE_PATH: path.join(ROOT, 'node_modules') };
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

const RULES = `<ReplicationConfiguration><Role>arn:aws:iam::111122223333:role/r</Role><Rule><ID>all</ID><Priority>1</Priority><Status>Enabled</Status><Filter><Prefix></Prefix></Filter><DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication><Destination><Bucket>arn:aws:s3:::dst</Bucket></Destination></Rule></ReplicationConfiguration>`;

/** An S3 that knows one rule. */
async function startRules(): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('x-amz-bucket-region', 'eu-west-1');
    response.end(request.url?.includes('replication') === true ? RULES : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export async function inventoryFigures(
  quick: boolean,
  runner: string,
  folder: string,
  versions = quick ? QUICK : FULL,
): Promise<Figures> {
  const files = path.join(folder, 'inventories');
  mkdirSync(files);
  say(`writing two inventories of ${versions} versions`);
  const written = await writeInventories(files, versions);
  const bare = await byJoin(written, folder);
  const own = await byRunner(written, runner, files);
  rmSync(files, { recursive: true });
  const ratio = {
    inventoriesRatioToJoin: rounded(own.seconds / bare.seconds),
    inventoriesCpuRatioToJoin: rounded(own.cpuSeconds / bare.cpuSeconds),
  };
  const figures = { inventoryVersions: versions, ...named('inventories', own), ...named('bareJoin', bare), ...ratio };
  say(JSON.stringify(figures));
  return figures;
}

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly largestMib: number;
}

function named(what: string, { seconds, cpuSeconds, largestMib }: Measured): Figures {
  return {
    [`${what}Seconds`]: rounded(seconds),
    [`${what}CpuSeconds`]: rounded(cpuSeconds),
    [`${what}LargestMib`]: rounded(largestMib),
  };
}

async function byJoin(
  { sourceFiles, destinationFiles, columns }: WrittenInventories,
  folder: string,
): Promise<Measured> {
  const script = path.join(folder, 'bare-join.js');
  await build({
    entryPoints: [path.join(__dirname, 'bare-join.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    external: ['@duckdb/node-api'],
    logLevel: 'warning',
  });
  const asked = path.join(folder, 'join.json');
  const spilled = path.join(folder, 'spilled');
  writeFileSync(
    asked,
    JSON.stringify({
      source: sourceFiles,
      destination: destinationFiles,
      columns,
      memoryMebibytes: MEMORY_MEBIBYTES,
      spilled,
    }),
  );
  return measureNode([script, asked], { env: { PATH: process.env['PATH'], ...MODULES } });
}

/** How many of each difference have to be found, of so many of each. */
function expected(each: number, versions: number): Readonly<Record<string, number>> {
  return {
    ...{ 'never-tried': each, failed: each, completed: each, archived: each, 'kms-not-opted-in': each },
    ...{ replica: each, size: each, etag: each, 'not-a-replica': each, kind: each },
    // Pending and younger ones, which nobody looks at here, are neither.
    same: versions - 19 * each + 2 * each,
    extra: 2 * each,
    extraMarkers: each,
    markers: each,
    markersNotReplicated: each,
    unknown: 2 * each,
    otherClass: each,
    otherEncryption: each,
  };
}

interface Told {
  readonly findings: readonly { readonly reason: string; readonly count: number }[];
  readonly versions: { readonly same: number };
  readonly extra: { readonly versions: number; readonly deleteMarkers: number };
  readonly deleteMarkers: { readonly same: number; readonly notReplicated: number };
  readonly tables: {
    readonly doubtful: { readonly unknown: number };
    readonly otherTraits: readonly { readonly trait: string; readonly count: number }[];
  };
}

function found({ findings, versions, extra, deleteMarkers, tables }: Told): Readonly<Record<string, number>> {
  const trait = (name: string): number => tables.otherTraits.find((one) => one.trait === name)?.count ?? 0;
  return {
    ...Object.fromEntries(findings.map(({ reason, count }) => [reason, count])),
    same: versions.same,
    extra: extra.versions,
    extraMarkers: extra.deleteMarkers,
    markers: deleteMarkers.same,
    markersNotReplicated: deleteMarkers.notReplicated,
    unknown: tables.doubtful.unknown,
    otherClass: trait('storage-class'),
    otherEncryption: trait('encryption'),
  };
}

async function byRunner(
  { source, destination, versions }: WrittenInventories,
  runner: string,
  cwd: string,
): Promise<Measured> {
  const server = await startRules();
  try {
    const { port } = server.address() as AddressInfo;
    const words = [
      ...['verify', '--source-bucket', 'src', '--account-id', '111122223333', '--region', 'eu-west-1'],
      ...['--source-inventory', source, '--destination-inventory', destination, '--sample', '0', '--output', 'json'],
      ...['--memory', String(MEMORY_MEBIBYTES), '--endpoint-url', `http://127.0.0.1:${port}`],
    ];
    // Not all is there: exit code 1.
    const env = { PATH: process.env['PATH'], ...MODULES, ...ENVIRONMENT };
    const run = await measureNode([runner, ...words], { cwd, env, exitCode: 1 });
    const said = run.stdout.split('\n').find((line) => line.includes('"kind":"certificate"')) ?? '{}';
    const [told] = (JSON.parse(said) as { readonly comparisons: readonly Told[] }).comparisons;
    const [got, wanted] = [told === undefined ? {} : found(told), expected(versions / ROUND, versions)];
    const wrong = [...new Set([...Object.keys(got), ...Object.keys(wanted)])].filter(
      (name) => got[name] !== wanted[name],
    );
    if (wrong.length > 0)
      throw new Error(
        `found otherwise than it is: ${wrong.map((name) => `${name} ${got[name]} and not ${wanted[name]}`).join(', ')}`,
      );
    return run;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
