// Archived objects: which cannot be read, until when, and what brings them back.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html
import { child, childText, childrenNamed, parseXml } from '../../http/xml';
import type { World } from '../../world/world';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import { httpDate } from '../operation/timestamp';

/** Classes whose objects are archived from the first moment. */
const ARCHIVE_CLASSES = ['GLACIER', 'DEEP_ARCHIVE'];
const DAY_MS = 24 * 60 * 60 * 1000;
/** Smaller objects stay in the Frequent Access tier for good. */
const TIERED_MIN_BYTES = 128 * 1024;

export type ArchiveTier = 'ARCHIVE_ACCESS' | 'DEEP_ARCHIVE_ACCESS';

export function isArchiveClass(storageClass: string): boolean {
  return ARCHIVE_CLASSES.includes(storageClass);
}

/** Whether reading the object is refused at this moment. */
export function isArchived(world: World, bucket: Bucket, version: ObjectVersion): boolean {
  if (isArchiveClass(version.storageClass)) return !hasReadableCopy(world, version);
  return archiveTier(world, bucket, version) !== undefined;
}

function hasReadableCopy({ clock }: World, { restored }: ObjectVersion): boolean {
  const now = clock.now();
  return restored !== undefined && restored.readyMs <= now && (restored.expiresMs ?? Infinity) > now;
}

/**
 * The tier that an object of INTELLIGENT_TIERING has sunk to: nobody can put it there, it has to lie untouched for as many
 * days as a configuration of the bucket says. Restored, it starts again in the Frequent Access tier.
 */
export function archiveTier(
  { clock }: World,
  bucket: Bucket,
  { key, storageClass, tags, body, lastModifiedMs, restored }: ObjectVersion,
): ArchiveTier | undefined {
  if (storageClass !== 'INTELLIGENT_TIERING' || body.length < TIERED_MIN_BYTES) return undefined;
  const now = clock.now();
  const touchedMs = restored !== undefined && restored.readyMs <= now ? restored.readyMs : lastModifiedMs;
  const untouchedDays = (now - touchedMs) / DAY_MS;
  let deepest: Tiering | undefined;
  for (const { prefix, tags: wanted, tierings } of tieringRules(bucket)) {
    if (!key.startsWith(prefix) || !wanted.every(([name, value]) => tags[name] === value)) continue;
    for (const tiering of tierings) {
      if (untouchedDays >= tiering.days && tiering.days > (deepest?.days ?? -1)) deepest = tiering;
    }
  }
  return deepest?.tier;
}

interface Tiering {
  readonly tier: ArchiveTier;
  readonly days: number;
}

interface TieringRule {
  readonly prefix: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly tierings: readonly Tiering[];
}

/** Parsed documents by text: a job asks about each of its objects. */
const parsed = new Map<string, TieringRule | undefined>();
const MAX_PARSED = 100;

function tieringRules({ documents }: Bucket): readonly TieringRule[] {
  const rules: TieringRule[] = [];
  for (const [name, document] of documents) {
    if (!name.startsWith('intelligent-tiering/')) continue;
    if (!parsed.has(document)) {
      if (parsed.size >= MAX_PARSED) parsed.clear();
      parsed.set(document, readTieringRule(document));
    }
    const rule = parsed.get(document);
    if (rule !== undefined) rules.push(rule);
  }
  return rules;
}

function readTieringRule(document: string): TieringRule | undefined {
  const root = parseXml(document);
  if (childText(root, 'Status') !== 'Enabled') return undefined;
  const filter = child(root, 'Filter');
  const predicates = filter && (child(filter, 'And') ?? filter);
  return {
    prefix: (predicates && childText(predicates, 'Prefix')) ?? '',
    tags: (predicates === undefined ? [] : childrenNamed(predicates, 'Tag')).map((tag) => [
      childText(tag, 'Key') ?? '',
      childText(tag, 'Value') ?? '',
    ]),
    tierings: childrenNamed(root, 'Tiering').map((tiering) => ({
      tier: childText(tiering, 'AccessTier') === 'ARCHIVE_ACCESS' ? 'ARCHIVE_ACCESS' : 'DEEP_ARCHIVE_ACCESS',
      days: Number(childText(tiering, 'Days') ?? NaN),
    })),
  };
}

/** Headers of HEAD and GET that tell of archives. */
export function archiveHeaders(world: World, bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const tier = archiveTier(world, bucket, version);
  return {
    ...(tier === undefined ? {} : { 'x-amz-archive-status': tier }),
    ...restoreHeader(world, version),
  };
}

function restoreHeader({ clock }: World, { restored }: ObjectVersion): Record<string, string> {
  if (restored === undefined) return {};
  const now = clock.now();
  if (restored.readyMs > now) return { 'x-amz-restore': 'ongoing-request="true"' };
  if (restored.expiresMs === undefined || restored.expiresMs <= now) return {};
  return { 'x-amz-restore': `ongoing-request="false", expiry-date="${httpDate(restored.expiresMs)}"` };
}
