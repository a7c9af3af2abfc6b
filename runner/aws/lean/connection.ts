// Requests over connections that stay open, and their answers, whole. Node's own client of HTTP does more than a copy needs, and takes
// more of the processor for each request than signing it and reading its answer do.
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import { Gathered } from './gathered';
import { AnswerReader, type Answer, type ReadAnswer, type Wanted } from './http-answer';

export type { Answer, Wanted };

export interface Sent {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** @default - the answer, whole */
  readonly wanted?: Wanted;
}

export interface Connection {
  /** @throws an error of Node where there is no answer: with its code, or named TimeoutError after a minute of silence */
  send(request: Sent, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

const SILENCE_MS = 60_000;
/** Of a connection, where its bytes come in: Node would take another place for each answer. */
const READ_BYTES = 16 * 1024;

function written({ method, target, headers, body }: Sent): string {
  let [head, texts] = [`${method} ${target} HTTP/1.1\r\n`, target];
  for (const name in headers) {
    const value = headers[name] ?? '';
    head += `${name}: ${value}\r\n`;
    texts += value;
  }
  // Each goes over the wire as a line: nothing may begin another one.
  if (/[^\t\x20-\x7e\x80-\xff]/.test(texts))
    throw Object.assign(new TypeError('a header has a letter that no header can have'), { code: 'ERR_INVALID_CHAR' });
  return body === '' ? `${head}\r\n` : `${head}\r\n${Buffer.from(body).toString('latin1')}`;
}

function hungUp(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

/** One socket, with at most one request under way. */
interface Line {
  /** @param bytes of the request, as Latin-1 */
  send(bytes: string, request: Pick<Sent, 'method' | 'wanted'>): Promise<Answer>;
  /** @param error what the request under way ends with */
  end(error?: Error): void;
}

interface Underway {
  readonly reader: AnswerReader;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Where the bytes of a socket come in, and what they are given to, once that is known. */
interface Inlet {
  /** Asked before whatever comes next. */
  readonly buffer: () => Uint8Array;
  readonly callback: (length: number, buffer: Uint8Array) => boolean;
  take: (bytes: Buffer) => void;
  /** @default - among those of the inlet itself */
  place: () => Uint8Array | undefined;
}

function inlet(): Inlet {
  const own = Buffer.allocUnsafeSlow(READ_BYTES);
  const one: Inlet = {
    buffer: () => one.place() ?? own,
    callback: (length, { buffer, byteOffset }) => {
      one.take(Buffer.from(buffer, byteOffset, length));
      return true;
    },
    take: () => undefined,
    place: () => undefined,
  };
  return one;
}

/** @param rests it takes another request; @param gone it takes none any more */
function openLine(
  connect: (inlet: Inlet) => Socket,
  { silenceMs = SILENCE_MS }: ConnectionOptions,
  rests: (one: Line) => void,
  gone: (one: Line) => void,
): Line {
  const from = inlet();
  const body = new Gathered();
  const socket = connect(from);
  let underway: Underway | undefined;
  const end = (error?: Error): void => {
    const failed = underway;
    underway = undefined;
    socket.destroy();
    gone(one);
    failed?.reject(error ?? hungUp());
  };
  const answered = ({ answer, staysOpen }: ReadAnswer): void => {
    const done = underway;
    underway = undefined;
    // A connection that rests keeps nobody alive.
    socket.unref();
    if (staysOpen) rests(one);
    else end();
    done?.resolve(answer);
  };
  const one: Line = {
    send: (bytes, { method, wanted }) =>
      new Promise((resolve, reject) => {
        socket.ref();
        underway = { reader: new AnswerReader(method, wanted, body), resolve, reject };
        // It may have gone since it was chosen, and would say nothing of what is written to it.
        if (socket.destroyed) end();
        else socket.write(bytes, 'latin1');
      }),
    end,
  };
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 1_000);
  socket.setTimeout(silenceMs, () => end(Object.assign(new Error('no answer'), { name: 'TimeoutError' })));
  from.place = () => underway?.reader.place();
  from.take = (bytes) => {
    // Nobody has asked: what follows would be taken for the answer to the next request.
    if (underway === undefined) {
      end();
      return;
    }
    try {
      const read = underway.reader.read(bytes);
      if (read !== undefined) answered(read);
    } catch (error) {
      end(error as Error);
    }
  };
  socket.on('end', () => {
    const read = underway?.reader.end();
    if (read === undefined) end();
    else answered(read);
  });
  socket.on('error', end);
  socket.on('close', () => end());
  return one;
}

export interface ConnectionOptions {
  /** How long nothing may come. @default - a minute */
  readonly silenceMs?: number;
}

/** @param most connections at once */
export function connection(endpoint: URL, most: number, options: ConnectionOptions = {}): Connection {
  const secure = endpoint.protocol === 'https:';
  const host = endpoint.hostname.replace(/^\[|\]$/g, '');
  const port = Number(endpoint.port || (secure ? 443 : 80));
  const all = new Set<Line>();
  /** The last one that was used is the next one: the others grow old and end. */
  const resting: Line[] = [];
  const queue: { readonly resolve: (one: Line) => void; readonly reject: (error: Error) => void }[] = [];
  let session: Buffer | undefined;
  let watched: AbortSignal | undefined;

  function connect(onread: Inlet): Socket {
    if (!secure) return connectPlain({ host, port, onread });
    const named = isIP(host) === 0 ? { servername: host } : {};
    const options = { host, port, onread, ...named, ALPNProtocols: ['http/1.1'], ...(session && { session }) };
    const socket = connectSecure(options);
    socket.on('session', (known) => (session = known));
    return socket;
  }

  function rests(one: Line): void {
    const next = queue.shift();
    if (next === undefined) resting.push(one);
    else next.resolve(one);
  }

  function gone(one: Line): void {
    if (!all.delete(one)) return;
    const at = resting.lastIndexOf(one);
    if (at >= 0) resting.splice(at, 1);
    const next = queue.shift();
    if (next !== undefined) next.resolve(open());
  }

  function open(): Line {
    const one = openLine(connect, options, rests, gone);
    all.add(one);
    return one;
  }

  function free(): Line | Promise<Line> {
    const rested = resting.pop();
    if (rested !== undefined) return rested;
    return all.size < most ? open() : new Promise((resolve, reject) => queue.push({ resolve, reject }));
  }

  function close(error?: Error): void {
    for (const waiting of queue.splice(0)) waiting.reject(error ?? hungUp());
    for (const one of all) one.end(error);
  }

  /** All requests have the same signal: one that listens for all of them is enough. */
  function watch(signal: AbortSignal): void {
    if (signal === watched) return;
    watched = signal;
    signal.addEventListener('abort', () => close(signal.reason as Error), { once: true });
  }

  return {
    send: async (request, signal) => {
      signal.throwIfAborted();
      watch(signal);
      const bytes = written(request);
      const one = await free();
      return one.send(bytes, request);
    },
    close,
  };
}
