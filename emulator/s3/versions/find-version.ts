// Which version of an object a request is about, or the error that says why there is none.
import { ServiceError } from '../../http/service';
import type { ObjectVersion } from '../../world/bucket';
import { isPermitted } from '../access/caller-access';
import { accessDenied, invalidArgument, noSuchKey, noSuchVersion } from '../operation/faults';
import { requestedVersion, type BucketCall } from '../operation/operation';
import { httpDate } from '../operation/timestamp';
import { isGivenVersionId } from './version-id';

/** @throws ServiceError `InvalidArgument` if S3 never gave such an id to any version */
export function checkVersionId(versionId: string): void {
  if (versionId === '') throw invalidArgument('Version id cannot be the empty string', 'versionId', '');
  if (!isGivenVersionId(versionId)) throw invalidArgument('Invalid version id specified', 'versionId', versionId);
}

/** 404, or 403 for somebody who may not list the bucket and so may not learn what is not in it. */
function missingKey(call: BucketCall, headers: Readonly<Record<string, string>> = {}): ServiceError {
  if (!isPermitted({ ...call, key: undefined, action: 's3:ListBucket' })) return accessDenied();
  const { request, bucket, key } = call;
  // GetObjectTagging, and nothing else, names the bucket with the key.
  return noSuchKey(request.method === 'GET' && request.query.has('tagging') ? `${bucket.name}/${key}` : key, headers);
}

function markerHeaders({ versionId }: ObjectVersion): Readonly<Record<string, string>> {
  return { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId };
}

function markerFault({ request }: BucketCall, marker: ObjectVersion): ServiceError {
  return new ServiceError(
    405,
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    { Method: request.method, ResourceType: 'DeleteMarker' },
    { allow: 'DELETE', ...markerHeaders(marker), 'last-modified': httpDate(marker.lastModifiedMs) },
  );
}

/** Who reads an object of which a delete marker is the newest version is told that there is none; its tags are another matter. */
function readsObject({ request: { method, query } }: BucketCall): boolean {
  return (method === 'GET' || method === 'HEAD') && !query.has('tagging');
}

/**
 * The version that the request names, or the newest, delete markers excluded.
 * @throws ServiceError `NoSuchKey`, `NoSuchVersion`, `InvalidArgument`, `MethodNotAllowed` (a delete marker by its version
 * id, or one that is the newest when something is to be changed)
 */
export function findVersion(call: BucketCall, versionId = requestedVersion(call)): ObjectVersion {
  const { bucket, key } = call;
  if (versionId === undefined) {
    const current = bucket.versions.current(key);
    if (current === undefined) throw missingKey(call);
    if (!current.deleteMarker) return current;
    throw readsObject(call) ? missingKey(call, markerHeaders(current)) : markerFault(call, current);
  }
  const version = bucket.versions.find(key, versionId);
  if (version === undefined) {
    checkVersionId(versionId);
    throw noSuchVersion(key, versionId);
  }
  if (version.deleteMarker) throw markerFault(call, version);
  return version;
}
