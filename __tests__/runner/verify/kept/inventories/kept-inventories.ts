// Inventories that are compared and kept by the program, in a folder of each test, and what it says of them without AWS.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, jest } from '@jest/globals';
import { workshop } from '../../../../../runner/system/duckdb';
import { program, type Ran, type Setup } from '../../../fakes/fake-world';
import { withoutAws } from '../kept';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kept-inventories-'));
  // Of a comparison without outputs it would lie beside the program.
  const open = workshop.open.bind(workshop);
  jest.spyOn(workshop, 'open').mockImplementation((options) => open({ ...options, folder: at('spilled') }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** In the folder of the test. */
export const at = (...names: readonly string[]): string => path.join(folder, ...names);

/** Outputs beside which the program keeps what it fetches. */
export function beside(given: Setup): readonly string[] {
  given.files.set(at('outputs.json'), given.files.get('/here/outputs.json') ?? '');
  return ['--outputs', at('outputs.json')];
}

/** Compares, and keeps it in that directory. */
export function keepInventories(
  given: Setup,
  directory: string,
  manifests: { readonly source: string; readonly destination?: string },
  ...more: readonly string[]
): Promise<Ran> {
  const { source, destination } = manifests;
  const there = destination === undefined ? [] : ['--destination-inventory', destination];
  const words = ['verify', '--source-inventory', source, ...there, '--evidence', at(directory), '--output', 'json'];
  return program(given, ...words, ...(more.includes('--method') ? [] : beside(given)), ...more);
}

/** The same of what was kept, in a world in which nobody answers. */
export async function again(directory: string, ...more: readonly string[]): Promise<Ran & { readonly asked: number }> {
  const world = withoutAws();
  const said = await program(world, 'verify', '--from', at(directory), '--output', 'json', ...more);
  return { ...said, asked: world.asked() };
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

interface Written {
  files: { name: string; sha256: string; bytes: number }[];
  sides: Record<'source' | 'destination', { sha256: string; files: string[] }>;
  comparisons: { looked: number; scope?: { prefixes: string[] } }[];
}

/** Makes evidence.json fit the files again, and the sums both, as somebody does who forges it. */
export function seal(directory: string, by: (written: Written) => void = () => undefined): void {
  const file = (name: string): string => at(directory, name);
  const written = JSON.parse(readFileSync(file('evidence.json'), 'utf8')) as Written;
  for (const one of written.files) {
    const bytes = readFileSync(file(one.name));
    Object.assign(one, { sha256: sha256(bytes), bytes: bytes.byteLength });
  }
  by(written);
  const text = JSON.stringify(written);
  writeFileSync(file('evidence.json'), text);
  const sums = [{ name: 'evidence.json', sha256: sha256(text) }, ...written.files];
  writeFileSync(file('SHA256SUMS'), sums.map((one) => `${one.sha256}  ${one.name}\n`).join(''));
}
