// The annotations of a copy: those of its source, unless the request leaves them out.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
import { checksumName, checksumOf } from '../../http/checksum';
import { notEmulated } from '../../http/service';
import type { Annotation, Bucket, ObjectEncryption, ObjectVersion } from '../../world/bucket';
import { authorize } from '../access/caller-access';
import type { BucketCall } from '../operation/operation';
import { readDirective } from '../versions/object-attributes';
import { etagOf } from '../versions/write-object';

const DIRECTIVE = 'x-amz-object-annotation-directive';
/** What the user guide calls the same header; SDKs know only the other. */
const OTHER_DIRECTIVE = 'x-amz-annotation-directive';

type Copied = Pick<ObjectVersion, 'annotations'>;

interface Source {
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
  /** Whether the request named the version. */
  readonly named: boolean;
}

/**
 * What becomes of the annotations is decided, and permitted, before anything is written.
 * @param encryption - of the copy
 * @throws ServiceError `InvalidArgument`, `AccessDenied`
 */
export function copiedAnnotations(call: BucketCall, source: Source, encryption: ObjectEncryption): Copied {
  const { headers } = call.request;
  if (headers[OTHER_DIRECTIVE] !== undefined) throw notEmulated(`The header ${OTHER_DIRECTIVE}`);
  const { annotations } = source.version;
  if (readDirective(headers, DIRECTIVE, ['COPY', 'EXCLUDE']) === 'EXCLUDE' || annotations === undefined) return {};
  if (encryption.customerKeyMd5 !== undefined) throw notEmulated('A copy with annotations under SSE-C');
  const { bucket, version, named } = source;
  const action = named ? 's3:GetObjectVersionAnnotation' : 's3:GetObjectAnnotation';
  authorize({ ...call, bucket, key: version.key, action });
  authorize({ ...call, action: 's3:PutObjectAnnotation' });
  const nowMs = call.world.clock.now();
  const copies = [...annotations].map(([name, { body, checksums }]): [string, Annotation] => [
    name,
    { body, etag: etagOf(body, encryption), lastModifiedMs: nowMs, checksums: checksumsOf(call, body, checksums) },
  ]);
  return { annotations: new Map(copies) };
}

/** An algorithm that the request asks for is that of the annotations, too. */
function checksumsOf({ request }: BucketCall, body: Buffer, kept: Annotation['checksums']): Annotation['checksums'] {
  const name = checksumName(request.headers['x-amz-checksum-algorithm'] ?? '');
  return name === undefined ? kept : { [`x-amz-checksum-${name}`]: checksumOf(name, body) };
}
