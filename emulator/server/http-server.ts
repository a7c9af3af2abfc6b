// The one port: reads a request, finds out who sent it and which service it is for, and has it answered.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { bucketPath, familyOf, hostPrefix, serviceFor } from '../http/addressing';
import { type BodyBudget, bodyLimit, declaredLength, SMALL_BODY } from '../http/body-limits';
import { CONTROL_PATH, type ControlApi } from '../control/control-api';
import { errorResponse, type ServiceFamily } from '../http/error-document';
import { faultAnswer } from '../faults/fault-answer';
import type { FaultList } from '../faults/fault-list';
import { describeError, type Log } from './log';
import { withHoistedHeaders } from '../signing/hoisted-headers';
import { readPayload } from '../signing/payload';
import { refuseForeignHost, refuseForeignPage } from './refuse-foreign';
import { sendAnswer, type Answer } from './send-answer';
import {
  type Caller,
  type DoneRequest,
  notEmulated,
  type PreparedOperation,
  type Service,
  ServiceError,
  type ServiceName,
} from '../http/service';
import { readSignature, type Signature } from '../signing/signature';
import { isSignedWithBody, SignatureVerifier } from '../signing/sigv4';
import { ClientGone, decodePath, readBody, readHead, type WireHead, type WireRequest } from '../http/wire-request';
import type { World } from '../world/world';
import { XmlError } from '../http/xml';
import { malformedXml } from '../s3/operation/faults';

export interface HttpServerOptions {
  readonly world: World;
  readonly services: Readonly<Record<ServiceName, Service>>;
  readonly verifySignatures: boolean;
  readonly faults: FaultList;
  readonly control: ControlApi;
  /** Names that mean this machine, beside those of the loopback address; in lower case. */
  readonly ownHosts: readonly string[];
  readonly budget: BodyBudget;
  /** Called when a request was done, well or not, before its answer goes out. @default - nobody is */
  readonly done?: (request: DoneRequest) => void;
  readonly log: Log;
}

/** A request on its way to a service; filled in as more becomes known, so that an error is written in the right form. */
interface Progress {
  readonly id: string;
  path: string;
  family: ServiceFamily;
  operation?: string;
  code?: string;
  reason?: string;
  faults?: readonly string[];
}

/** Of headers, which nobody has signed yet: how large they are, how many, and how long they may take. */
const CONNECTION_LIMITS = { maxHeaderSize: 32 * 1024, headersTimeout: 20_000, requestTimeout: 300_000 };
const MOST_CONNECTIONS = 2_000;

export function createHttpServer(options: HttpServerOptions): Server {
  const verifier = new SignatureVerifier(options.world);
  let requestCount = 0;
  const server = createServer({ keepAliveTimeout: 60_000, ...CONNECTION_LIMITS }, (incoming, outgoing) => {
    const progress: Progress = { id: requestId(++requestCount), path: '/', family: 's3' };
    void exchange(incoming, outgoing, options, verifier, progress);
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('clientError', refuseUnreadable);
  return server;
}

/** Never rejects: what goes wrong is answered or logged. */
async function exchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: HttpServerOptions,
  verifier: SignatureVerifier,
  progress: Progress,
): Promise<void> {
  const { world, log } = options;
  const started = world.clientClock.now();
  const logRequest = (status: number): void => {
    const { id, operation, code, reason, faults } = progress;
    log({
      kind: 'request',
      requestId: id,
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      ...(operation === undefined ? {} : { operation }),
      status,
      ...(code === undefined ? {} : { code }),
      ...(reason === undefined ? {} : { reason }),
      ...(faults === undefined ? {} : { faults }),
      milliseconds: world.clientClock.now() - started,
    });
  };
  try {
    const answer = await answerOrError(incoming, options, verifier, progress);
    sendAnswer(incoming, outgoing, answer, progress.id, world.clientClock.now());
    logRequest(answer.reset === undefined ? answer.status : 0);
  } catch (error) {
    outgoing.destroy();
    if (error instanceof ClientGone) logRequest(0);
    else log({ kind: 'bug', requestId: progress.id, ...describeError(error) });
  }
}

async function answerOrError(
  incoming: IncomingMessage,
  options: HttpServerOptions,
  verifier: SignatureVerifier,
  progress: Progress,
): Promise<Answer> {
  try {
    return await answer(incoming, options, verifier, progress);
  } catch (error) {
    if (error instanceof ClientGone) throw error;
    const fault = toServiceError(error, progress, options.log);
    progress.code = fault.code;
    if (fault.reason !== undefined) progress.reason = fault.reason;
    return errorResponse(progress.family, fault, progress);
  }
}

async function answer(
  incoming: IncomingMessage,
  options: HttpServerOptions,
  verifier: SignatureVerifier,
  progress: Progress,
): Promise<Answer> {
  const head = readHead(incoming);
  refuseForeignHost(incoming, head, options.ownHosts);
  const path = decodePath(head.rawPath);
  progress.path = path;
  if (path.startsWith(CONTROL_PATH) && hostPrefix(head.headers['host']) === undefined) {
    return options.control(incoming, head);
  }
  refuseForeignPage(head, options.ownHosts);
  const small = (declaredLength(head) ?? Infinity) <= SMALL_BODY ? await readSmall(incoming) : undefined;
  const signature = readSignature(head);
  const name = serviceFor(signature?.scope.service, path, head.headers);
  if (name === undefined) throw notEmulated(`The service ${signature?.scope.service ?? ''}`);
  progress.family = familyOf(name, head.headers);
  refuseUnsizedBody(head);
  const requestPath = name === 's3' ? bucketPath(path, head.headers['host']) : path;
  // Whoever may not send anything is told so before a large body is read.
  const early = small === undefined ? identify(head, signature, options, verifier) : undefined;
  const limit = bodyLimit(name, head, requestPath);
  const read = (): Promise<Buffer> => readBody(incoming, limit.most, limit.tooLarge);
  const received = { ...head, body: small ?? (await options.budget.within(limit.most, read)) };
  const { caller, ...signed } =
    early?.signingKey === undefined ? identify(received, signature, options, verifier) : early;
  const request = progress.family === 's3' ? withHoistedHeaders(received, signature) : received;
  const payload = readPayload(request, signed);
  const headers = { ...request.headers, ...payload.trailer };
  const account = name === 's3-control' ? hostPrefix(headers['host']) : undefined;
  if (account !== undefined) headers['x-amz-account-id'] ??= account;
  const operation = options.services[name]({
    id: progress.id,
    method: request.method,
    path: requestPath,
    query: request.query,
    headers,
    body: payload.body,
    region: signature?.scope.region ?? options.world.region,
    caller,
  });
  progress.operation = `${name}:${operation.name}`;
  try {
    return await perform(operation, caller, options, progress);
  } finally {
    options.done?.({ service: name, method: request.method, operation });
  }
}

/** Does what was asked for, unless a fault that was ordered comes in between. */
async function perform(
  { bucket, key, perform: work }: PreparedOperation,
  { accessKeyId }: Caller,
  { world, faults }: HttpServerOptions,
  progress: Progress,
): Promise<Answer> {
  const effect = faults.effectOn({
    operation: progress.operation ?? '',
    accessKeyId,
    ...(bucket === undefined ? {} : { bucket }),
    ...(key === undefined ? {} : { key }),
  });
  if (effect === undefined) return work();
  const { faultIds, latencyMs, error, errorStatus, reset, truncateToBytes } = effect;
  progress.faults = faultIds;
  if (latencyMs > 0) await wait(world, latencyMs);
  if (error !== undefined) throw faultAnswer(error, progress.family, errorStatus);
  if (reset === 'before') return { status: 0, reset };
  const response = await work();
  return {
    ...response,
    ...(reset === undefined ? {} : { reset }),
    ...(truncateToBytes === undefined ? {} : { truncateToBytes }),
  };
}

/** @throws ClientGone if the emulator closes meanwhile */
async function wait({ clientClock, closing }: World, milliseconds: number): Promise<void> {
  try {
    await clientClock.sleep(milliseconds, closing);
  } catch (error) {
    throw new ClientGone('the emulator closes', { cause: error });
  }
}

/** @param request - without its body: what can be known of the caller before it is read */
function identify(
  request: WireHead & Partial<WireRequest>,
  signature: Signature | undefined,
  { world, verifySignatures }: HttpServerOptions,
  verifier: SignatureVerifier,
): { readonly caller: Caller; readonly signature?: Signature; readonly signingKey?: Buffer } {
  if (signature === undefined) {
    const account = world.accounts[0];
    if (verifySignatures || account === undefined) throw new ServiceError(403, 'AccessDenied', 'Access Denied');
    const { accountId, accessKeyId } = account;
    return { caller: { accountId, accessKeyId, arn: `arn:${world.partition}:iam::${accountId}:root` } };
  }
  if (!verifySignatures) return { caller: verifier.callerOf(signature) };
  if (request.body === undefined && isSignedWithBody(request, signature))
    return { caller: verifier.callerOf(signature) };
  return { ...verifier.verify(request, signature), signature };
}

const overlong = (): Error =>
  new ServiceError(400, 'IncompleteBody', 'The request body is longer than its headers say');

function readSmall(incoming: IncomingMessage): Promise<Buffer> {
  return readBody(incoming, SMALL_BODY, overlong);
}

/** S3 takes a body of unknown length only in the framing of aws-chunked, which tells the length beforehand. */
function refuseUnsizedBody({ headers }: WireHead): void {
  if (headers['transfer-encoding'] === undefined || headers['x-amz-decoded-content-length'] !== undefined) return;
  throw new ServiceError(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented', {
    Header: 'Transfer-Encoding',
  });
}

function toServiceError(error: unknown, progress: Progress, log: Log): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof XmlError) {
    return malformedXml();
  }
  log({ kind: 'bug', requestId: progress.id, ...describeError(error) });
  return new ServiceError(500, 'InternalError', 'We encountered an internal error. Please try again.');
}

/** What came is not HTTP: there is no request to log, and no service to say what an error looks like. */
function refuseUnreadable(_error: Error, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const fault = new ServiceError(400, 'BadRequest', 'An error occurred when parsing the HTTP request.');
  const { body = '' } = errorResponse('s3', fault, { id: requestId(0), path: '/' });
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/xml\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body.toString()}`,
  );
}

function requestId(count: number): string {
  return count.toString(16).toUpperCase().padStart(16, '0');
}
