// Error answers as each family of services writes them.
import type { ServiceError, ServiceResponse } from './service';
import { element, leaf, xmlDocument } from './xml';

/** S3 and S3 Control write `<Error>`; IAM and STS wrap it. */
export type ServiceFamily = 's3' | 's3-control' | 'query';

/** What IAM and STS call the faults of a signature. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'InvalidClientTokenId',
  InvalidToken: 'InvalidClientTokenId',
  AuthorizationHeaderMalformed: 'IncompleteSignature',
  AuthorizationQueryParametersError: 'IncompleteSignature',
  RequestTimeTooSkewed: 'SignatureDoesNotMatch',
};

/** The answer to a request that ended in `error`. */
export function errorResponse(
  family: ServiceFamily,
  error: ServiceError,
  request: { readonly id: string; readonly path: string },
): ServiceResponse {
  const headers = { ...error.headers, 'content-type': family === 'query' ? 'text/xml' : 'application/xml' };
  if (error.status === 304) return { status: 304, headers: error.headers };
  const details = Object.entries(error.details).map(([name, value]) => leaf(name, value));
  if (family === 'query') {
    const type = error.status < 500 ? 'Sender' : 'Receiver';
    const code = QUERY_CODES[error.code] ?? error.code;
    const body = element('ErrorResponse', [
      element('Error', [leaf('Type', type), leaf('Code', code), leaf('Message', error.message)]),
      leaf('RequestId', request.id),
    ]);
    return { status: error.status, headers, body: xmlDocument(body) };
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
