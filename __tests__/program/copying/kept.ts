// What must be at the destination, trait by trait and for each way to copy: written down here, and asked of nobody.
import { PARTS_ABOVE } from './kinds';
import type { Seen } from './seen';

/** One way to copy everything. */
export interface Way {
  readonly flags: readonly string[];
  readonly keep?: readonly ('acl' | 'lock' | 'redirects')[];
  readonly annotations?: 'exclude';
  readonly storageClass?: string;
  /** Larger objects are copied in parts. @default - that of the fixture */
  readonly partsAbove?: number;
  /** @default - that of the bucket */
  readonly encryption?: Seen['encryption'];
}

/** What a copy has where nothing of the source is kept. */
export interface Fresh {
  readonly encryption: Seen['encryption'];
  readonly grants: Seen['grants'];
}

const NO_LOCK: Seen['lock'] = { mode: undefined, until: undefined, hold: undefined };

const isCopiedInParts = ({ sizeBytes }: Seen, { partsAbove = PARTS_ABOVE }: Way): boolean => sizeBytes > partsAbove;

/** As the source was cut; what was one piece is cut into parts of the threshold. */
function partsOf(source: Seen, way: Way): readonly number[] {
  if (!isCopiedInParts(source, way)) return [source.sizeBytes];
  if (source.parts.length > 1) return source.parts;
  const whole = Math.floor(source.sizeBytes / PARTS_ABOVE);
  return [...Array<number>(whole).fill(PARTS_ABOVE), source.sizeBytes - whole * PARTS_ABOVE].filter((size) => size > 0);
}

/** Names of checksums, or what they are of; a value only where it must be that of the source. */
function checksumsOf(source: Seen, way: Way): Seen['checksums'] {
  const { type } = source.checksums;
  const names = Object.keys(source.checksums).filter((name) => name !== 'type');
  if (type === 'FULL_OBJECT' && !isCopiedInParts(source, way)) return source.checksums;
  if (isCopiedInParts(source, way) && source.parts.length > 1) return source.checksums;
  if (names.includes('ChecksumSHA256') && type === 'COMPOSITE')
    return { type: 'FULL_OBJECT', ChecksumSHA256: source.sha256 };
  return {
    type: names.some((name) => name.includes('SHA')) && isCopiedInParts(source, way) ? 'COMPOSITE' : 'FULL_OBJECT',
  };
}

/** An ETag is a digest of bytes under SSE-S3 alone. */
function etagOf(source: Seen, encryption: Seen['encryption'], way: Way): string | undefined {
  if (encryption['algorithm'] !== 'AES256' && encryption['algorithm'] !== undefined) return undefined;
  if (!isCopiedInParts(source, way)) return source.md5;
  return source.parts.length > 1 && source.encryption['key'] === undefined ? source.etag : undefined;
}

/** What is not named may be anything. */
export function expectedCopy(source: Seen, way: Way, fresh: Fresh): Partial<Seen> {
  const { keep = [] } = way;
  const encryption = way.encryption ?? fresh.encryption;
  const etag = etagOf(source, encryption, way);
  return {
    sha256: source.sha256,
    sizeBytes: source.sizeBytes,
    parts: partsOf(source, way),
    ...(etag === undefined ? {} : { etag }),
    contentHeaders: source.contentHeaders,
    metadata: source.metadata,
    tags: source.tags,
    annotations: way.annotations === 'exclude' ? {} : source.annotations,
    storageClass: way.storageClass ?? source.storageClass,
    encryption,
    checksums: checksumsOf(source, way),
    redirect: keep.includes('redirects') ? source.redirect : undefined,
    lock: keep.includes('lock') ? source.lock : NO_LOCK,
    grants: keep.includes('acl') ? source.grants : fresh.grants,
  };
}
