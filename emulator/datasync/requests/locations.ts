// Locations: a bucket, a prefix and a role, tried at once.
// https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html
import * as z from 'zod';
import type { SyncLocation } from '../../world/datasync';
import { authorize, isHere, readInput } from '../../monitoring/monitoring-call';
import { requestTagKeys } from '../../iam/access/request-keys';
import { checkAccess } from '../run/location-access';
import {
  type Answer,
  BUCKET_ARN,
  bucketNameOf,
  checkPassRole,
  type DataSyncCall,
  type DataSyncOperations,
  invalidRequest,
  listed,
  LOCATION_ARN,
  newArn,
  OBJECT_PATH,
  PAGE,
  ROLE_ARN,
  seconds,
  tagMap,
  TAGS,
} from './datasync-call';
import { filtersOn, passes } from './list-filters';

export const LOCATION_OPERATIONS: DataSyncOperations = {
  CreateLocationS3: createLocation,
  DescribeLocationS3: describeLocation,
  UpdateLocationS3: updateLocation,
  DeleteLocation: deleteLocation,
  ListLocations: listLocations,
};

const STORAGE_CLASS = z.enum([
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_INSTANT_RETRIEVAL',
]);
const S3_CONFIG = z.strictObject({ BucketAccessRoleArn: ROLE_ARN });

const CREATE = z.strictObject({
  S3BucketArn: BUCKET_ARN,
  Subdirectory: OBJECT_PATH.default(''),
  S3StorageClass: STORAGE_CLASS.default('STANDARD'),
  S3Config: S3_CONFIG,
  Tags: TAGS.default([]),
});

function createLocation(call: DataSyncCall): Answer {
  const { world, request } = call;
  const { S3BucketArn, Subdirectory, S3StorageClass, S3Config, Tags } = readInput(call, CREATE);
  const tags = tagMap(Tags);
  authorize(call, 'datasync:CreateLocationS3', '*', { context: requestTagKeys(tags) });
  checkPassRole(call, S3Config.BucketAccessRoleArn);
  const location: SyncLocation = {
    arn: newArn(call, 'location/loc'),
    accountId: request.caller.accountId,
    region: request.region,
    createdMs: world.clock.now(),
    bucketName: bucketNameOf(S3BucketArn),
    prefix: prefixOf(Subdirectory),
    storageClass: S3StorageClass,
    roleArn: S3Config.BucketAccessRoleArn,
    tags,
  };
  checkAccess(world, location);
  world.syncLocations.set(location.arn, location);
  return { LocationArn: location.arn };
}

/** `/folder` → `folder/`: objects lie in folders, whether they have a slash at their end or not. */
function prefixOf(subdirectory: string): string {
  const path = subdirectory.replace(/^\//, '').replace(/\/$/, '');
  if (/(?:^|\/)\.{0,2}(?:\/|$)/.test(path) && path !== '') {
    throw invalidRequest(
      `Invalid parameter: Subdirectory ${subdirectory} begins with a slash or includes //, /./ or /../.`,
      'InvalidParameter',
    );
  }
  return path === '' ? '' : `${path}/`;
}

/** @throws ServiceError that says that it is not found, as clients look for it */
export function findLocation({ world, request }: DataSyncCall, arn: string): SyncLocation {
  const location = world.syncLocations.get(arn);
  if (location?.accountId === request.caller.accountId) return location;
  throw invalidRequest(`Location ${arn} is not found.`);
}

/** As the operations on one location do: it is of the Region of the request too. */
function openLocation(call: DataSyncCall, arn: string): SyncLocation {
  authorize(call, `datasync:${call.operation}`, arn);
  const location = findLocation(call, arn);
  if (!isHere(call, location)) throw invalidRequest(`Location ${arn} is not found.`);
  return location;
}

const NAMED = z.strictObject({ LocationArn: LOCATION_ARN });

function describeLocation(call: DataSyncCall): Answer {
  const location = openLocation(call, readInput(call, NAMED).LocationArn);
  return {
    LocationArn: location.arn,
    LocationUri: uriOf(location),
    S3StorageClass: location.storageClass,
    S3Config: { BucketAccessRoleArn: location.roleArn },
    CreationTime: seconds(location.createdMs),
  };
}

function uriOf({ bucketName, prefix }: SyncLocation): string {
  return `s3://${bucketName}/${prefix}`;
}

const UPDATE = NAMED.extend({
  Subdirectory: OBJECT_PATH.optional(),
  S3StorageClass: STORAGE_CLASS.optional(),
  S3Config: S3_CONFIG.optional(),
});

function updateLocation(call: DataSyncCall): Answer {
  const { LocationArn, Subdirectory, S3StorageClass, S3Config } = readInput(call, UPDATE);
  const before = openLocation(call, LocationArn);
  if (S3Config !== undefined) checkPassRole(call, S3Config.BucketAccessRoleArn);
  const after: SyncLocation = {
    ...before,
    ...(Subdirectory === undefined ? {} : { prefix: prefixOf(Subdirectory) }),
    ...(S3StorageClass === undefined ? {} : { storageClass: S3StorageClass }),
    ...(S3Config === undefined ? {} : { roleArn: S3Config.BucketAccessRoleArn }),
  };
  checkAccess(call.world, after);
  call.world.syncLocations.set(LocationArn, after);
  return {};
}

function deleteLocation(call: DataSyncCall): Answer {
  const { arn } = openLocation(call, readInput(call, NAMED).LocationArn);
  for (const { sourceArn, destinationArn, arn: taskArn } of call.world.syncTasks.values()) {
    if (sourceArn === arn || destinationArn === arn) {
      throw invalidRequest(`Location ${arn} cannot be deleted: the task ${taskArn} uses it.`);
    }
  }
  call.world.syncLocations.delete(arn);
  return {};
}

const LIST = z.strictObject({ ...PAGE, Filters: filtersOn(['LocationUri', 'LocationType', 'CreationTime']) });

function listLocations(call: DataSyncCall): Answer {
  const input = readInput(call, LIST);
  authorize(call, 'datasync:ListLocations', '*');
  const found = [...call.world.syncLocations.values()].filter(
    (location) =>
      isHere(call, location) &&
      passes(input.Filters, (name) =>
        name === 'CreationTime' ? location.createdMs : [name === 'LocationUri' ? uriOf(location) : 'S3'],
      ),
  );
  const entries = found.map((location) => ({ LocationArn: location.arn, LocationUri: uriOf(location) }));
  return listed('Locations', entries, input);
}
