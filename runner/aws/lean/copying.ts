import { RunnerError } from '../../ports/errors';
import type { Copying } from '../../ports/s3/copying';
import { element } from '../s3/answer-xml';
import { bareEtag } from '../s3/s3-clients';
import { copyHeaders } from './copy-headers';
import type { LeanS3 } from './lean-s3';
import { leanCarried } from './carried';
import { leanGrants } from './object-acl';
import { leanDeletes } from './deletes';
import { leanObjects } from './listings/listed-objects';
import { leanVersions } from './listings/listed-versions';
import { leanHeads } from './object-head';
import { leanUploads } from './uploads';

export function leanCopying({ ask }: LeanS3): Copying {
  return {
    ...leanHeads(ask),
    ...leanGrants(ask),
    ...leanUploads(ask),
    ...leanCarried(ask),
    ...leanDeletes(ask),
    ...leanObjects(ask),
    ...leanVersions(ask),

    async copy(order) {
      const { bucket, key } = order.to;
      const { body, headers } = await ask({
        operation: 'CopyObject',
        method: 'PUT',
        bucket,
        key,
        headers: copyHeaders(order),
        answersEarly: true,
      });
      const etag = element(body, 'ETag');
      if (etag === undefined) throw new RunnerError('unavailable', `S3 CopyObject ${bucket}: the answer has no ETag`);
      const versionId = headers['x-amz-version-id'];
      const copied = { etag: bareEtag(etag) };
      return typeof versionId === 'string' ? { ...copied, versionId } : copied;
    },
  };
}
