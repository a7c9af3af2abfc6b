// DeleteObject and DeleteObjects.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
import { notEmulated, ServiceError, type ServiceResponse } from '../../http/service';
import {
  childText,
  childrenNamed,
  element,
  leaf,
  NO_MARKUP,
  parseXml,
  xmlDocument,
  type Markup,
  type XmlElement,
} from '../../http/xml';
import { authorize, isPermitted } from '../access/caller-access';
import { deletedReplicaId, type ObjectVersion } from '../../world/bucket';
import { checkDeleteCondition } from './conditions';
import { invalidArgument, invalidRequest, malformedXml, noSuchVersion } from '../operation/faults';
import { checkVersionId } from '../versions/find-version';
import { hasObjectLock, refuseIfLocked } from '../versions/object-lock';
import {
  byVersion,
  requestedVersion,
  S3_NAMESPACE,
  xmlResponse,
  type BucketCall,
  type OperationTable,
} from '../operation/operation';
import { keyChanged, storeVersion } from '../versions/store-version';
import { isGivenVersionId, NULL_VERSION_ID } from '../versions/version-id';
import { EMPTY_BODY, nextVersionId, NOTHING, SSE_S3 } from '../versions/write-object';

interface Deleted {
  /** Of the version that was removed, or of the delete marker that was written. */
  readonly versionId?: string;
  /** A delete marker was written, or the version that was removed was one. */
  readonly deleteMarker: boolean;
}

/** Removes a version for good; without a version id it writes a delete marker where the bucket keeps versions. */
function remove(call: BucketCall, key: string, versionId: string | undefined): Deleted {
  const { world, bucket } = call;
  if (versionId !== undefined) {
    const found = bucket.versions.find(key, versionId);
    if (found === undefined) checkVersionId(versionId);
    else refuseIfLocked(call, found);
    const removed = bucket.versions.remove(key, versionId);
    keyChanged(bucket, key);
    if (removed?.replicationStatus !== undefined) bucket.deletedReplicas.add(deletedReplicaId(removed));
    return { versionId, deleteMarker: removed?.deleteMarker === true };
  }
  if (bucket.versioning === undefined) {
    bucket.versions.remove(key, NULL_VERSION_ID);
    keyChanged(bucket, key);
    return { deleteMarker: false };
  }
  const marker = deleteMarker(key, nextVersionId(world, bucket), world.clock.now());
  storeVersion(world, bucket, marker);
  return { versionId: marker.versionId, deleteMarker: true };
}

function deleteMarker(key: string, versionId: string, lastModifiedMs: number): ObjectVersion {
  return {
    key,
    versionId,
    deleteMarker: true,
    lastModifiedMs,
    etag: '',
    body: EMPTY_BODY,
    systemMetadata: NOTHING,
    metadata: NOTHING,
    storageClass: 'STANDARD',
    encryption: SSE_S3,
    checksums: NOTHING,
    tags: NOTHING,
  };
}

/** Even `false` asks about something that a bucket without Object Lock has not. */
function refuseBypassWithoutLock({ request, bucket }: BucketCall): void {
  const header = 'x-amz-bypass-governance-retention';
  if (request.headers[header] === undefined || hasObjectLock(bucket)) return;
  throw invalidArgument(`${header} is only applicable to Object Lock enabled buckets.`, header);
}

function deleteObject(call: BucketCall): ServiceResponse {
  refuseBypassWithoutLock(call);
  const match = call.request.headers['if-match'];
  if (match !== undefined) {
    // Whoever can ask about an ETag can find it out.
    if (match !== '*') authorize({ ...call, action: 's3:GetObject' });
    checkDeleteCondition(call, call.key, match);
  }
  const { versionId, deleteMarker: isMarker } = remove(call, call.key, requestedVersion(call));
  return {
    status: 204,
    headers: {
      ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
      ...(isMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
}

const DELETE_MAX = 1000;

function deleteObjects(call: BucketCall): ServiceResponse {
  requireDigest(call.request.headers);
  refuseBypassWithoutLock(call);
  const root = parseXml(call.request.body.toString('utf8'));
  const objects = childrenNamed(root, 'Object');
  if (root.name !== 'Delete' || objects.length === 0 || objects.length > DELETE_MAX) throw malformedXml();
  const quiet = childText(root, 'Quiet') === 'true';
  for (const object of objects) refuseDirectoryConditions(object);
  const entries = objects.map((object) => deleteEntry(call, object, quiet));
  return xmlResponse(xmlDocument(element('DeleteResult', entries, S3_NAMESPACE)));
}

/** Of the requests on buckets, the one that can do most harm must come with a digest of its body. */
function requireDigest(headers: Readonly<Record<string, string>>): void {
  const hasDigest = Object.keys(headers).some(
    (name) => name === 'content-md5' || (name.startsWith('x-amz-checksum-') && name !== 'x-amz-checksum-algorithm'),
  );
  if (!hasDigest) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
}

function deleteEntry(call: BucketCall, object: XmlElement, quiet: boolean): Markup {
  const key = childText(object, 'Key');
  const given = childText(object, 'VersionId');
  if (key === undefined || key === '') throw malformedXml();
  const versionId = given === '' ? undefined : given;
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  const match = childText(object, 'ETag');
  const actions = match === undefined || match === '*' ? [action] : [action, 's3:GetObject'];
  if (!actions.every((name) => isPermitted({ ...call, action: name, key, versionId }))) {
    return errorEntry(key, versionId, 'AccessDenied', 'Access Denied');
  }
  if (versionId !== undefined && !isGivenVersionId(versionId)) {
    const { code, message } = noSuchVersion(key, versionId);
    return errorEntry(key, versionId, code, message);
  }
  try {
    if (match !== undefined) checkDeleteCondition(call, key, match);
    const deleted = remove(call, key, versionId);
    if (quiet) return NO_MARKUP;
    return element('Deleted', [
      leaf('Key', key),
      leaf('VersionId', versionId),
      ...(deleted.deleteMarker ? [leaf('DeleteMarker', true), leaf('DeleteMarkerVersionId', deleted.versionId)] : []),
    ]);
  } catch (error) {
    if (error instanceof ServiceError) return errorEntry(key, versionId, error.code, error.message);
    throw error;
  }
}

/** Conditions that only objects of directory buckets have. */
function refuseDirectoryConditions(object: XmlElement): void {
  const given = ['LastModifiedTime', 'Size'].find((name) => childText(object, name) !== undefined);
  if (given !== undefined) throw notEmulated(`The ${given} of an object to delete`);
}

function errorEntry(key: string, versionId: string | undefined, code: string, message: string): Markup {
  return element('Error', [
    leaf('Key', key),
    leaf('VersionId', versionId),
    leaf('Code', code),
    leaf('Message', message),
  ]);
}

export const DELETE_OPERATIONS: OperationTable = {
  'DELETE object': {
    on: 'bucket',
    actions: byVersion('s3:DeleteObject', 's3:DeleteObjectVersion'),
    parameters: ['versionId'],
    handle: deleteObject,
  },
  'POST bucket delete': { on: 'bucket', handle: deleteObjects },
};
