// Headers in the query of a presigned URL, where the AWS SDK for JavaScript puts them: to S3 they are headers.
import type { WireHead } from '../http/wire-request';
import type { Signature } from './signature';

/** What the query of a presigned URL says about the signature itself. */
const OF_SIGNATURE = ['algorithm', 'credential', 'date', 'expires', 'security-token', 'signature', 'signedheaders'].map(
  (name) => `x-amz-${name}`,
);

/**
 * The checksum that the SDK puts there is that of nothing, since it does not know the body yet: S3 was recorded to compare the body
 * with none.
 */
const CHECKSUM = /^x-amz-checksum-(?!algorithm|mode|type)/;

/** The request with them among its headers; one that is a header already stays as it came. */
export function withHoistedHeaders<Head extends WireHead>(request: Head, signature: Signature | undefined): Head {
  if (signature?.expiresSeconds === undefined) return request;
  const headers: Record<string, string> = {};
  for (const [written, value] of request.query) {
    const name = written.toLowerCase();
    if (name.startsWith('x-amz-') && !OF_SIGNATURE.includes(name) && !CHECKSUM.test(name)) headers[name] = value;
  }
  return { ...request, headers: { ...headers, ...request.headers } };
}
