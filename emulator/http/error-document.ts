// Error answers as each family of services writes them.
import type { ServiceError, ServiceResponse } from './service';
import { element, leaf, xmlDocument } from './xml';

/** S3 and S3 Control write `<Error>`; IAM, STS, SNS and CloudWatch wrap it; the others speak JSON, Lambda with statuses of HTTP. */
export type ServiceFamily = 's3' | 's3-control' | 'query' | 'json' | 'rest';

/** What IAM and STS say of the faults of a signature; where a part is absent, the same as S3. */
const QUERY_FAULTS: Readonly<Record<string, Partial<Pick<ServiceError, 'code' | 'status' | 'message'>>>> = {
  InvalidAccessKeyId: {
    code: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
  },
  InvalidToken: {
    code: 'InvalidClientTokenId',
    status: 403,
    message: 'The security token included in the request is invalid.',
  },
  ExpiredToken: { status: 403, message: 'The security token included in the request is expired' },
  AuthorizationHeaderMalformed: { code: 'IncompleteSignature' },
  AuthorizationQueryParametersError: { code: 'IncompleteSignature' },
  RequestTimeTooSkewed: { code: 'SignatureDoesNotMatch' },
};

/** What services that speak JSON call the faults of a signature. */
const JSON_CODES: Readonly<Record<string, string>> = {
  AccessDenied: 'AccessDeniedException',
  InvalidAccessKeyId: 'UnrecognizedClientException',
  InvalidToken: 'UnrecognizedClientException',
  ExpiredToken: 'ExpiredTokenException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  RequestTimeTooSkewed: 'InvalidSignatureException',
  AuthorizationHeaderMalformed: 'IncompleteSignatureException',
  AuthorizationQueryParametersError: 'IncompleteSignatureException',
};

/** The answer to a request that ended in `error`. */
export function errorResponse(
  family: ServiceFamily,
  error: ServiceError,
  request: { readonly id: string; readonly path: string },
): ServiceResponse {
  if (family === 'json' || family === 'rest') return jsonError(family, error, request.id);
  const headers = { ...error.headers, 'content-type': family === 'query' ? 'text/xml' : 'application/xml' };
  if (error.status === 304) return { status: 304, headers: error.headers };
  const details = Object.entries(error.details).map(([name, value]) => leaf(name, value));
  if (family === 'query') {
    const own = QUERY_FAULTS[error.code];
    const { code = error.code, status = error.status, message = error.message } = own ?? {};
    const type = status < 500 ? 'Sender' : 'Receiver';
    const body = element('ErrorResponse', [
      element('Error', [leaf('Type', type), leaf('Code', code), leaf('Message', message)]),
      leaf('RequestId', request.id),
    ]);
    return { status, headers, body: xmlDocument(body) };
  }
  const body = element('Error', [
    leaf('Code', error.code),
    leaf('Message', error.message),
    ...details,
    leaf('Resource', request.path),
    leaf('RequestId', request.id),
    leaf('HostId', 'emulator'),
  ]);
  // S3 Control's SDKs look for the error inside ErrorResponse; both forms are read by all of them.
  if (family === 's3-control') {
    return {
      status: error.status,
      headers,
      body: xmlDocument(element('ErrorResponse', [body, leaf('RequestId', request.id)])),
    };
  }
  return { status: error.status, headers, body: xmlDocument(body) };
}

function jsonError(family: 'json' | 'rest', error: ServiceError, requestId: string): ServiceResponse {
  const { code, status, message, details } = error;
  const type = JSON_CODES[code] ?? code;
  return {
    // In JSON over one path, AWS answers with 400 to what the caller can mend, a signature or a permission too.
    status: status < 500 && family === 'json' ? 400 : status,
    headers: {
      ...error.headers,
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-errortype': type,
      'x-amzn-requestid': requestId,
    },
    body: JSON.stringify(
      family === 'json'
        ? { __type: type, message, ...details }
        : { Type: status < 500 ? 'User' : 'Service', Message: message, message },
    ),
  };
}
