// Conditional requests: If-Match and its relatives, for reading, writing, and the source of a copy.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
import { ServiceError } from '../../http/service';
import type { ObjectVersion } from '../../world/bucket';
import { noSuchKey, preconditionFailed } from '../operation/faults';
import { versionHeader } from '../versions/object-headers';
import type { BucketCall } from '../operation/operation';
import { httpDate } from '../operation/timestamp';

interface Conditions {
  readonly match?: string | undefined;
  readonly noneMatch?: string | undefined;
  readonly modifiedSince?: string | undefined;
  readonly unmodifiedSince?: string | undefined;
}

type ConditionResult = 'ok' | 'failed' | 'not modified';

/** RFC 9110, §13.2.2: an ETag condition makes the one on the date that says the same unnecessary. */
function evaluate(conditions: Conditions, version: ObjectVersion, nowMs: number): ConditionResult {
  const { match, noneMatch, modifiedSince, unmodifiedSince } = conditions;
  const modified = Math.floor(version.lastModifiedMs / 1000) * 1000;
  if (match !== undefined) {
    if (!matches(match, version.etag)) return 'failed';
  } else if (unmodifiedSince !== undefined && modified > Date.parse(unmodifiedSince)) {
    return 'failed';
  }
  if (noneMatch !== undefined) {
    if (matches(noneMatch, version.etag)) return 'not modified';
  } else if (modifiedSince !== undefined && modified <= Date.parse(modifiedSince) && !isFuture(modifiedSince, nowMs)) {
    return 'not modified';
  }
  return 'ok';
}

/** A time that has not come yet says nothing about what was modified since. */
function isFuture(date: string, nowMs: number): boolean {
  return Date.parse(date) > nowMs;
}

/** Whether a list of ETags, as `If-Match` has it, names this one. */
export function matches(list: string, etag: string): boolean {
  const bare = etag.replaceAll('"', '');
  return list.split(',').some((entry) => {
    const wanted = entry.trim().replace(/^W\//, '').replaceAll('"', '');
    return wanted === '*' || wanted === bare;
  });
}

/** @throws ServiceError `PreconditionFailed`, or the 304 that has no document */
export function checkReadConditions({ world, request: { headers }, bucket }: BucketCall, version: ObjectVersion): void {
  const verdict = evaluate(
    {
      match: headers['if-match'],
      noneMatch: headers['if-none-match'],
      modifiedSince: headers['if-modified-since'],
      unmodifiedSince: headers['if-unmodified-since'],
    },
    version,
    world.clock.now(),
  );
  if (verdict === 'ok') return;
  if (verdict === 'failed')
    throw preconditionFailed(headers['if-match'] === undefined ? 'If-Unmodified-Since' : 'If-Match');
  throw new ServiceError(
    304,
    'NotModified',
    'Not Modified',
    {},
    {
      etag: version.etag,
      'last-modified': httpDate(version.lastModifiedMs),
      ...versionHeader(bucket, version.versionId),
    },
  );
}

/** @throws ServiceError `PreconditionFailed` */
export function checkCopySourceConditions({ world, request: { headers } }: BucketCall, version: ObjectVersion): void {
  const name = 'x-amz-copy-source-if';
  const match = headers[`${name}-match`];
  const noneMatch = headers[`${name}-none-match`];
  const modifiedSince = headers[`${name}-modified-since`];
  const unmodifiedSince = headers[`${name}-unmodified-since`];
  const conditions = { match, noneMatch, modifiedSince, unmodifiedSince };
  const verdict = evaluate(conditions, version, world.clock.now());
  if (verdict === 'ok') return;
  const kind =
    verdict === 'failed'
      ? ((match && 'Match') ?? 'Unmodified-Since')
      : ((noneMatch && 'None-Match') ?? 'Modified-Since');
  throw preconditionFailed(`x-amz-copy-source-If-${kind}`);
}

function conditionNotImplemented(header: string, additionalMessage: string): ServiceError {
  const message = 'A header you provided implies functionality that is not implemented';
  return new ServiceError(501, 'NotImplemented', message, { Header: header, additionalMessage });
}

/**
 * @param disturbed - whether somebody else wrote or deleted the key since the operation began
 * @throws ServiceError `PreconditionFailed`, `ConditionalRequestConflict`, `NoSuchKey`, `NotImplemented`
 */
export function checkWriteConditions({ request: { headers }, bucket, key }: BucketCall, disturbed = false): void {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  if (match === undefined && noneMatch === undefined) return;
  if (match !== undefined && noneMatch !== undefined) {
    const both = 'Multiple conditional request headers present in the request';
    throw conditionNotImplemented('If-Match,If-None-Match', both);
  }
  const header = match === undefined ? 'If-None-Match' : 'If-Match';
  if (noneMatch === undefined ? match === '*' : noneMatch !== '*') {
    throw conditionNotImplemented(header, `We don't accept the provided value of ${header} header for this API`);
  }
  const current = bucket.versions.current(key);
  const existing = current?.deleteMarker === true ? undefined : current;
  if (match === undefined) {
    if (existing !== undefined) throw preconditionFailed(header);
  } else {
    if (existing === undefined) throw noSuchKey(key);
    if (!matches(match, existing.etag)) throw preconditionFailed(header);
  }
  if (!disturbed) return;
  throw new ServiceError(
    409,
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    { Condition: header, Key: key },
  );
}

/**
 * Conditional deletes look at the newest version only.
 * @param match - an ETag, or `*` for anything that is there
 * @throws ServiceError `PreconditionFailed`, `NoSuchKey`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
export function checkDeleteCondition({ bucket }: BucketCall, key: string, match: string): void {
  const current = bucket.versions.current(key);
  if (current === undefined) throw noSuchKey(key);
  if (current.deleteMarker || !matches(match, current.etag)) throw preconditionFailed('If-Match');
}
