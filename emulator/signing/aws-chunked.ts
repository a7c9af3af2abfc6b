// The framing of `Content-Encoding: aws-chunked`: signed or unsigned chunks, with or without a trailer.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
import { ServiceError } from '../http/service';

export interface Chunk {
  readonly data: Buffer;
  /** Absent where chunks are not signed. */
  readonly signature?: string;
}

export interface ChunkedBody {
  /** The last one is empty. */
  readonly chunks: readonly Chunk[];
  /** Trailing headers, names in lower case, `x-amz-trailer-signature` included. */
  readonly trailer: Readonly<Record<string, string>>;
}

const CRLF = '\r\n';

function incomplete(): ServiceError {
  return new ServiceError(
    400,
    'IncompleteBody',
    'The request body terminated unexpectedly or is not framed as aws-chunked says',
  );
}

/** @throws ServiceError `IncompleteBody` if the framing is broken */
export function readChunks(body: Buffer): ChunkedBody {
  const chunks: Chunk[] = [];
  let at = 0;
  for (;;) {
    const { line, next } = readLine(body, at);
    const header = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line);
    if (header === null) throw incomplete();
    const size = parseInt(header[1] ?? '', 16);
    const signature = header[2] === undefined ? {} : { signature: header[2] };
    const data = body.subarray(next, next + size);
    if (data.length !== size) throw incomplete();
    chunks.push({ data, ...signature });
    at = next + size;
    if (size === 0) return { chunks, trailer: readTrailer(body, at) };
    if (body.toString('latin1', at, at + 2) !== CRLF) throw incomplete();
    at += 2;
  }
}

function readLine(body: Buffer, from: number): { readonly line: string; readonly next: number } {
  const end = body.indexOf(CRLF, from, 'latin1');
  if (end < 0 || end - from > 8192) throw incomplete();
  return { line: body.toString('latin1', from, end), next: end + 2 };
}

function readTrailer(body: Buffer, from: number): Readonly<Record<string, string>> {
  const trailer: Record<string, string> = {};
  // The last lines may lack their CRLF: some clients end with the trailer itself.
  for (const line of body.toString('latin1', from).split(/\r?\n/)) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon <= 0) throw incomplete();
    trailer[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailer;
}

/** What the chunks hold, in one piece; a single chunk is not copied. */
export function joinChunks(chunked: ChunkedBody): Buffer {
  const full = chunked.chunks.filter((chunk) => chunk.data.length > 0);
  const only = full[0];
  return only !== undefined && full.length === 1 ? only.data : Buffer.concat(full.map((chunk) => chunk.data));
}
