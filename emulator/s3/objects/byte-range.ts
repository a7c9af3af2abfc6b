// Which bytes of an object a request asks for: `Range`, or one part of a multipart upload.
import { ServiceError } from '../../http/service';
import type { ObjectVersion } from '../../world/bucket';
import { invalidArgument } from '../operation/faults';
import type { S3Call } from '../operation/operation';

export interface ByteRange {
  readonly start: number;
  /** The first byte that is no longer part of it. */
  readonly end: number;
}

/**
 * @returns undefined for the whole object
 * @throws ServiceError `InvalidRange`, `InvalidPartNumber`
 */
export function requestedRange({ request }: S3Call, version: ObjectVersion): ByteRange | undefined {
  const partNumber = request.query.get('partNumber');
  const range = request.headers['range'];
  if (partNumber === null) return range === undefined ? undefined : parseRange(range, version.body.length);
  if (range !== undefined) {
    throw new ServiceError(400, 'InvalidRequest', 'Cannot specify both Range header and partNumber query parameter');
  }
  return partRange(partNumber, version);
}

function partRange(text: string, { body, partSizes = [body.length] }: ObjectVersion): ByteRange {
  const partNumber = Number(text);
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > 10_000) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', text);
  }
  const size = partSizes[partNumber - 1];
  if (size === undefined) {
    throw new ServiceError(416, 'InvalidPartNumber', 'The requested partnumber is not satisfiable', {
      ActualPartCount: String(partSizes.length),
      PartNumberRequested: text,
    });
  }
  const start = partSizes.slice(0, partNumber - 1).reduce((sum, part) => sum + part, 0);
  return { start, end: start + size };
}

/** Several ranges, or something that is none, are ignored, as S3 does. */
function parseRange(text: string, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(text.trim()) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start >= size || end <= start) {
    throw new ServiceError(416, 'InvalidRange', 'The requested range is not satisfiable', {
      RangeRequested: text,
      ActualObjectSize: String(size),
    });
  }
  return { start, end };
}
