// What a request says about who signed it: the Authorization header, or the query of a presigned URL.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
import { ServiceError } from '../http/service';
import type { WireHead } from '../http/wire-request';

/** The scope that a signing key is made for. */
export interface CredentialScope {
  /** `20250131` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface Signature {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
  /** `20250131T235959Z` */
  readonly timestamp: string;
  readonly sessionToken?: string;
  /** Of a presigned URL: how long it may be used. */
  readonly expiresSeconds?: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const UNSUPPORTED = `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`;
const WEEK_SECONDS = 604_800;

/**
 * @returns undefined for an anonymous request
 * @throws ServiceError if there is a signature that cannot be read
 */
export function readSignature(request: WireHead): Signature | undefined {
  const { headers, query } = request;
  const authorization = headers['authorization'];
  if (authorization !== undefined) return fromHeader(authorization, headers);
  if (query.has('X-Amz-Algorithm')) return fromQuery(query);
  if (query.has('AWSAccessKeyId')) throw new ServiceError(400, 'InvalidRequest', UNSUPPORTED);
  return undefined;
}

function fromHeader(authorization: string, headers: WireHead['headers']): Signature {
  if (!authorization.startsWith(`${ALGORITHM} `)) throw new ServiceError(400, 'InvalidRequest', UNSUPPORTED);
  const fields: Record<string, string> = {};
  for (const field of authorization.slice(ALGORITHM.length).split(',')) {
    const equals = field.indexOf('=');
    if (equals > 0) fields[field.slice(0, equals).trim()] = field.slice(equals + 1).trim();
  }
  const { Credential: credential, SignedHeaders: signedHeaders, Signature: signature } = fields;
  if (credential === undefined || signedHeaders === undefined || signature === undefined) {
    throw malformed('The authorization header is malformed; it needs Credential, SignedHeaders and Signature.');
  }
  const timestamp = headers['x-amz-date'];
  if (timestamp === undefined || !/^\d{8}T\d{6}Z$/.test(timestamp)) {
    throw new ServiceError(403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  const token = headers['x-amz-security-token'];
  return {
    ...readCredential(credential, timestamp, malformed),
    signedHeaders: signedHeaders.toLowerCase().split(';'),
    signature,
    timestamp,
    ...(token === undefined ? {} : { sessionToken: token }),
  };
}

function fromQuery(query: URLSearchParams): Signature {
  const need = (name: string): string => {
    const value = query.get(name);
    if (value !== null) return value;
    throw badQuery(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  };
  if (need('X-Amz-Algorithm') !== ALGORITHM) throw badQuery(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const timestamp = need('X-Amz-Date');
  if (!/^\d{8}T\d{6}Z$/.test(timestamp)) {
    throw badQuery("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  const expiresSeconds = Number(need('X-Amz-Expires'));
  if (!Number.isInteger(expiresSeconds)) throw badQuery('X-Amz-Expires should be a number');
  if (expiresSeconds < 0) throw badQuery('X-Amz-Expires must be non-negative');
  if (expiresSeconds > WEEK_SECONDS) {
    throw badQuery(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  const token = query.get('X-Amz-Security-Token');
  return {
    ...readCredential(need('X-Amz-Credential'), timestamp, badQuery),
    signedHeaders: need('X-Amz-SignedHeaders').toLowerCase().split(';'),
    signature: need('X-Amz-Signature'),
    timestamp,
    expiresSeconds,
    ...(token === null ? {} : { sessionToken: token }),
  };
}

function readCredential(
  credential: string,
  timestamp: string,
  fault: (message: string) => ServiceError,
): Pick<Signature, 'accessKeyId' | 'scope'> {
  const [accessKeyId, date, region, service, end, ...more] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request' || more.length > 0) {
    throw fault(
      `The Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request", got "${credential}".`,
    );
  }
  if (!timestamp.startsWith(date)) {
    throw fault(
      `Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${timestamp.slice(0, 8)}".`,
    );
  }
  return { accessKeyId, scope: { date, region, service } };
}

function malformed(message: string): ServiceError {
  return new ServiceError(400, 'AuthorizationHeaderMalformed', message);
}

function badQuery(message: string): ServiceError {
  return new ServiceError(400, 'AuthorizationQueryParametersError', message);
}
