// npm run docs: makes the tables of the reference pages, and the JSON schema of the events, anew.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { eventsSchema } from './events-schema';
import { libraryOptions } from './library';
import { withSections } from './marked-sections';
import { PAGES } from './pages';

const ROOT = path.resolve(__dirname, '..', '..');

for (const [page, sections] of Object.entries(PAGES)) {
  const file = path.join(ROOT, page);
  writeFileSync(file, withSections(readFileSync(file, 'utf8'), sections));
}

void format(JSON.stringify(eventsSchema()), { parser: 'json', printWidth: 120 }).then((text) =>
  writeFileSync(path.join(ROOT, 'schemas', 'events.schema.json'), text),
);

const OPTIONS = path.join(ROOT, 'runner', 'library', 'options.ts');
void resolveConfig(OPTIONS)
  .then((config) => format(libraryOptions(), { ...config, parser: 'typescript' }))
  .then((text) => writeFileSync(OPTIONS, text));
