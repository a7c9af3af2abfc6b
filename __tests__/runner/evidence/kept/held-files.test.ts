// Files of kept evidence, each changed in one way.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { KeptEvidence } from '../../../../runner/events/certificate';
import { heldFiles } from '../../../../runner/evidence/kept/held-files';
import { workshop } from '../../../../runner/system/duckdb';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'held-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ['0-source.parquet', '0-destination.parquet'];
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function kept(): KeptEvidence {
  const text = (name: string): string => `the bytes of ${name}`;
  for (const name of ['evidence.json', ...NAMES]) writeFileSync(path.join(folder, name), text(name));
  return {
    sha256: sha256(text('evidence.json')),
    files: NAMES.map((name) => ({ name, sha256: sha256(text(name)), bytes: text(name).length, rows: 1 })),
  };
}

it('says that every file is what it was', async () => {
  await expect(heldFiles(folder, kept(), workshop)).resolves.toEqual([
    { name: 'evidence.json' },
    { name: '0-source.parquet' },
    { name: '0-destination.parquet' },
  ]);
});

it.each<[string, string, (file: string) => void, RegExp]>([
  ['missing', '0-source.parquet', (file) => rmSync(file), /^it is not there$/],
  [
    'truncated',
    '0-destination.parquet',
    (file) => truncateSync(file, 5),
    /^it is truncated: it has 5 bytes, and had 34$/,
  ],
  ['changed', '0-source.parquet', (file) => writeFileSync(file, 'x'.repeat(100)), /^it was changed: its SHA-256 is/],
  ['changed', 'evidence.json', (file) => writeFileSync(file, '{}'), /^it was changed: its SHA-256 is/],
])('names a file that is %s: %s', async (_how, name, change, fault) => {
  const evidence = kept();
  change(path.join(folder, name));
  const held = await heldFiles(folder, evidence, workshop);
  expect(held.filter((one) => one.fault !== undefined)).toEqual([{ name, fault: expect.stringMatching(fault) }]);
});
