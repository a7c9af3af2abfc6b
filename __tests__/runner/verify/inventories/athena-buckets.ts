// What the tests of inventories that Athena joins share: inventories of two buckets in a folder of each test, and their comparison.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import type { VerifyInventoriesOptions } from '../../../../runner/verify/inventories/verify-inventories';
import { fakeEngine, setup, type Setup } from '../../fakes/fake-world';
import { AthenaStandIn, PLACE } from './athena-stand-in';
import { compared, type Compared } from './every-difference';
import { writeCsv, type InventoryRow, type WrittenInventory } from './inventories';

/** Of the test that runs. */
export let folder: string;
export let athena: AthenaStandIn;

/** To be called once by each file of tests. */
export function eachWithFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'athena-'));
    athena = new AthenaStandIn(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

export const place = (bucket: string, more: Partial<WrittenInventory> = {}): WrittenInventory => ({
  folder,
  bucket,
  ...more,
});
export const ROW = { key: 'folder/a', versionId: 'v1', status: 'COMPLETED' };
export const REPLICA = { status: 'REPLICA' };

export type Options = Omit<VerifyInventoriesOptions, 'inventories'>;
export type Inventories = Partial<Extract<VerifyInventoriesOptions['inventories'], { engine: 'athena' }>>;

export function engineOf(given: Setup): ReturnType<typeof fakeEngine> {
  const fake = fakeEngine(given);
  return { ...fake, aws: athena.aws(fake.aws) };
}

export async function verify(
  options: Options = {},
  more: Inventories = {},
  engine = engineOf(setup()),
  prefixes?: readonly string[],
): Promise<Compared> {
  const named = { place: PLACE, source: { name: 'src' }, destination: { name: 'dst' } };
  return compared(engine, folder, { ...options, inventories: { engine: 'athena', ...named, ...more } }, prefixes);
}

/** Both inventories of two small buckets, which are the same. */
export function alike(rows: readonly InventoryRow[] = [ROW]): void {
  writeCsv(place('src'), rows);
  writeCsv(
    place('dst'),
    rows.map((row) => ({ ...row, ...REPLICA })),
  );
  athena.deliver('src');
  athena.deliver('dst');
}
