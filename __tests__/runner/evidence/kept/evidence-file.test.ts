// Evidence that is written while something else writes into its directory.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { writeEvidence } from '../../../../runner/evidence/kept/evidence-file';
import { workshop } from '../../../../runner/system/duckdb';

const NAME = '0-source.parquet';
const BYTES = 'rows';
const FILES = [{ name: NAME, sha256: createHash('sha256').update(BYTES).digest('hex'), bytes: BYTES.length, rows: 1 }];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'evidence-'));
  writeFileSync(path.join(folder, NAME), BYTES);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('names its files', async () => {
  const { sha256, files } = await writeEvidence(folder, {}, FILES, workshop);
  expect(files).toEqual(FILES);
  expect(readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8')).toContain(`${sha256}  evidence.json\n`);
});

it.each<[string, () => void, RegExp]>([
  ['changed', () => writeFileSync(path.join(folder, NAME), 'others'), /0-source\.parquet: it was changed/],
  ['removed', () => rmSync(path.join(folder, NAME)), /0-source\.parquet: it is not there/],
])('is none where a file was %s meanwhile', async (_what, change, says) => {
  change();
  await expect(writeEvidence(folder, {}, FILES, workshop)).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(says),
  });
  expect(existsSync(path.join(folder, 'evidence.json'))).toBe(false);
});

it('leaves what another run has kept there meanwhile', async () => {
  writeFileSync(path.join(folder, 'evidence.json'), '{}');
  await expect(writeEvidence(folder, {}, FILES, workshop)).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('it holds evidence by now'),
    hint: 'name another directory with --evidence',
  });
  expect(readFileSync(path.join(folder, 'evidence.json'), 'utf8')).toBe('{}');
});
