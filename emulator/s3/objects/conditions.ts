// Conditional requests: If-Match and its relatives, for reading, writing, and the source of a copy.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
import { ServiceError } from '../../http/service';
import type { ObjectVersion } from '../../world/bucket';
import { preconditionFailed } from '../operation/faults';
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
function evaluate(conditions: Conditions, version: ObjectVersion): ConditionResult {
  const { match, noneMatch, modifiedSince, unmodifiedSince } = conditions;
  const modified = Math.floor(version.lastModifiedMs / 1000) * 1000;
  if (match !== undefined) {
    if (!matches(match, version.etag)) return 'failed';
  } else if (unmodifiedSince !== undefined && modified > Date.parse(unmodifiedSince)) {
    return 'failed';
  }
  if (noneMatch !== undefined) {
    if (matches(noneMatch, version.etag)) return 'not modified';
  } else if (modifiedSince !== undefined && modified <= Date.parse(modifiedSince)) {
    return 'not modified';
  }
  return 'ok';
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
export function checkReadConditions({ request: { headers }, bucket }: BucketCall, version: ObjectVersion): void {
  const verdict = evaluate(
    {
      match: headers['if-match'],
      noneMatch: headers['if-none-match'],
      modifiedSince: headers['if-modified-since'],
      unmodifiedSince: headers['if-unmodified-since'],
    },
    version,
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
export function checkCopySourceConditions({ request: { headers } }: BucketCall, version: ObjectVersion): void {
  const name = 'x-amz-copy-source-if';
  const verdict = evaluate(
    {
      match: headers[`${name}-match`],
      noneMatch: headers[`${name}-none-match`],
      modifiedSince: headers[`${name}-modified-since`],
      unmodifiedSince: headers[`${name}-unmodified-since`],
    },
    version,
  );
  if (verdict !== 'ok') throw preconditionFailed(name);
}

/** @throws ServiceError `PreconditionFailed`, `NoSuchKey`, `NotImplemented` */
export function checkWriteConditions({ request: { headers }, bucket, key }: BucketCall): void {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  if (match === undefined && noneMatch === undefined) return;
  const current = bucket.versions.current(key);
  const existing = current?.deleteMarker === true ? undefined : current;
  if (noneMatch !== undefined) {
    if (noneMatch !== '*') {
      throw new ServiceError(
        501,
        'NotImplemented',
        'A header you provided implies functionality that is not implemented',
        {
          Header: 'If-None-Match',
        },
      );
    }
    if (existing !== undefined) throw preconditionFailed('If-None-Match');
  }
  if (match === undefined) return;
  if (existing === undefined)
    throw new ServiceError(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
  if (!matches(match, existing.etag)) throw preconditionFailed('If-Match');
}

/**
 * Conditional deletes look at the newest version only.
 * @param match - an ETag, or `*` for anything that is there
 * @throws ServiceError `PreconditionFailed`, `NoSuchKey`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
export function checkDeleteCondition({ bucket }: BucketCall, key: string, match: string): void {
  const current = bucket.versions.current(key);
  if (current === undefined)
    throw new ServiceError(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
  if (current.deleteMarker || !matches(match, current.etag)) throw preconditionFailed('If-Match');
}
