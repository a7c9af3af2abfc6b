// `x-amz-expiration`: when a lifecycle rule of the bucket would delete an object. Nothing is deleted here; it is only told.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html
import { child, childText, childrenNamed, parseXml, type XmlElement } from '../../http/xml';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import { httpDate } from '../operation/timestamp';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The earliest of the rules that match; none for a version that is not the newest: rules expire objects. */
export function expirationHeader(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const earliest = earliestExpiration(bucket, version);
  if (earliest === undefined) return {};
  const { atMs, id } = earliest;
  return { 'x-amz-expiration': `expiry-date="${httpDate(atMs)}", rule-id="${encodeURIComponent(id)}"` };
}

/** When the earliest rule would delete it; undefined if none would. */
export function expiresAtMs(bucket: Bucket, version: ObjectVersion): number | undefined {
  return earliestExpiration(bucket, version)?.atMs;
}

interface Expiration {
  readonly atMs: number;
  readonly id: string;
}

function earliestExpiration(bucket: Bucket, version: ObjectVersion): Expiration | undefined {
  const document = bucket.documents.get('lifecycle');
  if (document === undefined || bucket.versions.current(version.key) !== version) return undefined;
  let earliest: Expiration | undefined;
  for (const rule of childrenNamed(parseXml(document), 'Rule')) {
    if (childText(rule, 'Status') !== 'Enabled' || !matches(rule, version)) continue;
    const atMs = expiresMs(rule, version);
    if (atMs === undefined || (earliest !== undefined && earliest.atMs <= atMs)) continue;
    earliest = { atMs, id: childText(rule, 'ID') ?? '' };
  }
  return earliest;
}

/** Days are counted from midnight after the object was written. */
function expiresMs(rule: XmlElement, { lastModifiedMs }: ObjectVersion): number | undefined {
  const expiration = child(rule, 'Expiration');
  const days = expiration && childText(expiration, 'Days');
  if (days !== undefined) return Math.ceil((lastModifiedMs + Number(days) * DAY_MS) / DAY_MS) * DAY_MS;
  const date = expiration && childText(expiration, 'Date');
  return date === undefined ? undefined : Date.parse(date);
}

function matches(rule: XmlElement, { key, tags, body }: ObjectVersion): boolean {
  const filter = child(rule, 'Filter');
  const conditions = (filter && child(filter, 'And')) ?? filter;
  const prefix = (conditions && childText(conditions, 'Prefix')) ?? childText(rule, 'Prefix') ?? '';
  if (!key.startsWith(prefix)) return false;
  if (conditions === undefined) return true;
  const above = childText(conditions, 'ObjectSizeGreaterThan');
  const below = childText(conditions, 'ObjectSizeLessThan');
  if (above !== undefined && body.length <= Number(above)) return false;
  if (below !== undefined && body.length >= Number(below)) return false;
  return childrenNamed(conditions, 'Tag').every((tag) => tags[childText(tag, 'Key') ?? ''] === childText(tag, 'Value'));
}
