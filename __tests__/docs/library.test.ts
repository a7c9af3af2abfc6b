// runner/library/options.ts is made of the flags.
import ts from 'typescript';
import { expect, it } from '@jest/globals';
import { libraryOptions } from '../../docs/tables/library';
import { textOf } from './page';

/** However its lines are broken. */
function printed(text: string): string {
  const file = ts.createSourceFile('options.ts', text, ts.ScriptTarget.ES2023, true);
  return ts.createPrinter().printFile(file).replace(/\s+/g, ' ');
}

it('offers as an option of the library what is a flag of the program (npm run docs writes it anew)', () => {
  expect(printed(textOf('runner/library/options.ts'))).toBe(printed(libraryOptions()));
});
