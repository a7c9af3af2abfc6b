// What nobody who reads a report can leave out: its files come over the network, their MD5 is taken and their lines are counted, each in one
// pass and in one thread. Started by the bench with the URLs of the files.
import { createHash } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';

const LINE_FEED = 10;

async function main(): Promise<void> {
  let lines = 0;
  for (const url of process.argv.slice(2)) {
    const hash = createHash('md5');
    const answer = await new Promise<IncomingMessage>((resolve, reject) => get(url, resolve).on('error', reject));
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      hash.update(chunk);
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) lines += 1;
    }
    hash.digest();
  }
  process.stdout.write(`${lines}\n`);
}

void main();
