// Requests as they are on the wire: signed by the SDK's signer, then changed as a test likes, and sent byte by byte.
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Running } from '../running';

export interface RawRequest {
  readonly method: string;
  /** Percent-encoded; without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Of the error document, empty if there is none. */
  readonly code: string;
}

/** Sends it as it is. */
export function send(running: Running, { method, path, query, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(running.emulator.endpoint);
  const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
  const framed = body === undefined || headers['transfer-encoding'] !== undefined;
  const all = framed ? headers : { 'content-length': String(Buffer.byteLength(body)), ...headers };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ method, hostname, port, path: path + search, headers: all, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1] ?? '';
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text, code });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

interface Wire {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body?: string | Buffer;
}

interface Signer {
  sign(request: Wire, options?: object): Promise<Wire>;
  presign(request: Wire, options?: object): Promise<Wire>;
}

async function signerOf(client: S3Client): Promise<Signer> {
  const { signer } = client.config as unknown as { signer: (scheme: object) => Promise<Signer> };
  const scheme = { name: 'sigv4', signingName: 's3', signingRegion: await client.config.region(), properties: {} };
  return signer(scheme);
}

function wire(running: Running, { method, path, query = {}, headers = {}, body }: RawRequest): Wire {
  const { hostname, port, host } = new URL(running.emulator.endpoint);
  return {
    method,
    protocol: 'http:',
    hostname,
    port: Number(port),
    path,
    query: { ...query },
    headers: { host, ...headers },
    ...(body === undefined ? {} : { body }),
  };
}

/** The request with an Authorization header. @param signingDate - when it is signed */
export async function signed(running: Running, request: RawRequest, signingDate = new Date()): Promise<RawRequest> {
  const signer = await signerOf(running.s3());
  const { method, path, query, headers } = await signer.sign(wire(running, request), { signingDate });
  return { ...request, method, path, query, headers };
}

/** The request with its signature in the query, as a presigned URL has it. */
export async function presigned(
  running: Running,
  request: RawRequest,
  options: { readonly expiresIn?: number; readonly signingDate?: Date } = {},
): Promise<RawRequest> {
  const signer = await signerOf(running.s3());
  // As the SDK's presigner does: the body is not known yet.
  const unsigned = wire(running, {
    ...request,
    headers: { ...request.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
  });
  const { query, headers } = await signer.presign(unsigned, options);
  return { ...request, query, headers };
}
