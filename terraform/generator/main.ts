// npm run hcl: writes the modules below terraform/.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { moduleFiles } from './module-files';
import { MODULES } from './modules';

for (const one of MODULES) {
  const folder = path.resolve(__dirname, '..', one.folder);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(moduleFiles(one))) {
    writeFileSync(path.join(folder, name), text);
    process.stdout.write(`terraform/${one.folder}/${name}\n`);
  }
}
