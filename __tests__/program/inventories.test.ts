// verify by inventories, by the program as it is shipped.
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { CreateBucketCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { Certificate } from '../../runner/events/certificate';
import { writeCsv, type InventoryRow } from '../runner/verify/inventories/inventories';
import { builtProgram } from './built';
import { journalOf, type Program } from './setup';

const KEYS = ['folder/a', 'folder/b c+%', 'folder/\u{1f600}', 'other/x'];
const built = builtProgram();
let program: Program;

const madeAt = (): string => new Date(program.running.emulator.world.clock.now() + 1000).toISOString();

/** An inventory of what a bucket has now. */
async function inventoryOf(bucket: string, status: string, leaveOut = ''): Promise<string> {
  const { Versions = [] } = await program.running.s3().send(new ListObjectVersionsCommand({ Bucket: bucket }));
  const rows = Versions.map(({ Key = '', VersionId = '', Size = 0, ETag = '', LastModified }): InventoryRow => ({
    key: Key,
    versionId: VersionId,
    size: Size,
    etag: ETag.replaceAll('"', ''),
    status: Key.startsWith('folder/') ? status : '',
    modified: (LastModified ?? new Date(0)).toISOString(),
  })).filter(({ key }) => key !== leaveOut);
  return writeCsv({ folder: path.join(program.folder, 'inventories'), bucket, madeAt: madeAt() }, rows);
}

/** The same in S3, where its files lie under the keys that its manifest names. */
async function uploaded(manifest: string, bucket: string): Promise<string> {
  const root = path.join(program.folder, 'inventories', bucket);
  const s3 = program.running.s3();
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(root, name);
    if (!/\.\w+$/.test(name)) continue;
    await s3.send(new PutObjectCommand({ Bucket: 'inventories', Key: name, Body: readFileSync(file) }));
  }
  return `s3://inventories/${path.relative(root, manifest)}`;
}

async function replicated(): Promise<void> {
  program = await built.start(KEYS);
  await program.running.s3().send(new CreateBucketCommand({ Bucket: 'inventories' }));
  const said = await program.run(['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05']);
  if (said.exitCode !== 0) throw new Error(said.stdout + said.stderr);
  // Where Node looks for what is installed beside the program.
  const beside = path.join(path.dirname(built.runner()), 'node_modules');
  mkdirSync(beside, { recursive: true });
}

function install(): void {
  const there = path.join(path.dirname(built.runner()), 'node_modules', '@duckdb');
  try {
    symlinkSync(path.resolve(__dirname, '../../node_modules/@duckdb'), there);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

describe('s3-backfill verify --source-inventory', () => {
  it('says how DuckDB is installed, or proves by inventories in S3 and on this machine', async () => {
    await replicated();
    const here = await inventoryOf('src', 'COMPLETED');
    const there = await inventoryOf('dst', 'REPLICA');
    const certificate = path.join(program.folder, 'certificate.json');
    const words = ['verify', '--outputs', 'outputs.json', '--certificate', certificate];
    const of = (source: string, destination: string): readonly string[] => [
      ...words,
      ...['--source-inventory', source, '--destination-inventory', destination],
    ];
    const absent = await program.run(of(here, there));
    expect(absent.exitCode).toBe(2);
    expect(absent.stderr).toContain('DuckDB, which is not installed beside s3-backfill');
    expect(absent.stderr).toContain('npm install @duckdb/node-api@');
    install();
    const local = await program.run(of(here, there));
    expect([local.exitCode, local.stderr]).toEqual([0, expect.not.stringContaining('internal')]);
    expect(local.stdout).toContain("all 3 object versions are in 'dst'");
    const read = JSON.parse(readFileSync(certificate, 'utf8')) as Certificate;
    expect(read).toMatchObject({ listing: 'S3Inventory', answer: 'complete' });
    expect(read.comparisons[0]?.evidence.statuses).toEqual([{ status: 'COMPLETED', count: 3 }]);
    // Kept, and compared again by the program without any AWS.
    const kept = await program.run([...of(here, there), '--evidence', 'evidence']);
    const first = JSON.parse(readFileSync(certificate, 'utf8')) as Certificate;
    const nobody = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const again = await program.run(['verify', '--from', 'evidence', '--certificate', certificate], { env: nobody });
    expect([kept.exitCode, again.exitCode, again.stderr]).toEqual([0, 0, expect.not.stringContaining('internal')]);
    expect(JSON.parse(readFileSync(certificate, 'utf8'))).toEqual(first);
    const held = await program.run(['verify-certificate', certificate, '--evidence', 'evidence'], { env: nobody });
    expect([held.exitCode, held.stdout + held.stderr]).toEqual([0, expect.stringContaining('checks ok')]);
    // In S3, one version of the destination missing.
    const remote = [
      await uploaded(here, 'src'),
      await uploaded(await inventoryOf('dst', 'REPLICA', 'folder/a'), 'dst'),
    ];
    const said = await program.run(of(remote[0] ?? '', remote[1] ?? ''));
    expect(said.exitCode).toBe(1);
    expect(said.stdout).toContain("'folder/a'");
    expect(said.stdout).toContain('2 files of the inventory s3://inventories/inventory/src/all/');
    expect(readdirSync(journalOf(program)).filter((name) => /^inventories/.test(name))).toEqual([]);
    const listed = await program.run([...words, '--source-inventory', here]);
    expect([listed.exitCode, listed.stdout]).toEqual([0, expect.stringContaining('3 rows from 2 files')]);
  });
});
