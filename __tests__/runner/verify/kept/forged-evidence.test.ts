// Evidence that somebody has written anew, sums and all: what it does not say is not known, and nothing of it is green for that.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { LOOK_COLUMNS } from '../../../../runner/evidence/kept/looks';
import { RowKeeper } from '../../../../runner/evidence/kept/keep-rows';
import { VERSION_COLUMNS, versionRow } from '../../../../runner/evidence/kept/version-rows';
import type { Cell, Column } from '../../../../runner/evidence/kept/write-parquet';
import type { VersionEntry } from '../../../../runner/ports/s3/objects';
import { workshop } from '../../../../runner/system/duckdb';
import { handoff, program, type Ran } from '../../fakes/fake-world';
import { certificateIn, EACH, holdingBoth, keep, withoutAws } from './kept';

let folder: string;
let directory: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'forged-'));
  directory = path.join(folder, 'evidence');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const again = (): Promise<Ran> => program(withoutAws(), 'verify', '--from', directory, '--output', 'json');
const at = (name: string): string => path.join(directory, name);
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

interface Written {
  version: number;
  comparisons: { scope: { prefixes: string[] }; seed: number }[];
  files: { name: string; sha256: string; bytes: number; rows: number }[];
}

/** Makes evidence.json fit the files again, and the sums both. */
function seal(by: (written: Written) => void = () => undefined): void {
  const written = JSON.parse(readFileSync(at('evidence.json'), 'utf8')) as Written;
  for (const file of written.files) {
    const bytes = readFileSync(at(file.name));
    Object.assign(file, { sha256: sha256(bytes), bytes: bytes.byteLength });
  }
  by(written);
  const text = JSON.stringify(written);
  writeFileSync(at('evidence.json'), text);
  const sums = [{ name: 'evidence.json', sha256: sha256(text) }, ...written.files];
  writeFileSync(at('SHA256SUMS'), sums.map((one) => `${one.sha256}  ${one.name}\n`).join(''));
}

async function write(name: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): Promise<void> {
  const keeper = new RowKeeper(directory, name, columns, workshop);
  await keeper.add(rows);
  await keeper.end();
  seal();
}

const entry = (key: string): VersionEntry => ({
  ...{ key, versionId: 'v1', latest: true, deleteMarker: false },
  ...{ sizeBytes: 1, lastModifiedMs: 1_767_225_600_000, etag: 'e', storageClass: 'STANDARD' },
});
const sides = async (source: readonly string[], destination: readonly string[]): Promise<void> => {
  for (const [side, keys] of [['source', source] as const, ['destination', destination] as const])
    await write(
      `0-${side}.parquet`,
      VERSION_COLUMNS,
      keys.map((key) => versionRow(side === 'source' ? 'src' : 'dst', entry(`folder/${key}`))),
    );
};

const SAME = EACH.filter(([name]) => name.startsWith('same'));

it.each<[string, RegExp, () => Promise<void> | void]>([
  [
    'without the looks that were kept',
    /the evidence does not say how '.*' was in/,
    () => write('0-looks.parquet', LOOK_COLUMNS, []),
  ],
  [
    'whose table is no Parquet',
    /the evidence file '.*0-source\.parquet' cannot be read/,
    () => {
      writeFileSync(at('0-source.parquet'), 'no Parquet at all');
      seal();
    },
  ],
  [
    'whose table is empty',
    /the evidence file '.*0-destination\.parquet' cannot be read/,
    () => {
      writeFileSync(at('0-destination.parquet'), '');
      seal();
    },
  ],
  ['that does not name one of its tables', /the evidence/, () => seal((written) => written.files.splice(1, 1))],
  ['with rows that nobody has looked at', /does not say how 'folder\/a' was/, () => sides(['a'], ['a'])],
  [
    'with rows under none of its prefixes',
    /has 'other\/x', which is under none of its prefixes/,
    () =>
      write(
        '0-source.parquet',
        VERSION_COLUMNS,
        [...SAME.map(([name]) => `folder/${name}`), 'other/x'].map((key) => versionRow('src', entry(key))),
      ),
  ],
  ['without a comparison', /comparisons/, () => seal((written) => written.comparisons.splice(0))],
  ['of a later format', /version/, () => seal((written) => (written.version = 3))],
])('%s is never green', async (_what, why, forge) => {
  await keep(holdingBoth(SAME), directory);
  expect((await again()).code).toBe(0);
  await forge();
  const said = await again();
  expect([said.code, said.stdout + said.stderr]).toEqual([5, expect.stringMatching(why)]);
  expect(said.stdout).not.toContain('"answer":"complete"');
});

it('of several prefixes is compared prefix by prefix, as it was', async () => {
  const given = holdingBoth(EACH);
  const prefixes = ['folder/a', 'folder/g', 'folder/h', 'folder/same'];
  given.files.set('/here/outputs.json', JSON.stringify({ s3_backfill: { value: { ...handoff(), prefixes } } }));
  const first = await keep(given, directory);
  const second = await again();
  expect([second.code, certificateIn(second)]).toEqual([first.code, certificateIn(first)]);
  expect(certificateIn(second).comparisons[0]).toMatchObject({ versions: { compared: SAME.length + 3 } });
});

it('of two destinations tells the one that it has', async () => {
  const first = await keep(
    holdingBoth(SAME),
    directory,
    '--destination-bucket',
    'dst',
    '--destination-bucket',
    'reports',
  );
  writeFileSync(at('1-source.parquet'), 'no Parquet at all');
  seal();
  const said = await again();
  const [told, unread] = certificateIn(said).comparisons;
  expect([said.code, told]).toEqual([5, certificateIn(first).comparisons[0]]);
  expect(unread).toMatchObject({ answer: 'not-compared', reason: expect.stringContaining('cannot be read') });
});
