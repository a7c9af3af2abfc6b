// How large a body may be, and how much of all bodies is held at once: decided before a byte is read.
import { ServiceError, type ServiceName } from './service';
import type { WireHead } from './wire-request';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** What is read before anything is known of whoever sends it: nearly every request that is no upload. */
export const SMALL_BODY = 64 * KIB;
/** Documents: 1,000 of the longest keys to delete, 10,000 parts with their checksums. */
const LARGEST_DOCUMENT = 8 * MIB;
/** An archive of 50 MB in base64, and what goes with it. */
const LARGEST_FUNCTION = 70_167_211;
/** What S3 takes in one request. */
const LARGEST_OBJECT = 5 * GIB;
/** What the emulator takes in one request, since it keeps objects in memory. */
const LARGEST_HELD = GIB;
/** Of all large bodies that are being read. */
const HELD_AT_ONCE = 2 * GIB;

/** Parameters beside which a PUT of a key still is an upload. */
const UPLOAD_PARAMETER = /^(?:partNumber|uploadId|x-id|X-Amz-[A-Za-z-]+)$/;

/** @param path - path-style, decoded */
function isUpload(name: ServiceName, { method, query }: WireHead, path: string): boolean {
  if (name !== 's3' || method !== 'PUT' || !/^\/[^/]+\/./s.test(path)) return false;
  return [...query.keys()].every((parameter) => UPLOAD_PARAMETER.test(parameter));
}

/** As the header says; undefined: it does not. */
export function declaredLength({ headers }: WireHead): number | undefined {
  const text = headers['content-length'];
  if (text !== undefined) return Number(text);
  return headers['transfer-encoding'] === undefined ? 0 : undefined;
}

/** Bytes of the payload, without its framing. */
function payloadLength(head: WireHead): number {
  const decoded = head.headers['x-amz-decoded-content-length'];
  return Number(decoded ?? declaredLength(head) ?? 0) || 0;
}

export interface BodyLimit {
  /** Bytes that are read at most, framing included. */
  readonly most: number;
  readonly tooLarge: () => ServiceError;
}

/**
 * @param path - path-style, decoded
 * @throws ServiceError at once if the headers announce more than is allowed
 */
export function bodyLimit(name: ServiceName, head: WireHead, path: string): BodyLimit {
  const length = payloadLength(head);
  if (!isUpload(name, head, path)) {
    const most = name === 'lambda' ? LARGEST_FUNCTION : LARGEST_DOCUMENT;
    const tooLarge = (): ServiceError => documentTooLarge(name);
    if (length > most || (declaredLength(head) ?? 0) > most) throw tooLarge();
    return { most, tooLarge };
  }
  if (length > LARGEST_OBJECT) {
    throw new ServiceError(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: String(length),
      MaxSizeAllowed: String(LARGEST_OBJECT),
    });
  }
  if (length > LARGEST_HELD) {
    throw new ServiceError(
      501,
      'NotImplemented',
      'More than 1 GiB in one request is not emulated: upload it in parts, or emulate it with a smaller object.',
    );
  }
  // What aws-chunked adds to chunks of the usual size, and then some.
  const most = Math.ceil(length * 1.25) + MIB;
  const tooLarge = (): ServiceError =>
    new ServiceError(400, 'IncompleteBody', 'The request body is longer than its headers say');
  if ((declaredLength(head) ?? 0) > most) throw tooLarge();
  return { most, tooLarge };
}

function documentTooLarge(name: ServiceName): ServiceError {
  if (name === 'lambda') {
    const message = `Request must be smaller than ${LARGEST_FUNCTION} bytes for the CreateFunction operation`;
    return new ServiceError(413, 'RequestEntityTooLargeException', message);
  }
  return name === 's3' || name === 's3-control'
    ? new ServiceError(400, 'MaxMessageLengthExceeded', 'Your request was too large.')
    : new ServiceError(413, 'RequestEntityTooLarge', 'The request is larger than 8 MiB.');
}

/** Counts the bodies that are being read. */
export class BodyBudget {
  private held = 0;

  /** @throws ServiceError `SlowDown` while others hold too much */
  async within<T>(bytes: number, read: () => Promise<T>): Promise<T> {
    if (this.held > 0 && this.held + bytes > HELD_AT_ONCE) {
      throw new ServiceError(503, 'SlowDown', 'Please reduce your request rate.');
    }
    this.held += bytes;
    try {
      return await read();
    } finally {
      this.held -= bytes;
    }
  }
}
