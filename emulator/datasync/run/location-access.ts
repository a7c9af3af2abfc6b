// Whether DataSync gets into the bucket of a location: tried when a location is made or changed, and by each execution.
// https://docs.aws.amazon.com/datasync/latest/userguide/troubleshooting-storage-issues.html
import { ServiceError } from '../../http/service';
import { isArchived } from '../../s3/versions/archive';
import type { Bucket } from '../../world/bucket';
import { idOfArn, type SyncExecution, type SyncLocation } from '../../world/datasync';
import type { World } from '../../world/world';
import { canAssume, failureOf, S3Session } from './s3-session';

const CANNOT_ASSUME = 'Unable to assume role. Reason: Access denied when calling sts:AssumeRole';

function refused(message: string): ServiceError {
  return new ServiceError(400, 'InvalidRequestException', message);
}

function testFailed(operation: string, bucket: string, why: string): ServiceError {
  return refused(`DataSync location access test failed: could not perform s3:${operation} in bucket ${bucket}. ${why}`);
}

/**
 * The test of a location: the role, the bucket, the permissions of the bucket, and whether an object can be read.
 * @throws ServiceError `InvalidRequestException`
 */
export function checkAccess(world: World, location: SyncLocation): void {
  const { bucketName: name, prefix, region } = location;
  if (!canAssume(world, location)) throw refused(CANNOT_ASSUME);
  const bucket = world.buckets.get(name);
  if (bucket === undefined) throw testFailed('HeadBucket', name, 'The specified bucket does not exist.');
  if (bucket.region !== region) {
    throw testFailed('HeadBucket', name, `The bucket is in ${bucket.region}, the location in ${region}.`);
  }
  const session = new S3Session(world, location, bucket);
  const may = (operation: string, permission: string, request: () => unknown): void => {
    if (failureOf('List Objects', request) === undefined) return;
    throw testFailed(operation, name, `Access denied. Ensure bucket access role has s3:${permission} permission.`);
  };
  may('ListObjectsV2', 'ListBucket', () => list(session, prefix));
  may('GetBucketLocation', 'GetBucketLocation', () => session.send({ method: 'GET', query: { location: '' } }));
  const first = firstReadable(world, session, prefix);
  if (first !== undefined) {
    may('GetObject', 'GetObject', () => session.send({ method: 'GET', key: first, headers: { range: 'bytes=0-0' } }));
  }
}

function list(session: S3Session, prefix: string): void {
  session.send({ method: 'GET', query: { 'list-type': '2', prefix, 'max-keys': '1' } });
}

/** An object whose bytes can be had: not archived, not under a key of somebody's own, and not without bytes. */
function firstReadable(world: World, { bucket }: S3Session, prefix: string): string | undefined {
  for (const versions of bucket.versions.ascend({ at: prefix })) {
    const [current] = versions;
    if (current === undefined || !current.key.startsWith(prefix)) return undefined;
    const isOpen = current.encryption.customerKeyMd5 === undefined && !isArchived(world, bucket, current);
    if (!current.deleteMarker && isOpen && current.body.byteLength > 0) return current.key;
  }
  return undefined;
}

/** What an execution could not get into. */
export class LocationFailure extends Error {
  constructor(
    readonly code: string,
    location: SyncLocation,
    why: string,
  ) {
    super(`Task failed to access location ${idOfArn(location.arn)}: ${why}`);
  }
}

/** @throws LocationFailure */
export function openLocation(world: World, location: SyncLocation, side: 'source' | 'destination'): S3Session {
  const { bucketName, prefix } = location;
  const noAccess = side === 'source' ? 'SrcLocHitAccess' : 'SyncTaskErrorLocationNotAdded';
  if (!canAssume(world, location)) throw new LocationFailure(noAccess, location, CANNOT_ASSUME);
  const bucket = world.buckets.get(bucketName);
  if (bucket === undefined || bucket.region !== location.region) {
    throw new LocationFailure(
      'FsS3UnableToConnectToEndpoint',
      location,
      `no bucket ${bucketName} in ${location.region}`,
    );
  }
  const session = new S3Session(world, location, bucket);
  const failure = failureOf('List Objects', () => list(session, prefix));
  if (failure !== undefined) throw new LocationFailure('FsS3HeadBucketFailed', location, failure.detail);
  return session;
}

/**
 * Basic mode finds no way between accounts and Regions, unless its task is in the Region of the destination.
 * @throws LocationFailure
 * @see https://docs.aws.amazon.com/datasync/latest/userguide/tutorial_s3-s3-cross-account-transfer.html
 */
export function checkReach({ mode, region, destination }: SyncExecution, from: Bucket, to: Bucket): void {
  if (mode === 'ENHANCED' || from.region === to.region || from.accountId === to.accountId || region === to.region)
    return;
  throw new LocationFailure(
    'FsS3UnableToConnectToEndpoint',
    destination,
    `no connection from ${region} to ${to.region}`,
  );
}
