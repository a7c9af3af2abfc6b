// docs/architecture.md: the files and packages that it names are there.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT, textOf } from './page';

const PAGE = textOf('docs/architecture.md');
const TOP = ['modules', 'runner', 'emulator', 'docs', '__tests__'];

/** Paths of the project in the page, in the picture too. */
function pathsIn(page: string): readonly string[] {
  const named = [...page.matchAll(/\b(?:__)?[a-z]+(?:__)?(?:\/[\w.*-]+)+/g)].map(([found]) => found);
  return [...new Set(named)].filter((found) => TOP.includes(found.split('/')[0] ?? ''));
}

function packagesOf(folder: string): readonly string[] {
  const files = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const texts = files.filter((name) => name.endsWith('.ts')).map((name) => textOf(path.join(folder, name)));
  const imports = texts.flatMap((text) => [
    ...text.matchAll(/^(?:import|export|\}) .*?from '((?:@[\w-]+\/)?[\w-]+)/gm),
  ]);
  return [...new Set(imports.map((match) => match[1] ?? ''))].filter(
    (name) => name !== 'node' && !name.startsWith('@aws-sdk'),
  );
}

describe('docs/architecture.md', () => {
  it('names files and folders that exist', () => {
    expect(pathsIn(PAGE).length).toBeGreaterThan(10);
    expect(pathsIn(PAGE).filter((name) => !existsSync(path.join(ROOT, name.replace(/\/\*$/, ''))))).toEqual([]);
  });

  it.each(['modules', 'runner', 'emulator', 'docs/tables'])('lists the packages that %s imports', (folder) => {
    const row = PAGE.split('\n').find((line) => line.startsWith(`| \`${folder}/\``)) ?? '';
    expect(packagesOf(folder).filter((name) => !row.includes(name))).toEqual([]);
  });
});
