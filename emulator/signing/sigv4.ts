// Checks signatures of AWS Signature Version 4 and finds out who the caller is.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac } from 'node:crypto';
import type { ChunkedBody } from './aws-chunked';
import { findAccessKey } from '../iam/access/find-access-key';
import type { Caller } from '../http/service';
import { ServiceError } from '../http/service';
import type { Signature } from './signature';
import { uriEncode, uriEncodePath } from '../http/uri-encode';
import type { WireHead, WireRequest } from '../http/wire-request';

/** A request whose body may not be read yet. */
type Signable = WireHead & Partial<WireRequest>;
import type { World } from '../world/world';

const MAX_SKEW_MS = 15 * 60_000;
const EMPTY_SHA256 = createHash('sha256').digest('hex');

interface Credentials {
  readonly secretAccessKey: string;
  readonly caller: Caller;
  readonly sessionToken?: string;
  readonly expiresMs?: number;
}

/** What of a verified request is needed to check the signatures of its chunks. */
export interface Verified {
  readonly caller: Caller;
  readonly signingKey: Buffer;
}

/** Verifies requests; keeps derived signing keys, because deriving one costs four HMACs. */
export class SignatureVerifier {
  private readonly signingKeys = new Map<string, Buffer>();

  constructor(private readonly world: World) {}

  /** The caller that the signature names, whether or not it is right. */
  callerOf(signature: Signature): Caller {
    return this.credentialsOf(signature).caller;
  }

  /**
   * @throws ServiceError `InvalidAccessKeyId`, `InvalidToken`, `ExpiredToken`, `RequestTimeTooSkewed`, `AccessDenied` or
   * `SignatureDoesNotMatch`
   */
  verify(request: Signable, signature: Signature): Verified {
    const credentials = this.credentialsOf(signature);
    this.checkTime(signature);
    checkAllSigned(request, signature);
    const signingKey = this.signingKey(credentials.secretAccessKey, signature);
    const canonical = canonicalRequest(request, signature);
    const toSign = stringToSign('AWS4-HMAC-SHA256', signature, sha256(canonical));
    if (hmacHex(signingKey, toSign) !== signature.signature) {
      throw new ServiceError(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
        {
          AWSAccessKeyId: signature.accessKeyId,
          StringToSign: toSign,
          SignatureProvided: signature.signature,
          CanonicalRequest: canonical,
        },
      );
    }
    return { caller: credentials.caller, signingKey };
  }

  private credentialsOf(signature: Signature): Credentials {
    const credentials = findCredentials(this.world, signature.accessKeyId);
    if (credentials === undefined) {
      throw new ServiceError(
        403,
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
        { AWSAccessKeyId: signature.accessKeyId },
      );
    }
    if (credentials.sessionToken !== signature.sessionToken) {
      throw new ServiceError(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.');
    }
    if (credentials.expiresMs !== undefined && credentials.expiresMs <= this.world.clock.now()) {
      throw new ServiceError(400, 'ExpiredToken', 'The provided token has expired.');
    }
    return credentials;
  }

  private checkTime(signature: Signature): void {
    const now = this.world.clientClock.now();
    const signed = timestampMs(signature.timestamp);
    const serverTime = new Date(now).toISOString();
    if (signature.expiresSeconds === undefined) {
      if (!(Math.abs(now - signed) <= MAX_SKEW_MS)) {
        throw new ServiceError(
          403,
          'RequestTimeTooSkewed',
          "The difference between the request time and the server's time is too large.",
          { RequestTime: signature.timestamp, ServerTime: serverTime, MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS) },
        );
      }
    } else if (!(signed - now <= MAX_SKEW_MS)) {
      throw new ServiceError(403, 'AccessDenied', 'Request is not valid yet', { ServerTime: serverTime });
    } else if (now > signed + signature.expiresSeconds * 1000) {
      throw new ServiceError(403, 'AccessDenied', 'Request has expired', {
        'X-Amz-Expires': String(signature.expiresSeconds),
        ServerTime: serverTime,
      });
    }
  }

  private signingKey(secret: string, { accessKeyId, scope }: Signature): Buffer {
    const id = `${accessKeyId}/${scope.date}/${scope.region}/${scope.service}`;
    const known = this.signingKeys.get(id);
    if (known !== undefined) return known;
    const steps = [scope.date, scope.region, scope.service, 'aws4_request'];
    const key = steps.reduce<Buffer>((previous, step) => hmac(previous, step), Buffer.from(`AWS4${secret}`));
    // Scopes are chosen by the client: the cache must not grow with them.
    if (this.signingKeys.size >= 1000) this.signingKeys.clear();
    this.signingKeys.set(id, key);
    return key;
  }
}

function findCredentials(world: World, accessKeyId: string): Credentials | undefined {
  const account = world.accounts.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (account !== undefined) {
    const { accountId, secretAccessKey } = account;
    return {
      secretAccessKey,
      caller: { accountId, accessKeyId, arn: `arn:${world.partition}:iam::${accountId}:root` },
    };
  }
  const found = findAccessKey(world, accessKeyId);
  if (found !== undefined) {
    const { user, key } = found;
    if (!key.active) return undefined;
    const caller = { accountId: user.accountId, accessKeyId, arn: user.arn };
    return { secretAccessKey: key.secretAccessKey, caller };
  }
  const session = world.sessions.get(accessKeyId);
  if (session === undefined) return undefined;
  const { accountId, arn, secretAccessKey, sessionToken, expiresMs } = session;
  return { secretAccessKey, sessionToken, expiresMs, caller: { accountId, accessKeyId, arn } };
}

function checkAllSigned(request: Signable, { signedHeaders }: Signature): void {
  const unsigned = Object.keys(request.headers).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name),
  );
  if (unsigned.length === 0) return;
  throw new ServiceError(403, 'AccessDenied', 'There were headers present in the request which were not signed', {
    HeadersNotSigned: unsigned.join(', '),
  });
}

function canonicalRequest(request: Signable, signature: Signature): string {
  const headers = signature.signedHeaders.map((name) => `${name}:${canonicalValue(request.headers[name])}\n`);
  return [
    request.method,
    canonicalPath(request.rawPath, signature.scope.service),
    canonicalQuery(request.query),
    headers.join(''),
    signature.signedHeaders.join(';'),
    payloadHash(request, signature),
  ].join('\n');
}

function canonicalValue(value = ''): string {
  const trimmed = value.trim();
  return trimmed.includes('  ') ? trimmed.replace(/ {2,}/g, ' ') : trimmed;
}

/** S3 signs the path encoded once; the other services encode what was sent once more. */
function canonicalPath(rawPath: string, service: string): string {
  if (service !== 's3') return uriEncodePath(rawPath);
  // Nearly every path is in its canonical form already.
  return /^[A-Za-z0-9\-_.~/]*$/.test(rawPath) ? rawPath : uriEncodePath(decodeURIComponent(rawPath));
}

function canonicalQuery(query: URLSearchParams): string {
  const pairs: string[] = [];
  for (const [name, value] of query) {
    if (name !== 'X-Amz-Signature') pairs.push(`${uriEncode(name)}=${uriEncode(value)}`);
  }
  return sortedPairs(pairs).join('&');
}

/** By name, then by value: `=` would otherwise take part in the comparison. */
function sortedPairs(pairs: string[]): string[] {
  return pairs.sort((a, b) => {
    const [left, right] = [a.replace('=', '\0'), b.replace('=', '\0')];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

/** Whether the signature can be checked only when the body is there: its hash is in no header. */
export function isSignedWithBody({ headers }: WireHead, { expiresSeconds, scope }: Signature): boolean {
  return headers['x-amz-content-sha256'] === undefined && expiresSeconds === undefined && scope.service !== 's3';
}

function payloadHash(request: Signable, signature: Signature): string {
  if (isSignedWithBody(request, signature)) return sha256(request.body ?? '');
  const declared = request.headers['x-amz-content-sha256'];
  if (declared !== undefined) return declared;
  if (signature.expiresSeconds !== undefined) return 'UNSIGNED-PAYLOAD';
  throw new ServiceError(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
}

function stringToSign(algorithm: string, { timestamp, scope }: Signature, hash: string): string {
  return `${algorithm}\n${timestamp}\n${scopeText(scope)}\n${hash}`;
}

function scopeText({ date, region, service }: Signature['scope']): string {
  return `${date}/${region}/${service}/aws4_request`;
}

/**
 * Checks the signature of each chunk, and of the trailer if there is one; each signs the one before.
 * @throws ServiceError `SignatureDoesNotMatch`
 */
export function verifyChunks(chunked: ChunkedBody, signature: Signature, signingKey: Buffer): void {
  let previous = signature.signature;
  for (const { data, signature: given } of chunked.chunks) {
    const hash = `${previous}\n${EMPTY_SHA256}\n${sha256(data)}`;
    const expected = hmacHex(signingKey, stringToSign('AWS4-HMAC-SHA256-PAYLOAD', signature, hash));
    if (expected !== given) throw chunkMismatch();
    previous = expected;
  }
  const { 'x-amz-trailer-signature': given, ...trailer } = chunked.trailer;
  if (Object.keys(trailer).length === 0) return;
  const lines = Object.entries(trailer).map(([name, value]) => `${name}:${value}\n`);
  const hash = `${previous}\n${sha256(lines.join(''))}`;
  if (hmacHex(signingKey, stringToSign('AWS4-HMAC-SHA256-TRAILER', signature, hash)) !== given) throw chunkMismatch();
}

function chunkMismatch(): ServiceError {
  return new ServiceError(
    403,
    'SignatureDoesNotMatch',
    'The signature of a chunk or of the trailer does not match what was calculated.',
  );
}

function timestampMs(timestamp: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Header values are bytes in latin1, all else is ASCII: latin1 gives the bytes that the client hashed. */
function sha256(data: string | Buffer): string {
  const hash = createHash('sha256');
  return (typeof data === 'string' ? hash.update(data, 'latin1') : hash.update(data)).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'latin1').digest();
}

function hmacHex(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text, 'latin1').digest('hex');
}
