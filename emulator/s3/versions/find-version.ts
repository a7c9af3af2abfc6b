// Which version of an object a request is about, or the error that says why there is none.
import { ServiceError } from '../../http/service';
import type { ObjectVersion } from '../../world/bucket';
import { isPermitted } from '../access/caller-access';
import { accessDenied, invalidArgument } from '../operation/faults';
import { requestedVersion, type BucketCall } from '../operation/operation';
import { httpDate } from '../operation/timestamp';

/** @throws ServiceError `InvalidArgument` if the text cannot be a version id */
export function checkVersionId(versionId: string | undefined): void {
  if (versionId === undefined) return;
  if (versionId === '') throw invalidArgument('Version id cannot be the empty string', 'versionId', '');
  if (!/^[\w.-]{1,1024}$/.test(versionId))
    throw invalidArgument('Invalid version id specified', 'versionId', versionId);
}

function noSuchVersion(key: string, versionId: string): ServiceError {
  return new ServiceError(404, 'NoSuchVersion', 'The specified version does not exist.', {
    Key: key,
    VersionId: versionId,
  });
}

/** 404, or 403 for somebody who may not list the bucket and so may not learn what is not in it. */
function noSuchKey(call: BucketCall, headers: Readonly<Record<string, string>> = {}): ServiceError {
  if (!isPermitted({ ...call, key: undefined, action: 's3:ListBucket' })) return accessDenied();
  return new ServiceError(404, 'NoSuchKey', 'The specified key does not exist.', { Key: call.key }, headers);
}

/**
 * The version that the request names, or the newest, delete markers excluded.
 * @throws ServiceError `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` (a delete marker by its version id)
 */
export function findVersion(call: BucketCall, versionId = requestedVersion(call)): ObjectVersion {
  checkVersionId(versionId);
  const { bucket, key } = call;
  if (versionId === undefined) {
    const current = bucket.versions.current(key);
    if (current === undefined) throw noSuchKey(call);
    if (current.deleteMarker) {
      throw noSuchKey(call, { 'x-amz-delete-marker': 'true', 'x-amz-version-id': current.versionId });
    }
    return current;
  }
  const version = bucket.versions.find(key, versionId);
  if (version === undefined) throw noSuchVersion(key, versionId);
  if (!version.deleteMarker) return version;
  throw new ServiceError(
    405,
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    { Method: call.request.method, ResourceType: 'DeleteMarker' },
    {
      allow: 'DELETE',
      'x-amz-delete-marker': 'true',
      'x-amz-version-id': versionId,
      'last-modified': httpDate(version.lastModifiedMs),
    },
  );
}
