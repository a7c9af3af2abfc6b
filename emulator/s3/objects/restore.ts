// RestoreObject: a readable copy of an archived object, after a while and for a while.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html
import { notEmulated, ServiceError, type ServiceResponse } from '../../http/service';
import { child, childText, parseXml, type XmlElement } from '../../http/xml';
import { archiveTier, isArchiveClass } from '../versions/archive';
import { malformedXml } from '../operation/faults';
import { anyText, checkSchema, holding, integer, maybe, one, oneOf } from '../buckets/schemas/schema';
import { findVersion } from '../versions/find-version';
import type { BucketCall, OperationTable } from '../operation/operation';

const DAY_MS = 24 * 60 * 60 * 1000;

function restoreObject(call: BucketCall): ServiceResponse {
  const { world, bucket } = call;
  const version = findVersion(call);
  const order = readOrder(call);
  const now = world.clock.now();
  const isArchive = isArchiveClass(version.storageClass);
  if (!isArchive && archiveTier(world, bucket, version) === undefined) {
    throw new ServiceError(403, 'InvalidObjectState', "Restore is not allowed for the object's current storage class", {
      StorageClass: version.storageClass,
    });
  }
  // The copy of an object in an archive class goes again after some days; one of INTELLIGENT_TIERING comes back for good.
  if (isArchive !== (order.days !== undefined)) throw malformedXml();
  if (version.storageClass === 'DEEP_ARCHIVE' && order.tier === 'Expedited') {
    throw new ServiceError(400, 'InvalidRequest', 'Retrieval option is not supported by this storage class');
  }
  const { restored } = version;
  if (restored !== undefined && restored.readyMs > now) {
    throw new ServiceError(409, 'RestoreAlreadyInProgress', 'Object restore is already in progress');
  }
  const isThere = restored?.expiresMs !== undefined && restored.expiresMs > now;
  const readyMs = isThere ? restored.readyMs : now + world.timing.restoreMs;
  version.restored = {
    readyMs,
    ...(order.days === undefined ? {} : { expiresMs: Math.max(readyMs, now) + order.days * DAY_MS }),
  };
  call.bucket.versions.changed(version);
  return { status: isThere ? 200 : 202 };
}

interface RestoreOrder {
  readonly days: number | undefined;
  readonly tier: string;
}

const TIER = oneOf('Standard', 'Bulk', 'Expedited');

const SCHEMA = holding({
  Days: maybe(integer),
  GlacierJobParameters: maybe(holding({ Tier: one(TIER) })),
  Tier: maybe(TIER),
  Description: maybe(anyText),
});

function readOrder({ request }: BucketCall): RestoreOrder {
  // An object of INTELLIGENT_TIERING may be restored without a document.
  if (request.body.length === 0) return { days: undefined, tier: 'Standard' };
  const root = parseXml(request.body.toString('utf8'));
  if (root.name !== 'RestoreRequest') throw malformedXml();
  if (['Type', 'SelectParameters', 'OutputLocation'].some((name) => child(root, name) !== undefined)) {
    throw notEmulated('A restore that selects');
  }
  checkSchema(root, SCHEMA);
  const days = childText(root, 'Days');
  if (days !== undefined && !/^[1-9]\d{0,8}$/.test(days)) throw malformedXml();
  return { days: days === undefined ? undefined : Number(days), tier: tierOf(root) };
}

function tierOf(root: XmlElement): string {
  const parameters = child(root, 'GlacierJobParameters');
  return childText(root, 'Tier') ?? (parameters && childText(parameters, 'Tier')) ?? 'Standard';
}

export const RESTORE_OPERATIONS: OperationTable = {
  'POST object restore': {
    on: 'bucket',
    actions: ['s3:RestoreObject'],
    parameters: ['versionId'],
    handle: restoreObject,
  },
};
