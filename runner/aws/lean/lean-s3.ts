// S3 as a copy needs it, without the SDK: its requests are few, and millions of them are sent. The SDK knows the host, the Region and
// the credentials; what is signed, sent and read is ours.
import type { S3Client } from '@aws-sdk/client-s3';
import { RunnerError } from '../../ports/errors';
import { isLoopback, refusePlainHttp } from '../configuration/endpoints';
import type { S3Clients } from '../s3/s3-clients';
import { element } from '../s3/answer-xml';
import { send, type Session } from '../session';
import { connection, type Answer, type Connection, type Sent } from './connection';
import { defined } from '../../text/defined';
import { encodedKey, encodedQuery, signer, type UnsignedRequest } from './signature';

export interface LeanRequest {
  /** As S3 names the operation. */
  readonly operation: string;
  readonly method: UnsignedRequest['method'];
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** In small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether S3 begins its answer with 200 before it knows how the request ends. @default false */
  readonly answersEarly?: boolean;
  /** By its headers: the body of such an answer is not read. @default - every body is */
  readonly unwanted?: Sent['unwanted'];
  /** Whether it is sent although the program is being interrupted: what cleans up must not be left out. @default false */
  readonly evenInterrupted?: boolean;
}

export interface LeanS3 {
  /** @throws RunnerError */
  readonly ask: (request: LeanRequest) => Promise<Answer>;
  readonly close: () => void;
}

/** Connections to one host at once; the engine decides how many it uses. */
const MOST_CONNECTIONS = 1_024;

interface Host {
  readonly connection: Connection;
  readonly host: string;
  /** With path style, the bucket; else nothing. */
  readonly base: string;
  readonly sign: ReturnType<typeof signer>;
  readonly client: S3Client;
}

/** An error of S3, in the form of the SDK's. */
function faultOf({ status, body }: Answer): Error {
  const code = element(body, 'Code');
  return Object.assign(new Error(element(body, 'Message') ?? ''), {
    name: code ?? (status === 200 ? 'InternalError' : String(status)),
    $metadata: { httpStatusCode: status === 200 ? 500 : status },
  });
}

/** Whether the answer is no result: an error, or a 200 that was sent before the request failed, or broke off. */
function isFault({ status, body }: Answer, answersEarly: boolean): boolean {
  if (status >= 300) return true;
  return answersEarly && (/^(?:\s|<\?xml[^>]*\?>)*<Error[\s>]/.test(body) || !/<\/\w+>\s*$/.test(body));
}

/** S3 takes signatures of the last quarter of an hour. */
const MOST_SKEW_MS = 15 * 60_000;

/** Whether the clock that the request was signed by is wrong; of HEAD, which is answered without words, the time of the answer tells. */
function isSkewed({ status, body, headers }: Answer, method: string, signedMs: number): boolean {
  if (status !== 403) return false;
  if (method !== 'HEAD') return element(body, 'Code') === 'RequestTimeTooSkewed';
  return Math.abs(Date.parse(headers.date ?? '') - signedMs) > MOST_SKEW_MS;
}

/** @param now milliseconds since 1970 */
export function leanS3(session: Session, s3: S3Clients, now: () => number): LeanS3 {
  const hosts = new Map<string, Promise<Host>>();
  const connections = new Map<string, Connection>();
  /** Of the servers' clock over this one's. */
  let skewMs = 0;

  async function findHost(bucket: string): Promise<Host> {
    const client = await s3.clientOf(bucket);
    const { config } = client;
    const [region, fips, dualstack] = await Promise.all([
      config.region(),
      config.useFipsEndpoint(),
      config.useDualstackEndpoint(),
    ]);
    const endpoint = session.endpoints.of('S3');
    const { url } = config.endpointProvider({
      Bucket: bucket,
      Region: region,
      UseFIPS: fips,
      UseDualStack: dualstack,
      ...(endpoint === undefined ? {} : { Endpoint: endpoint, ForcePathStyle: isLoopback(endpoint) }),
    });
    refusePlainHttp(url.protocol, url.hostname, 'the endpoint', session.endpoints.allowsHttp);
    const known = connections.get(url.origin) ?? connection(url, MOST_CONNECTIONS);
    connections.set(url.origin, known);
    return { connection: known, host: url.host, base: url.pathname.replace(/\/$/, ''), sign: signer(region), client };
  }

  function hostOf(bucket: string): Promise<Host> {
    const known = hosts.get(bucket);
    if (known !== undefined) return known;
    const asked = findHost(bucket);
    hosts.set(bucket, asked);
    asked.catch(() => hosts.delete(bucket));
    return asked;
  }

  async function once(host: Host, request: LeanRequest, signal: AbortSignal): Promise<Answer> {
    const { method, key, query = {}, headers = {}, body = '', unwanted } = request;
    const path = `${host.base}/${key === undefined ? '' : encodedKey(key)}`;
    const keys = await host.client.config.credentials();
    const atMs = now() + skewMs;
    const unsigned = { method, path, query, headers: { host: host.host, ...headers }, body };
    const signed = host.sign(unsigned, keys, atMs);
    const search = encodedQuery(query);
    return host.connection.send(
      {
        method,
        target: search === '' ? path : `${path}?${search}`,
        headers: { ...signed, 'content-length': String(Buffer.byteLength(body)) },
        body,
        ...defined({ unwanted }),
      },
      signal,
    );
  }

  return {
    ask: async (request) => {
      const { operation, bucket, key, answersEarly = false, evenInterrupted = false } = request;
      const what = `S3 ${operation} ${bucket}`;
      // The same request without a key is one to the bucket: PUT would make it.
      if (key === '') throw new RunnerError('refused', `${what}: a key has at least one letter; nothing was sent`);
      const host = await hostOf(bucket);
      const asking = evenInterrupted ? { ...session, signal: new AbortController().signal } : session;
      return send(asking, what, async (signal) => {
        const signedMs = now() + skewMs;
        let answer = await once(host, request, signal);
        if (isSkewed(answer, request.method, signedMs)) {
          skewMs = Date.parse(answer.headers.date ?? '') - now() || 0;
          answer = await once(host, request, signal);
        }
        if (isFault(answer, answersEarly)) throw faultOf(answer);
        return answer;
      });
    },
    close: () => {
      for (const one of connections.values()) one.close();
    },
  };
}
