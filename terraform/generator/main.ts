// npm run hcl: writes terraform/backfill.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { moduleFiles } from './module-files';

const FOLDER = path.resolve(__dirname, '..', 'backfill');

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(moduleFiles())) {
  writeFileSync(path.join(FOLDER, name), text);
  process.stdout.write(`terraform/backfill/${name}\n`);
}
