// What annotations may be called, and where there are none.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/annotations-overview.html
import { notEmulated, ServiceError } from '../../http/service';
import type { BucketCall } from '../operation/operation';

const NAME_MAX_BYTES = 512;
/** Letters of any language with the marks that belong to them, digits, and three more characters. */
const NAME = /^[\p{L}\p{M}\d_.-]+$/u;
const RESERVED = /^(?:aws|s3)/i;
/** AWS does not say what is answered there. */
const REGIONS_WITHOUT: readonly string[] = ['me-central-1', 'me-south-1'];

/** @throws ServiceError `InvalidAnnotationName`, `AnnotationNameTooLong`; 501 in Regions without annotations */
export function requestedName(call: BucketCall): string {
  refuseRegion(call);
  const name = call.request.query.get('annotationName') ?? '';
  if (Buffer.byteLength(name) > NAME_MAX_BYTES) {
    throw new ServiceError(400, 'AnnotationNameTooLong', 'The annotation name exceeds 512 bytes.');
  }
  if (!NAME.test(name) || RESERVED.test(name)) {
    throw new ServiceError(400, 'InvalidAnnotationName', 'The annotation name you provided is invalid.');
  }
  return name;
}

/** @throws ServiceError `InvalidPrefix`; 501 in Regions without annotations */
export function requestedPrefix(call: BucketCall): string {
  refuseRegion(call);
  const prefix = call.request.query.get('annotation-prefix') ?? '';
  if (prefix === '' || (NAME.test(prefix) && Buffer.byteLength(prefix) <= NAME_MAX_BYTES)) return prefix;
  throw new ServiceError(400, 'InvalidPrefix', 'The annotation prefix you provided is invalid.');
}

function refuseRegion({ bucket: { region } }: BucketCall): void {
  if (REGIONS_WITHOUT.includes(region)) throw notEmulated(`An annotation in ${region}`);
}
