// Reads files of a completion report by csv-parse alone, and counts what it says. Started by the bench with the paths of the files.
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

async function main(): Promise<void> {
  const causes = new Map<string, number>();
  for (const file of process.argv.slice(2)) {
    const rows = createReadStream(file, { highWaterMark: 1024 ** 2 }).pipe(parse({ relaxColumnCount: true }));
    for await (const [, , , status = '', , code = ''] of rows as AsyncIterable<readonly string[]>) {
      const cause = `${status} ${code}`;
      causes.set(cause, (causes.get(cause) ?? 0) + 1);
    }
  }
  const rows = [...causes.values()].reduce((sum, count) => sum + count, 0);
  process.stdout.write(`${rows}\n`);
}

void main();
