// What the rows of a part have come to, as bytes: a hundred of a report become ten, and are counted again as they were the first time.
import type { Workshop } from '../../../../ports/workshop';
import type { FailedRows, ScannedRows, UndecodedKeys } from '../scan/scanned-rows';

/** Four numbers: bytes of the text, rows, runs of rows in one folder, bytes of what has failed. */
const HEADER_BYTES = 16;
const WORD_BYTES = 4;

interface RecordText {
  readonly folders: readonly string[];
  readonly failed: Omit<FailedRows, 'versions'>;
  readonly undecoded: UndecodedKeys;
}

/** Rows lie in the order of their keys, folder by folder: the folder, and how many, by turns. */
function runsOf(folderOf: Uint32Array): Uint32Array {
  const runs: number[] = [];
  for (let from = 0, at = 1; from < folderOf.length; at += 1) {
    if (at < folderOf.length && folderOf[at] === folderOf[from]) continue;
    runs.push(folderOf[from] ?? 0, at - from);
    from = at;
  }
  return Uint32Array.from(runs);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export function recordOf({ prints, folderOf, folders, failed, undecoded }: ScannedRows): Uint8Array {
  const { versions, ...columns } = failed;
  const text = Buffer.from(JSON.stringify({ folders, failed: columns, undecoded } satisfies RecordText));
  // Numbers begin where memory lets them be read as such.
  const padding = Buffer.alloc((WORD_BYTES - (text.length % WORD_BYTES)) % WORD_BYTES, ' ');
  const runs = runsOf(folderOf);
  const failedBytes = versions.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const header = Uint32Array.of(text.length + padding.length, folderOf.length, runs.length / 2, failedBytes);
  return Buffer.concat([bytesOf(header), text, padding, bytesOf(prints), bytesOf(runs), ...versions]);
}

function folderOfRuns(runs: Uint32Array, rows: number): Uint32Array {
  const folderOf = new Uint32Array(rows);
  for (let run = 0, at = 0; run < runs.length; run += 2) {
    const next = at + (runs[run + 1] ?? 0);
    folderOf.fill(runs[run] ?? 0, at, next);
    at = next;
  }
  return folderOf;
}

/** Every record of a file, in order. @param bytes of the file, which was held against its digest */
export async function* recordsIn(
  path: string,
  bytes: number,
  { slice }: Pick<Workshop, 'slice'>,
): AsyncGenerator<ScannedRows> {
  for (let from = 0; from < bytes;) {
    const header = await slice(path, from, from + HEADER_BYTES);
    const [textBytes = 0, rows = 0, runs = 0, failedBytes = 0] = new Uint32Array(header.slice().buffer);
    const printBytes = rows * 2 * WORD_BYTES;
    const runBytes = runs * 2 * WORD_BYTES;
    const begin = from + HEADER_BYTES;
    from = begin + textBytes + printBytes + runBytes + failedBytes;
    const body = (await slice(path, begin, from)).slice();
    const text = Buffer.from(body.buffer, 0, textBytes).toString('utf8');
    const { folders, failed, undecoded } = JSON.parse(text) as RecordText;
    yield {
      prints: new Int32Array(body.buffer, textBytes, rows * 2),
      folderOf: folderOfRuns(new Uint32Array(body.buffer, textBytes + printBytes, runs * 2), rows),
      ...{ folders, undecoded },
      failed: { ...failed, versions: failedBytes === 0 ? [] : [body.subarray(body.byteLength - failedBytes)] },
      rest: new Uint8Array(0),
    };
  }
}
