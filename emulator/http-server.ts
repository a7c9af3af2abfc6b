// The one port: reads a request, finds out who sent it and which service it is for, and writes the answer.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { bucketPath, FAMILY_OF, hostPrefix, serviceFor, type ServiceName } from './addressing';
import { errorResponse, type ServiceFamily } from './error-document';
import { readPayload } from './payload';
import { ServiceError, type Caller, type Service, type ServiceResponse } from './service';
import { readSignature, type Signature, type WireRequest } from './signature';
import { SignatureVerifier } from './sigv4';
import type { World } from './world';
import { XmlError } from './xml';

/** Something to tell whoever runs the emulator. */
export type LogEntry =
  | {
      readonly kind: 'request';
      readonly requestId: string;
      readonly method: string;
      /** Path and query as they were sent. */
      readonly target: string;
      readonly status: number;
      /** Of the error, for example `NoSuchKey`. */
      readonly code?: string;
      readonly milliseconds: number;
    }
  /** A fault of the emulator itself: a request was answered with 500, or work in the background ended early. */
  | { readonly kind: 'bug'; readonly message: string; readonly stack?: string; readonly requestId?: string };

export interface HttpServerOptions {
  readonly world: World;
  readonly services: Readonly<Record<ServiceName, Service>>;
  readonly verifySignatures: boolean;
  readonly log: (entry: LogEntry) => void;
}

/** A request on its way to a service; filled in as more becomes known, so that an error is written in the right form. */
interface Progress {
  readonly id: string;
  path: string;
  family: ServiceFamily;
}

export function createHttpServer(options: HttpServerOptions): Server {
  const verifier = new SignatureVerifier(options.world);
  let requestCount = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const started = options.world.clock.now();
    const progress: Progress = { id: requestId(++requestCount), path: '/', family: 's3' };
    let code: string | undefined;
    answer(incoming, options, verifier, progress)
      .catch((error: unknown) => {
        const fault = toServiceError(error, progress, options.log);
        code = fault.code;
        return errorResponse(progress.family, fault, progress);
      })
      .then((response) => {
        send(incoming, outgoing, response, progress.id, started);
        options.log({
          kind: 'request',
          requestId: progress.id,
          method: incoming.method ?? '',
          target: incoming.url ?? '',
          status: response.status,
          ...(code === undefined ? {} : { code }),
          milliseconds: options.world.clock.now() - started,
        });
      })
      .catch((error: unknown) => {
        // The client went away, or headers could not be written: nobody is left to answer.
        options.log({ kind: 'bug', requestId: progress.id, ...describe(error) });
        outgoing.destroy();
      });
  });
  return server;
}

async function answer(
  incoming: IncomingMessage,
  options: HttpServerOptions,
  verifier: SignatureVerifier,
  progress: Progress,
): Promise<ServiceResponse> {
  const request = await readRequest(incoming);
  const path = decodePath(request.rawPath);
  progress.path = path;
  const signature = readSignature(request);
  const name = serviceFor(signature?.scope.service, path, request.headers);
  if (name === undefined) throw notEmulated(`The service ${signature?.scope.service ?? ''} is not emulated.`);
  progress.family = FAMILY_OF[name];
  const { caller, payload } = identify(request, signature, options, verifier);
  const control = name === 's3-control';
  const headers = { ...request.headers, ...payload.trailer };
  const account = control ? hostPrefix(headers['host']) : undefined;
  if (account !== undefined) headers['x-amz-account-id'] ??= account;
  return options.services[name]({
    id: progress.id,
    method: request.method,
    path: name === 's3' ? bucketPath(path, headers['host']) : path,
    query: request.query,
    headers,
    body: payload.body,
    region: signature?.scope.region ?? options.world.region,
    caller,
  });
}

function identify(
  request: WireRequest,
  signature: Signature | undefined,
  { world, verifySignatures }: HttpServerOptions,
  verifier: SignatureVerifier,
): { readonly caller: Caller; readonly payload: ReturnType<typeof readPayload> } {
  if (signature === undefined) {
    const account = world.accounts[0];
    if (verifySignatures || account === undefined) throw new ServiceError(403, 'AccessDenied', 'Access Denied');
    const { accountId, accessKeyId } = account;
    const caller = { accountId, accessKeyId, arn: `arn:${world.partition}:iam::${accountId}:root` };
    return { caller, payload: readPayload(request) };
  }
  if (!verifySignatures) return { caller: verifier.callerOf(signature), payload: readPayload(request) };
  const { caller, signingKey } = verifier.verify(request, signature);
  return { caller, payload: readPayload(request, { signature, signingKey }) };
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const url = incoming.url ?? '/';
  const question = url.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    rawPath: question < 0 ? url : url.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)),
    headers: joinHeaders(incoming.rawHeaders),
    body: await readBody(incoming),
  };
}

function joinHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before},${value}`;
  }
  return headers;
}

const NO_BODY = Buffer.alloc(0);

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const only = chunks[0];
  if (only === undefined) return NO_BODY;
  return chunks.length === 1 ? only : Buffer.concat(chunks);
}

function decodePath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    throw new ServiceError(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

function send(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, headers = {}, body = '' }: ServiceResponse,
  id: string,
  now: number,
): void {
  outgoing.sendDate = false;
  const isText = typeof body === 'string';
  const all: Record<string, string | number> = {
    'x-amz-request-id': id,
    'x-amz-id-2': 'emulator',
    date: new Date(now).toUTCString(),
    server: 'AmazonS3',
    ...(isText && body !== '' ? { 'content-type': 'application/xml' } : {}),
    ...headers,
  };
  if (status !== 204 && status !== 304) all['content-length'] ??= isText ? Buffer.byteLength(body) : body.length;
  outgoing.writeHead(status, all);
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}

function toServiceError(error: unknown, progress: Progress, log: HttpServerOptions['log']): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof XmlError) {
    return new ServiceError(
      400,
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  log({ kind: 'bug', requestId: progress.id, ...describe(error) });
  return new ServiceError(500, 'InternalError', 'We encountered an internal error. Please try again.');
}

/** What a log says of something that was thrown. */
export function describe(error: unknown): { readonly message: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  return error.stack === undefined ? { message: error.message } : { message: error.message, stack: error.stack };
}

function notEmulated(message: string): ServiceError {
  return new ServiceError(501, 'NotImplemented', message);
}

function requestId(count: number): string {
  return count.toString(16).toUpperCase().padStart(16, '0');
}
