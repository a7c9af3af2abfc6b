// npm run docs: makes the tables of the reference pages, and the JSON schemas of events and fleets, anew.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { eventsSchema } from './events-schema';
import { fleetSchema } from './fleet-schema';
import { libraryOptions } from './library';
import { withSections } from './marked-sections';
import { PAGES } from './pages';

const ROOT = path.resolve(__dirname, '..', '..');

for (const [page, sections] of Object.entries(PAGES)) {
  const file = path.join(ROOT, page);
  writeFileSync(file, withSections(readFileSync(file, 'utf8'), sections));
}

const SCHEMAS = { 'events.schema.json': eventsSchema(), 'fleet.schema.json': fleetSchema() };
for (const [name, schema] of Object.entries(SCHEMAS))
  void format(JSON.stringify(schema), { parser: 'json', printWidth: 120 }).then((text) =>
    writeFileSync(path.join(ROOT, 'schemas', name), text),
  );

const OPTIONS = path.join(ROOT, 'runner', 'library', 'options.ts');
void resolveConfig(OPTIONS)
  .then((config) => format(libraryOptions(), { ...config, parser: 'typescript' }))
  .then((text) => writeFileSync(OPTIONS, text));
