// The error answers that can be ordered, as each family of services gives them.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
import type { ServiceFamily } from '../http/error-document';
import { ServiceError } from '../http/service';
import type { FaultError } from './fault';

type Answer = readonly [status: number, code: string, message: string];

const INTERNAL = 'We encountered an internal error. Please try again.';
const REDUCE = 'Please reduce your request rate.';
const FAILED = 'At least one of the pre-conditions you specified did not hold';
const CONFLICT = 'The conditional request cannot succeed due to a conflicting operation against this resource.';
const SKEWED = "The difference between the request time and the server's time is too large.";
const IDLE =
  'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.';

/** S3's own answers; the tables below have what other services answer instead. */
const S3: Readonly<Record<FaultError, Answer>> = {
  AccessDenied: [403, 'AccessDenied', 'Access Denied'],
  ConditionalRequestConflict: [409, 'ConditionalRequestConflict', CONFLICT],
  ExpiredToken: [400, 'ExpiredToken', 'The provided token has expired.'],
  InternalError: [500, 'InternalError', INTERNAL],
  PreconditionFailed: [412, 'PreconditionFailed', FAILED],
  RequestTimeTooSkewed: [403, 'RequestTimeTooSkewed', SKEWED],
  RequestTimeout: [400, 'RequestTimeout', IDLE],
  ServiceUnavailable: [503, 'ServiceUnavailable', REDUCE],
  SlowDown: [503, 'SlowDown', REDUCE],
};

const UNKNOWN = 'The request processing has failed because of an unknown error, exception or failure.';

const QUERY: Partial<Readonly<Record<FaultError, Answer>>> = {
  InternalError: [500, 'InternalFailure', UNKNOWN],
  ServiceUnavailable: [503, 'ServiceUnavailable', 'The request has failed due to a temporary failure of the server.'],
  SlowDown: [400, 'Throttling', 'Rate exceeded'],
};

const OVERRIDES: Readonly<Record<ServiceFamily, Partial<Readonly<Record<FaultError, Answer>>>>> = {
  s3: {},
  's3-control': {
    InternalError: [500, 'InternalServiceException', INTERNAL],
    SlowDown: [503, 'SlowDown', REDUCE],
  },
  query: QUERY,
  json: { ...QUERY, SlowDown: [400, 'ThrottlingException', 'Rate exceeded'] },
  rest: {
    InternalError: [500, 'ServiceException', 'The Lambda service encountered an internal error.'],
    SlowDown: [429, 'TooManyRequestsException', 'Rate Exceeded.'],
  },
};

/**
 * The error that a request to a service of this family is answered with.
 * @param instead status of the answer. @default - the one that the error has
 */
export function faultAnswer(error: FaultError, family: ServiceFamily, instead?: 200): ServiceError {
  const [status, code, message] = OVERRIDES[family][error] ?? S3[error];
  return new ServiceError(instead ?? status, code, message);
}
