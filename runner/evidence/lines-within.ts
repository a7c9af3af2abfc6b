// Rows without an end: a parser would keep all of one before it says anything.
import { LARGEST, mebibytes } from '../ports/limits';

const LINE_FEED = 10;

/** The same bytes. @throws Error at a line that is longer than any row of S3's */
export async function* linesWithin(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      refuseLong(length + end - start);
      length = 0;
      start = end + 1;
    }
    length += chunk.byteLength - start;
    refuseLong(length);
    yield chunk;
  }
}

function refuseLong(length: number): void {
  if (length > LARGEST.row) throw new Error(`a row has more than ${mebibytes(LARGEST.row)}`);
}
