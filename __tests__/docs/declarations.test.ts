// What a name in the sources means, where several files declare one of that name.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { declarationsIn } from '../../docs/tables/declarations';

const ROOT = path.resolve(__dirname, '..', '..');

describe('declarations of sources in folders', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
    mkdirSync(path.join(folder, 'one'));
    mkdirSync(path.join(folder, 'other'));
    const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
    write('one/part.ts', 'export interface Part { readonly inOne: string }\n');
    write('other/part.ts', 'export interface Part { readonly inOther: string }\n');
    write('whole.ts', "import type { Part } from './other/part';\nexport interface Whole { readonly part: Part }\n");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = (name: string): string[] =>
    declarationsIn(path.relative(ROOT, folder))
      .allFieldsOf(name)
      .map((field) => field.name);

  it('follow a name to the file that it is imported from', () => {
    expect(names('Whole')).toEqual(['part', 'part.inOther']);
  });

  it('refuse to choose among several of one name, and name their files', () => {
    expect(() => names('Part')).toThrow(/several declarations of Part, in .*one\/part\.ts, .*other\/part\.ts/);
  });
});
