// npm run docs: makes the tables of the reference pages anew.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withSections } from './marked-sections';
import { PAGES } from './pages';

for (const [page, sections] of Object.entries(PAGES)) {
  const file = path.resolve(__dirname, '..', '..', page);
  writeFileSync(file, withSections(readFileSync(file, 'utf8'), sections));
}
