// The workshop of this machine. What lies in /here, where the world of tests works, lies in a folder that lasts as long as the tests run: nobody
// but root may make /here.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Workshop } from '../../../runner/ports/workshop';
import { workshop } from '../../../runner/system/duckdb';

let folder: string | undefined;

/** @param text - a path, or SQL that names some */
function real(text: string): string {
  return text.replaceAll(/(?<=^|')\/here(?=\/|$|')/g, () => {
    folder ??= mkdtempSync(path.join(process.env['S3_BACKFILL_TEST_RUN'] ?? tmpdir(), 'here-'));
    return folder;
  });
}

export const fakeWorkshop: Workshop = {
  processors: workshop.processors,
  async open(options) {
    const tables = await workshop.open({ ...options, folder: real(options.folder) });
    return {
      run: (sql) => tables.run(real(sql)),
      rows: (sql) => tables.rows(real(sql)),
      close: () => tables.close(),
    };
  },
  text: (file, largestBytes) => workshop.text(real(file), largestBytes),
  check: (file, gzip, unpacked) => workshop.check(real(file), gzip, unpacked === undefined ? unpacked : real(unpacked)),
  digest: (file) => workshop.digest(real(file)),
  names: (at) => workshop.names(real(at)),
  chunks: (file) => workshop.chunks(real(file)),
  slice: (file, from, to) => workshop.slice(real(file), from, to),
  save: (file, bytes, gzip) => workshop.save(real(file), bytes, gzip),
  remove: (at) => workshop.remove(real(at)),
};
