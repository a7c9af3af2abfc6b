// An S3 client that costs next to nothing: requests are signed and written out before the clock starts, each connection
// is kept alive and sends the next request when it has the whole answer. With an SDK the client would take most of the
// processor time, and the figures would be about the client.
import { createHash, createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { crc32 } from 'node:zlib';

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface PlainRequest {
  readonly method: 'GET' | 'PUT';
  /** Path and query; the query sorted by name and percent-encoded. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const EMPTY = Buffer.alloc(0);

/** Makes requests ready to be sent: their bytes. */
export function signer(target: Target): (request: PlainRequest) => Buffer {
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${target.region}/s3/aws4_request`;
  const signingKey = [date, target.region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (key, step) => createHmac('sha256', key).update(step).digest(),
    `AWS4${target.secretAccessKey}`,
  );
  return ({ method, target: path, headers = {}, body = EMPTY }) => {
    const sent: Record<string, string> = {
      host: `${target.host}:${target.port}`,
      'x-amz-content-sha256': sha256(body),
      'x-amz-date': timestamp,
      ...headers,
    };
    const names = Object.keys(sent).sort();
    const question = path.indexOf('?');
    const canonical = [
      method,
      question < 0 ? path : path.slice(0, question),
      question < 0 ? '' : path.slice(question + 1),
      ...names.map((name) => `${name}:${sent[name] ?? ''}`),
      '',
      names.join(';'),
      sent['x-amz-content-sha256'],
    ].join('\n');
    const toSign = `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(Buffer.from(canonical))}`;
    const signature = createHmac('sha256', signingKey).update(toSign).digest('hex');
    const credential = `AWS4-HMAC-SHA256 Credential=${target.accessKeyId}/${scope}`;
    const lines = [
      `${method} ${path} HTTP/1.1`,
      ...names.map((name) => `${name}: ${sent[name] ?? ''}`),
      `authorization: ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
      'user-agent: aws-sdk-js/3.0.0',
      `content-length: ${body.length}`,
    ];
    return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
  };
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** A PutObject as SDKs send it: with a content type and a CRC32. */
export function putObject(bucket: string, key: string, body: Buffer): PlainRequest {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  const headers = {
    'content-type': 'application/octet-stream',
    'x-amz-checksum-crc32': checksum.toString('base64'),
    'x-amz-sdk-checksum-algorithm': 'CRC32',
  };
  return { method: 'PUT', target: `/${bucket}/${key}`, headers, body };
}

export function copyObject(bucket: string, key: string, sourceKey: string, sourceBucket = bucket): PlainRequest {
  return {
    method: 'PUT',
    target: `/${bucket}/${key}`,
    headers: { 'x-amz-copy-source': `/${sourceBucket}/${sourceKey}` },
  };
}

/** One connection; one request at a time. */
export class Connection {
  private received: Buffer = EMPTY;
  private waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error) => this.waiting?.reject(error));
    socket.on('close', () => this.waiting?.reject(new Error('the server closed the connection')));
  }

  static open({ host, port }: Target): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host, () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  send(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const answer = readAnswer(this.received);
    if (answer === undefined) return;
    this.received = EMPTY;
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve(answer);
  }
}

/** Undefined while a part is missing. */
function readAnswer(received: Buffer): Answer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const body = received.subarray(end + 4);
  if (length !== undefined) return body.length < Number(length) ? undefined : { status, body: body.toString() };
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, body: '' };
  return body.subarray(-5).equals(LAST_CHUNK) ? { status, body: unchunked(body) } : undefined;
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n');

function unchunked(body: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const line = body.indexOf('\r\n', at);
    const size = parseInt(body.toString('latin1', at, line), 16);
    if (!(size > 0)) return Buffer.concat(parts).toString();
    parts.push(body.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

/** @throws Error unless the answer is 200 */
export function expectOk({ status, body }: Answer): string {
  if (status === 200) return body;
  throw new Error(`the server answered ${status}: ${body.slice(0, 500)}`);
}

/** Sends all requests over `connections` connections. @returns how many a second were answered */
export async function requestsPerSecond(
  target: Target,
  requests: readonly Buffer[],
  connections: number,
): Promise<number> {
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(target)));
  const rest = requests.values();
  const begin = performance.now();
  await Promise.all(
    open.map(async (connection) => {
      for (const request of rest) expectOk(await connection.send(request));
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  for (const connection of open) connection.close();
  return requests.length / seconds;
}
