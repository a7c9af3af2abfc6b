// The payload of a request: freed of its framing, and compared with every digest that came with it.
import { createHash } from 'node:crypto';
import { joinChunks, readChunks } from './aws-chunked';
import { checksumName, checksumOf, isChecksum } from '../http/checksum';
import { notEmulated, ServiceError } from '../http/service';
import type { Signature } from './signature';
import { verifyChunks } from './sigv4';
import type { WireRequest } from '../http/wire-request';

export interface Payload {
  readonly body: Buffer;
  /** Headers that came after the body, for example `x-amz-checksum-crc32`. */
  readonly trailer: Readonly<Record<string, string>>;
}

const NO_TRAILER: Payload['trailer'] = Object.freeze({});

/**
 * @param signed - how the request was signed and the key for its chunks; absent when signatures are not checked
 * @throws ServiceError `XAmzContentSHA256Mismatch`, `BadDigest`, `InvalidDigest`, `IncompleteBody`, `SignatureDoesNotMatch`
 */
export function readPayload(
  request: WireRequest,
  signed: { readonly signature?: Signature; readonly signingKey?: Buffer } = {},
): Payload {
  const declared = request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  const payload = declared.startsWith('STREAMING-') ? unframe(request, declared, signed) : plain(request, declared);
  checkMd5(request.headers['content-md5'], payload.body);
  const before = describesObject(request) ? [] : checkChecksums(request.headers, payload.body, 'header');
  const behind = checkChecksums(payload.trailer, payload.body, 'trailing header');
  if (before.length > 0 && behind.length > 0) throw invalid('Expecting a single x-amz-checksum- header');
  return payload;
}

/** The checksum headers of CompleteMultipartUpload are those of the object, not of the list of parts that is sent. */
function describesObject({ method, query }: WireRequest): boolean {
  return method === 'POST' && query.has('uploadId');
}

function plain(request: WireRequest, declared: string): Payload {
  const body = request.body;
  if (declared !== 'UNSIGNED-PAYLOAD') {
    const computed = createHash('sha256').update(body).digest('hex');
    if (computed !== declared.toLowerCase()) {
      throw new ServiceError(
        400,
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        { ClientComputedContentSHA256: declared, S3ComputedContentSHA256: computed },
      );
    }
  }
  return { body, trailer: NO_TRAILER };
}

const STREAMING = [
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
];

function unframe(
  request: WireRequest,
  declared: string,
  signed: NonNullable<Parameters<typeof readPayload>[1]>,
): Payload {
  if (!STREAMING.includes(declared)) {
    throw notEmulated(`x-amz-content-sha256 ${declared}`);
  }
  const chunked = readChunks(request.body);
  const { signature, signingKey } = signed;
  if (signature !== undefined && signingKey !== undefined && declared.startsWith('STREAMING-AWS4-')) {
    verifyChunks(chunked, signature, signingKey);
  }
  const body = joinChunks(chunked);
  const decodedLength = request.headers['x-amz-decoded-content-length'];
  if (decodedLength === undefined) {
    throw new ServiceError(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (Number(decodedLength) !== body.length) {
    throw new ServiceError(
      400,
      'IncompleteBody',
      'You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header',
    );
  }
  const announced = (request.headers['x-amz-trailer'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  if (announced.some((name) => name !== '' && chunked.trailer[name] === undefined)) {
    throw new ServiceError(
      400,
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed.',
    );
  }
  return { body, trailer: chunked.trailer };
}

function checkMd5(declared: string | undefined, body: Buffer): void {
  if (declared === undefined) return;
  if (Buffer.from(declared, 'base64').length !== 16) {
    throw new ServiceError(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.', {
      'Content-MD5': declared,
    });
  }
  const computed = checksumOf('md5', body);
  if (computed === declared) return;
  throw new ServiceError(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.', {
    ExpectedDigest: declared,
    CalculatedDigest: computed,
  });
}

const CHECKSUM_HEADER = 'x-amz-checksum-';
/** Headers with the same prefix that are not checksums. */
const CHECKSUM_SETTINGS = ['algorithm', 'mode', 'type'];

function invalid(message: string): ServiceError {
  return new ServiceError(400, 'InvalidRequest', message);
}

/** @returns the headers that are checksums: none or one */
function checkChecksums(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  where: 'header' | 'trailing header',
): readonly string[] {
  const found: string[] = [];
  for (const header in headers) {
    if (!header.startsWith(CHECKSUM_HEADER)) continue;
    if (!CHECKSUM_SETTINGS.includes(header.slice(CHECKSUM_HEADER.length))) found.push(header);
  }
  const [header] = found;
  if (header === undefined) return found;
  if (found.length > 1) {
    throw invalid('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  const suffix = header.slice(CHECKSUM_HEADER.length);
  const name = checksumName(suffix);
  if (name === undefined) throw notEmulated(`The checksum ${suffix}`);
  const value = headers[header] ?? '';
  if (!isChecksum(name, value)) throw invalid(`Value for ${header} ${where} is invalid.`);
  if (checksumOf(name, body) === value) return found;
  const message = `The ${name.toUpperCase()} you specified did not match the calculated checksum.`;
  throw new ServiceError(400, 'BadDigest', message);
}
