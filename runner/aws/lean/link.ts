// One request to a service of AWS, signed and sent by us: to where, by whose keys, is told.
import { RunnerError, isRunnerError } from '../../ports/errors';
import { refusePlainHttp } from '../configuration/endpoints';
import { plainBucketHost, plainStsHost } from '../configuration/plain-hosts';
import { element } from '../s3/answer-xml';
import { send, type Session } from '../session';
import { connection, type Answer, type Connection, type Wanted } from './connection';
import { encodedKey, encodedQuery, signer, type Service, type SigningKeys, type UnsignedRequest } from './signature';

export interface LinkRequest extends Wanted {
  readonly method: UnsignedRequest['method'];
  /** Of an object. @default - it goes to the place itself */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** In small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether S3 begins its answer with 200 before it knows how the request ends. @default false */
  readonly answersEarly?: boolean;
  /** Whether the body is what the service answers, to its end. @default - whoever asks looks at it */
  readonly isRead?: (body: string) => boolean;
  /** Whether an answer with the status of an error is one all the same. @default - none is */
  readonly isAnswer?: (answer: Answer) => boolean;
  /** Whether it is sent although the program is being interrupted: what cleans up must not be left out. @default false */
  readonly evenInterrupted?: boolean;
}

/** Where requests go, and who signs them. */
export interface Place {
  /**
   * @param what the request, as errors name it
   * @throws RunnerError
   */
  ask(what: string, request: LinkRequest): Promise<Answer>;
}

export interface Link {
  /** @param url with the bucket, where that is a part of the path */
  readonly place: (url: URL, region: string, service: Service, keys: () => Promise<SigningKeys>) => Place;
  /** Where the bucket is asked. Undefined: only the SDK knows that, or whose keys sign. */
  readonly bucket: (bucket: string, region: string) => Place | undefined;
  /** The same of STS in the session's Region. */
  readonly sts: () => Place | undefined;
  readonly close: () => void;
}

/** Connections to one host at once; the engine decides how many it uses. */
const MOST_CONNECTIONS = 1_024;

/** An error of a service, in the form of the SDK's. */
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

/** Services take signatures of the last quarter of an hour, and some of the last five minutes. */
const MOST_SKEW_MS = 5 * 60_000;
/** What is answered to a signature of another time, by services that have no word of its own for that. */
const PERHAPS_SKEWED = /^(?:SignatureDoesNotMatch|InvalidSignatureException|RequestExpired)$/;

/** Whether the clock that the request was signed by is wrong; where S3 has no words for it, the time of the answer tells. */
function isSkewed({ status, body, headers }: Answer, method: string, signedMs: number): boolean {
  if (status !== 403 && status !== 400) return false;
  const code = method === 'HEAD' ? undefined : element(body, 'Code');
  if (code === 'RequestTimeTooSkewed') return true;
  if (method === 'HEAD' ? status !== 403 : !PERHAPS_SKEWED.test(code ?? '')) return false;
  return Math.abs(Date.parse(headers.date ?? '') - signedMs) > MOST_SKEW_MS;
}

/** An answer that no service of AWS has sent, in the form of the SDK's. */
function unreadable({ status }: Answer): Error {
  return Object.assign(new Error('deserialization error'), { $metadata: { httpStatusCode: status } });
}

/** Whether something else than S3 says that nothing was found: S3 names what is not there, and answers HEAD by its type alone. */
function isPage({ status, headers, body }: Answer, method: string): boolean {
  if (status !== 404) return false;
  if (method !== 'HEAD') return element(body, 'Code') === undefined;
  return /^text\/html\b/i.test(headers['content-type'] ?? '');
}

/** One blip is passed over, as the SDK does for all else; the engine sits out the rest. */
export async function passingOver<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (isRunnerError(error, 'throttled', 'unreachable', 'unavailable')) return ask();
    throw error;
  }
}

/** @param now milliseconds since 1970 */
export function openLink(session: Session, now: () => number): Link {
  const connections = new Map<string, Connection>();
  /** Of the servers' clock over this one's. */
  let skewMs = 0;

  const place: Link['place'] = (url, region, service, keysOf) => {
    refusePlainHttp(url.protocol, url.hostname, 'the endpoint', session.endpoints.allowsHttp);
    const line = connections.get(url.origin) ?? connection(url, MOST_CONNECTIONS);
    connections.set(url.origin, line);
    const { host } = url;
    const base = url.pathname.replace(/\/$/, '');
    const sign = signer(region, service);

    async function once(request: LinkRequest, signal: AbortSignal): Promise<Answer> {
      const { method, key, query = {}, headers = {}, body = '' } = request;
      const path = `${base}/${key === undefined ? '' : encodedKey(key)}`;
      const keys = await keysOf();
      const atMs = now() + skewMs;
      const signed = sign({ method, path, query, headers: { host, ...headers }, body }, keys, atMs);
      signed['content-length'] = String(Buffer.byteLength(body));
      const search = encodedQuery(query);
      const target = search === '' ? path : `${path}?${search}`;
      return line.send({ method, target, headers: signed, body, wanted: request }, signal);
    }

    return {
      async ask(what, request) {
        const { key, answersEarly = false, evenInterrupted = false, isAnswer, isRead } = request;
        // The same request without a key is one to the bucket: PUT would make it.
        if (key === '') throw new RunnerError('refused', `${what}: a key has at least one letter; nothing was sent`);
        const asking = evenInterrupted ? { ...session, signal: new AbortController().signal } : session;
        return send(asking, what, async (signal) => {
          const signedMs = now() + skewMs;
          let answer = await once(request, signal);
          if (isSkewed(answer, request.method, signedMs)) {
            skewMs = Date.parse(answer.headers.date ?? '') - now() || 0;
            answer = await once(request, signal);
          }
          if (isPage(answer, request.method)) throw unreadable(answer);
          if (isFault(answer, answersEarly) && isAnswer?.(answer) !== true) throw faultOf(answer);
          if (isRead?.(answer.body) === false) throw unreadable(answer);
          return answer;
        });
      },
    };
  };

  function plain(
    urlOf: (endpoints: Session['endpoints']) => URL | undefined,
    region: string,
    service: Service,
  ): Place | undefined {
    const { keys, endpoints } = session;
    if (keys === undefined || !endpoints.areUsual) return undefined;
    const url = urlOf(endpoints);
    return url && place(url, region, service, keys);
  }

  return {
    place,
    bucket: (bucket, region) => plain((endpoints) => plainBucketHost(bucket, region, endpoints.of('S3')), region, 's3'),
    sts: () => plain((endpoints) => plainStsHost(session.region, endpoints.of('STS')), session.region, 'sts'),
    close: () => {
      for (const one of connections.values()) one.close();
    },
  };
}
