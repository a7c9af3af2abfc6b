// Two inventories in a folder of each test, and what verify says of them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach } from '@jest/globals';
import type { Engine } from '../../../../runner/ports/engine';
import type { DuckDbInventories } from '../../../../runner/verify/inventories/duckdb-sides';
import type { VerifyInventoriesOptions } from '../../../../runner/verify/inventories/verify-inventories';
import { fakeEngine, type Setup } from '../../fakes/fake-world';
import { compared, type Compared } from './every-difference';
import { lineOf, type InventoryRow, type WrittenInventory } from './inventories';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'inventories-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** In the folder of the test. */
export const at = (name: string): string => path.join(folder, name);
export const place = (bucket: string, more: Partial<WrittenInventory> = {}): WrittenInventory => ({
  folder,
  bucket,
  ...more,
});
const INVENTORIES = { engine: 'duckdb' as const, memoryMebibytes: 512, threads: 2 };
export const REPLICA = { status: 'REPLICA' };
export const ROW = { key: 'folder/a', versionId: 'v1', status: 'COMPLETED' };
export const OTHER = { key: 'folder/b', versionId: 'v1', status: 'COMPLETED' };
export const gzip = (...lines: readonly (string | Uint8Array)[]): Buffer =>
  gzipSync(Buffer.concat(lines.map((line) => Buffer.from(line))));
export const line = (row: InventoryRow, bucket = 'src'): string => lineOf(bucket, row);

export async function verify(
  given: Setup,
  inventories: Pick<DuckDbInventories, 'source' | 'destination'>,
  options: Omit<VerifyInventoriesOptions, 'inventories'> = {},
  prefixes: readonly string[] | undefined = [''],
  read?: Engine['aws']['buckets']['read'],
  copying?: Engine['aws']['copying'],
): Promise<Compared> {
  const fake = fakeEngine(given);
  const buckets = { ...fake.aws.buckets, ...(read === undefined ? {} : { read }) };
  const engine = { ...fake, aws: { ...fake.aws, buckets, ...(copying === undefined ? {} : { copying }) } };
  return compared(engine, folder, { ...options, inventories: { ...INVENTORIES, ...inventories } }, prefixes);
}
