// docs/api/ says what people import: whoever changes it sees it there.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { makeFolder, PROJECT, removeFolder } from '../e2e/setup';

const KEPT = path.join(PROJECT, 'docs', 'api');

it('reports in docs/api what the sources export (npm run api writes it anew)', () => {
  const folder = makeFolder();
  try {
    execFileSync(process.execPath, ['build.mjs', '--api', folder], { cwd: PROJECT, stdio: 'pipe' });
    const names = readdirSync(folder);
    expect(names).toEqual(readdirSync(KEPT));
    for (const name of names)
      expect(readFileSync(path.join(folder, name), 'utf8')).toBe(readFileSync(path.join(KEPT, name), 'utf8'));
  } finally {
    removeFolder(folder);
  }
}, 120_000);
