// runner/library/options.ts is made of the flags.
import ts from 'typescript';
import { expect, it } from '@jest/globals';
import { libraryOptions } from '../../docs/tables/library';
import { textOf } from './page';

/** However its lines are broken. */
function printed(text: string): readonly string[] {
  const file = ts.createSourceFile('options.ts', text, ts.ScriptTarget.ES2023, true);
  const lines = ts.createPrinter().printFile(file).split('\n');
  return lines.map((line) => line.trim()).filter(Boolean);
}

it('offers as an option of the library what is a flag of the program (npm run docs writes it anew)', () => {
  expect(printed(textOf('runner/library/options.ts'))).toEqual(printed(libraryOptions()));
});
