// Reads an answer of HTTP/1.1 from the bytes of a connection, as strictly as a client must that sends its next request on the same one.
import type { IncomingHttpHeaders } from 'node:http';
import { RunnerError } from '../../ports/errors';
import { LARGEST, mebibytes } from '../../ports/limits';
import { Gathered } from './gathered';

export interface Answer {
  readonly status: number;
  /** By name in small letters; of several with one name, all, with commas between. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Bytes that were written where the request has asked for them, in place of a body. @default - it has not */
  readonly filled?: number;
}

/** What is wanted of an answer. */
export interface Wanted {
  /** By its headers: the body of such an answer is not read. @default - every body is */
  readonly unwanted?: (answer: Pick<Answer, 'status' | 'headers'>) => boolean;
  /** Where the bytes of a part go (206); what else is answered has a body. @default - it has one too */
  readonly into?: Uint8Array;
  /** Takes what it needs out of the bytes of a body (200), which are gone afterwards. @returns what is told as the body. @default - all of it is */
  readonly takeOut?: (bytes: Buffer) => string;
}

export interface ReadAnswer {
  readonly answer: Answer;
  /** Whether the connection takes another request. */
  readonly staysOpen: boolean;
}

const LARGEST_HEAD = 64 * 1024;
const LINE = '\r\n';
const EMPTY = Buffer.alloc(0);

function malformed(what: string): RunnerError {
  return new RunnerError('unavailable', `an answer of S3 is no HTTP: ${what} cannot be read`);
}

interface Head {
  readonly status: number;
  readonly version: string;
  readonly headers: Record<string, string>;
}

/** Names of headers as they were written, in small letters; answers repeat them. */
const NAMES = new Map<string, string>();
const MOST_NAMES = 256;

function smallName(name: string): string {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  // White space before the colon, and lines that go on, are what two readers understand in two ways.
  if (/[^!#-'*+.\w^`|~-]/.test(name)) throw malformed('a header');
  const small = name.toLowerCase();
  if (NAMES.size < MOST_NAMES) NAMES.set(name, small);
  return small;
}

function headOf(text: string): Head {
  const lines = text.split(LINE);
  const [, version = '', status = ''] = /^HTTP\/(1\.[01]) (\d{3})(?: |$)/.exec(lines[0] ?? '') ?? [];
  if (status === '') throw malformed('its first line');
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const colon = line.indexOf(':');
    if (colon < 1) throw malformed('a header');
    const small = smallName(line.slice(0, colon));
    const value = line.slice(colon + 1).trim();
    const known = headers[small];
    headers[small] = known === undefined ? value : `${known}, ${value}`;
  }
  return { status: Number(status), version, headers };
}

type Framing =
  { readonly kind: 'none' | 'chunked' | 'to-the-end' } | { readonly kind: 'length'; readonly bytes: number };

function framingOf({ status, headers }: Head, method: string): Framing {
  if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'none' };
  const coding = headers['transfer-encoding'];
  const length = headers['content-length'];
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked' || length !== undefined) throw malformed('its length');
    return { kind: 'chunked' };
  }
  if (length === undefined) return { kind: 'to-the-end' };
  const bytes = Number(length);
  if (!/^\d+$/.test(length) || !Number.isSafeInteger(bytes)) throw malformed('its length');
  if (bytes > LARGEST.answer) throw tooLarge();
  return { kind: 'length', bytes };
}

/** Of one answer. Bytes are given as they come; whoever gives them may write others in their place afterwards. */
export class AnswerReader {
  private received: Buffer = EMPTY;
  private head: Head | undefined;
  private framing: Framing = { kind: 'none' };
  private length = 0;
  private isInChunk = false;
  private isUnwanted = false;
  private leftOfChunk = 0;

  /**
   * @param method of the request that is answered
   * @param body where its bytes are gathered. @default - in a place of its own
   */
  constructor(
    private readonly method: string,
    private readonly wanted: Wanted = {},
    private readonly body = new Gathered(),
  ) {
    body.clear();
  }

  /**
   * @returns undefined while some is missing
   * @throws RunnerError where it is no HTTP, or too large
   */
  read(bytes: Buffer): ReadAnswer | undefined {
    const read = this.readMore(this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes]));
    if (read !== undefined) return read;
    this.received = this.received.length === 0 ? EMPTY : Buffer.from(this.received);
    return undefined;
  }

  /** Where the bytes that come next belong, so that nobody has to copy them. Undefined: that is not known as yet. */
  place(): Uint8Array | undefined {
    const { framing, length } = this;
    const { into } = this.wanted;
    if (into === undefined || framing.kind !== 'length' || !this.isFilled()) return undefined;
    const to = Math.min(framing.bytes, into.byteLength);
    return length < to ? into.subarray(length, to) : undefined;
  }

  private readMore(received: Buffer): ReadAnswer | undefined {
    this.received = received;
    while (this.head === undefined) if (!this.readHead()) return undefined;
    if (this.isUnwanted) return this.whole(false);
    const { framing } = this;
    if (framing.kind === 'none') return this.whole(this.received.length === 0);
    if (framing.kind === 'length') return this.readLength(framing.bytes);
    if (framing.kind === 'chunked') return this.readChunks();
    this.take(this.received.length);
    return undefined;
  }

  /** The server has closed the connection. @returns undefined where the answer is not whole */
  end(): ReadAnswer | undefined {
    return this.head !== undefined && this.framing.kind === 'to-the-end' ? this.whole(false) : undefined;
  }

  private readHead(): boolean {
    const end = this.received.indexOf('\r\n\r\n');
    if (Math.max(end, this.received.length * Number(end < 0)) > LARGEST_HEAD)
      throw malformed('its head, which does not end,');
    if (end < 0) return false;
    const head = headOf(this.received.toString('latin1', 0, end));
    this.received = this.received.subarray(end + 4);
    // What comes before the answer itself.
    if (head.status < 200) return true;
    this.isUnwanted = this.wanted.unwanted?.(head) === true;
    // However long it is.
    if (!this.isUnwanted) this.framing = framingOf(head, this.method);
    this.head = head;
    return true;
  }

  private readLength(bytes: number): ReadAnswer | undefined {
    if (this.received.length < bytes - this.length) {
      this.take(this.received.length);
      return undefined;
    }
    this.take(bytes - this.length);
    return this.whole(this.received.length === 0);
  }

  private readChunks(): ReadAnswer | undefined {
    for (;;) {
      if (this.isInChunk && !this.readChunk()) return undefined;
      const line = this.received.indexOf(LINE);
      if (line < 0) {
        if (this.received.length > LARGEST_HEAD) throw malformed('a chunk');
        return undefined;
      }
      const [, hex = ''] = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i.exec(this.received.toString('latin1', 0, line)) ?? [];
      if (hex === '') throw malformed('a chunk');
      this.leftOfChunk = parseInt(hex, 16);
      if (this.leftOfChunk === 0) return this.readTrailers(line + 2);
      this.received = this.received.subarray(line + 2);
      this.isInChunk = true;
    }
  }

  /** @returns whether it is whole */
  private readChunk(): boolean {
    const bytes = Math.min(this.leftOfChunk, this.received.length);
    this.take(bytes);
    this.leftOfChunk -= bytes;
    if (this.leftOfChunk > 0 || this.received.length < 2) return false;
    if (this.received.toString('latin1', 0, 2) !== LINE) throw malformed('the end of a chunk');
    this.received = this.received.subarray(2);
    this.isInChunk = false;
    return true;
  }

  /** @param at where they begin; nobody needs them */
  private readTrailers(at: number): ReadAnswer | undefined {
    const rest = this.received.subarray(at);
    const end = rest.indexOf(LINE) === 0 ? 0 : rest.indexOf('\r\n\r\n') + 2;
    if (end === 1) {
      if (rest.length > LARGEST_HEAD) throw malformed('what follows the last chunk');
      return undefined;
    }
    return this.whole(rest.length === end + 2);
  }

  private take(bytes: number): void {
    if (bytes === 0) return;
    this.length += bytes;
    if (this.length > LARGEST.answer) throw tooLarge();
    if (this.isFilled()) this.fill(this.received.subarray(0, bytes));
    else this.body.add(this.received.subarray(0, bytes));
    this.received = this.received.subarray(bytes);
  }

  private isFilled(): boolean {
    return this.wanted.into !== undefined && this.head?.status === 206;
  }

  private fill(bytes: Uint8Array): void {
    const at = this.length - bytes.byteLength;
    const { into } = this.wanted;
    if (into === undefined || this.length > into.byteLength)
      throw malformed('a part that is larger than was asked for');
    const isThere = bytes.buffer === into.buffer && bytes.byteOffset === into.byteOffset + at;
    if (!isThere) into.set(bytes, at);
  }

  /** @param isAll whether nothing came that was not asked for */
  private whole(isAll: boolean): ReadAnswer {
    const { status, version, headers } = this.head as Head;
    const words = (headers['connection'] ?? '').toLowerCase().split(/\s*,\s*/);
    const staysOpen = version === '1.1' ? !words.includes('close') : words.includes('keep-alive');
    const { takeOut } = this.wanted;
    const { bytes } = this.body;
    const body = takeOut === undefined || status !== 200 ? bytes.toString('utf8') : takeOut(bytes);
    const answer = this.isFilled() ? { status, headers, body, filled: this.length } : { status, headers, body };
    return { answer, staysOpen: isAll && staysOpen };
  }
}

function tooLarge(): RunnerError {
  return new RunnerError(
    'unavailable',
    `an answer of S3 is larger than ${mebibytes(LARGEST.answer)}, and was not read further`,
  );
}
