// Headers that would change what a request does, and that the emulator does not know: it must not answer as if they were not there.
import { notEmulated } from '../http/service';

const REFUSED = [
  // Only directory buckets have these.
  'x-amz-if-match-initiated-time',
  'x-amz-if-match-last-modified-time',
  'x-amz-if-match-size',
  'x-amz-write-offset-bytes',
  'x-amz-object-lock-event-hold',
  'x-amz-object-lock-event-hold-duration-days',
  'x-amz-object-lock-event-hold-duration-years',
  'x-amz-optional-object-attributes',
  'x-amz-server-side-encryption-context',
];

const NAMESPACE = 'x-amz-bucket-namespace';

/** @throws ServiceError `NotImplemented` */
export function refuseHeaders(headers: Readonly<Record<string, string>>): void {
  for (const name of REFUSED) {
    if (headers[name] !== undefined) throw notEmulated(`The header ${name}`);
  }
  const namespace = headers[NAMESPACE];
  if (namespace !== undefined && namespace !== 'global') throw notEmulated(`The ${NAMESPACE} ${namespace}`);
}
