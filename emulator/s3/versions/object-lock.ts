// Object Lock: what protects an object version from being deleted, and for how long.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
import { child, childText, parseXml } from '../../http/xml';
import { authorize, isPermitted } from '../access/caller-access';
import type { Bucket, ObjectAttributes, ObjectVersion, Retention } from '../../world/bucket';
import { accessDenied, invalidArgument, invalidRequest } from '../operation/faults';
import type { BucketCall } from '../operation/operation';

const MODE = 'x-amz-object-lock-mode';
const UNTIL = 'x-amz-object-lock-retain-until-date';
const HOLD = 'x-amz-object-lock-legal-hold';
const DAY_MS = 24 * 60 * 60 * 1000;

export function hasObjectLock({ documents }: Bucket): boolean {
  return documents.has('object-lock');
}

type Lock = Pick<ObjectAttributes, 'retention' | 'legalHold'>;

/**
 * What the headers of a writing request say, or what the bucket gives to objects that ask for nothing.
 * @throws ServiceError if S3 refuses the headers, or the caller may not set them
 */
export function requestedLock(call: BucketCall): Lock {
  const { headers } = call.request;
  const [mode, until, hold] = [headers[MODE], headers[UNTIL], headers[HOLD]];
  if (mode === undefined && until === undefined && hold === undefined) return defaultLock(call);
  if ((mode === undefined) !== (until === undefined)) {
    throw invalidArgument(`${UNTIL} and ${MODE} must both be supplied`, mode === undefined ? MODE : UNTIL, 'null');
  }
  if (hold !== undefined && hold !== 'ON' && hold !== 'OFF') {
    throw invalidArgument("Legal Hold must be either of 'ON' or 'OFF'", HOLD, hold);
  }
  // What is wrong with the headers is told before the bucket is looked at.
  const retention = mode === undefined ? undefined : readRetention(call, mode, until ?? '');
  if (!hasObjectLock(call.bucket)) throw invalidRequest('Bucket is missing ObjectLockConfiguration');
  if (mode !== undefined) authorize({ ...call, action: 's3:PutObjectRetention' });
  if (hold !== undefined) authorize({ ...call, action: 's3:PutObjectLegalHold' });
  return {
    ...(retention === undefined ? defaultLock(call) : { retention }),
    ...(hold === undefined ? {} : { legalHold: hold === 'ON' }),
  };
}

const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/;

/**
 * @param untilName - as the request calls the date
 * @throws ServiceError `InvalidArgument`
 */
export function readRetention({ world }: BucketCall, mode: string, until: string, untilName = UNTIL): Retention {
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') throw invalidArgument('Unknown wormMode directive.', MODE, mode);
  const untilMs = ISO_8601.test(until) ? Date.parse(until) : NaN;
  if (Number.isNaN(untilMs)) {
    throw invalidArgument('The retain until date must be provided in ISO 8601 format', untilName, until);
  }
  if (untilMs <= world.clock.now()) {
    throw invalidArgument('The retain until date must be in the future!', untilName, until);
  }
  return { mode, untilMs };
}

/**
 * Locked bytes have to be those that the client meant.
 * @throws ServiceError `InvalidRequest` if nothing but the signature tells what the body is
 */
export function requireChecksum({ request }: BucketCall, { retention, legalHold }: Lock, what: string): void {
  if (retention === undefined && legalHold === undefined) return;
  const { headers } = request;
  if (headers['content-md5'] !== undefined || headers['x-amz-trailer'] !== undefined) return;
  if (Object.keys(headers).some((name) => CHECKSUM.test(name))) return;
  throw invalidRequest(
    `Content-MD5 OR x-amz-checksum- HTTP header is required for ${what} requests with Object Lock parameters`,
  );
}

/** Not those that only say which it will be. */
const CHECKSUM = /^x-amz-checksum-(?!algorithm|type|mode)/;

function defaultLock({ world, bucket }: BucketCall): Lock {
  const retention = defaultRetention(bucket, world.clock.now());
  return retention === undefined ? {} : { retention };
}

/** What the bucket's Object Lock configuration gives to a version that arrives at `nowMs` without a retention. */
export function defaultRetention({ documents }: Bucket, nowMs: number): Retention | undefined {
  const document = documents.get('object-lock');
  if (document?.includes('<DefaultRetention>') !== true) return undefined;
  const rule = child(parseXml(document), 'Rule');
  const retention = rule && child(rule, 'DefaultRetention');
  if (retention === undefined) return undefined;
  const mode = childText(retention, 'Mode') === 'COMPLIANCE' ? 'COMPLIANCE' : 'GOVERNANCE';
  const days = Number(childText(retention, 'Days') ?? '0') + 365 * Number(childText(retention, 'Years') ?? '0');
  return { mode, untilMs: nowMs + days * DAY_MS };
}

/** @throws ServiceError `AccessDenied` if the version may not be deleted yet */
export function refuseIfLocked(call: BucketCall, version: ObjectVersion): void {
  const retained = isRetained(call, version);
  const bypassed = retained && version.retention?.mode === 'GOVERNANCE' && bypassesGovernance(call, version.key);
  if (version.legalHold === true || (retained && !bypassed)) throw lockedFault();
}

export function lockedFault(): Error {
  return accessDenied('Access Denied because object protected by object lock.');
}

export function isRetained({ world }: BucketCall, { retention }: ObjectVersion): boolean {
  return retention !== undefined && retention.untilMs > world.clock.now();
}

/** The request says that it wants to, and the caller may. */
export function bypassesGovernance(call: BucketCall, key: string): boolean {
  return (
    call.request.headers['x-amz-bypass-governance-retention']?.toLowerCase() === 'true' &&
    isPermitted({ ...call, key, action: 's3:BypassGovernanceRetention' })
  );
}

/** Headers of HEAD and GET; what the caller may not see is left out. */
export function lockHeaders(call: BucketCall, { retention, legalHold }: ObjectVersion): Record<string, string> {
  const headers: Record<string, string> = {};
  if (retention !== undefined && isPermitted({ ...call, action: 's3:GetObjectRetention' })) {
    headers[MODE] = retention.mode;
    headers[UNTIL] = new Date(retention.untilMs).toISOString();
  }
  if (legalHold !== undefined && isPermitted({ ...call, action: 's3:GetObjectLegalHold' })) {
    headers[HOLD] = legalHold ? 'ON' : 'OFF';
  }
  return headers;
}
