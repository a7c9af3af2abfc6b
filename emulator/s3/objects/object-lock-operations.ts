// PutObjectRetention, PutObjectLegalHold and their twins.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
import { ServiceError, type ServiceResponse } from '../../http/service';
import { childText, element, leaf, parseXml, xmlDocument } from '../../http/xml';
import type { ObjectVersion, Retention } from '../../world/bucket';
import { checkSchema, holding, maybe, needText, one, oneOf } from '../buckets/schemas/schema';
import { invalidRequest, malformedXml } from '../operation/faults';
import { findVersion } from '../versions/find-version';
import { bypassesGovernance, hasObjectLock, isRetained, lockedFault, readRetention } from '../versions/object-lock';
import { S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { versionChanged } from '../versions/store-version';

const RETENTION = holding({ Mode: maybe(oneOf('GOVERNANCE', 'COMPLIANCE')), RetainUntilDate: maybe(needText) });
const LEGAL_HOLD = holding({ Status: one(oneOf('ON', 'OFF')) });

function lockableVersion(call: BucketCall): ObjectVersion {
  if (!hasObjectLock(call.bucket)) throw invalidRequest('Bucket is missing Object Lock Configuration');
  return findVersion(call);
}

function noLock(): ServiceError {
  return new ServiceError(
    404,
    'NoSuchObjectLockConfiguration',
    'The specified object does not have a ObjectLock configuration',
  );
}

function getRetention(call: BucketCall): ServiceResponse {
  const { retention } = lockableVersion(call);
  if (retention === undefined) throw noLock();
  const children = [leaf('Mode', retention.mode), leaf('RetainUntilDate', new Date(retention.untilMs).toISOString())];
  return xmlResponse(xmlDocument(element('Retention', children, S3_NAMESPACE)));
}

function putRetention(call: BucketCall): ServiceResponse {
  const version = lockableVersion(call);
  const root = parseXml(call.request.body.toString('utf8'));
  if (root.name !== 'Retention') throw malformedXml();
  checkSchema(root, RETENTION);
  const mode = childText(root, 'Mode');
  const until = childText(root, 'RetainUntilDate');
  if ((mode === undefined) !== (until === undefined)) throw malformedXml();
  const wanted = mode === undefined ? undefined : readRetention(call, mode, until ?? '', 'RetainUntilDate');
  if (isRetained(call, version) && changesRetention(version.retention, wanted)) {
    if (version.retention?.mode === 'COMPLIANCE' || !bypassesGovernance(call, call.key)) throw lockedFault();
  }
  if (wanted === undefined) delete version.retention;
  else version.retention = wanted;
  versionChanged(call.world, call.bucket, version);
  return { status: 200 };
}

/** Whether `wanted` does more than make longer what is there: it ends earlier, or the mode is another one. */
function changesRetention(now: Retention | undefined, wanted: Retention | undefined): boolean {
  if (now === undefined) return false;
  return wanted === undefined || wanted.untilMs < now.untilMs || wanted.mode !== now.mode;
}

function getLegalHold(call: BucketCall): ServiceResponse {
  const { legalHold } = lockableVersion(call);
  if (legalHold === undefined) throw noLock();
  const status = leaf('Status', legalHold ? 'ON' : 'OFF');
  return xmlResponse(xmlDocument(element('LegalHold', [status], S3_NAMESPACE)));
}

function putLegalHold(call: BucketCall): ServiceResponse {
  const version = lockableVersion(call);
  const root = parseXml(call.request.body.toString('utf8'));
  if (root.name !== 'LegalHold') throw malformedXml();
  checkSchema(root, LEGAL_HOLD);
  version.legalHold = childText(root, 'Status') === 'ON';
  versionChanged(call.world, call.bucket, version);
  return { status: 200 };
}

const shared = { on: 'bucket', parameters: ['versionId'] } as const;

export const OBJECT_LOCK_OPERATIONS: OperationTable = {
  'GET object retention': { ...shared, actions: ['s3:GetObjectRetention'], handle: getRetention },
  'PUT object retention': { ...shared, actions: ['s3:PutObjectRetention'], handle: putRetention },
  'GET object legal-hold': { ...shared, actions: ['s3:GetObjectLegalHold'], handle: getLegalHold },
  'PUT object legal-hold': { ...shared, actions: ['s3:PutObjectLegalHold'], handle: putLegalHold },
};
