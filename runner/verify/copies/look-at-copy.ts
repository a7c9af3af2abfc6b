// Looks at an object and at its copy, where the listings do not say enough: metadata and tags of a sample, checksums where ETags differ.
import { lookAtHead, type Looking } from '../../evidence/look-at-version';
import { tagReader } from '../../evidence/tag-reader';
import { RunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
import type { HeadOptions, VersionHead } from '../../ports/s3/objects';
import { isSeen, type CopyHead, type CopyLook } from './judge-copy';
import { comparedByHeads, comparedByListing, partsOfBoth, type Bytes } from './same-bytes';

export interface CopyLooker {
  pair(source: ListedObject, destination: ListedObject): Promise<CopyLook>;
  source(object: ListedObject): Promise<CopyHead>;
  /** Whether no tags were refused so far. */
  readonly tagsReadable: boolean;
  /** Why something could not be looked at. */
  readonly why: string | undefined;
}

/** An object, or one of its versions. */
type Looked = Pick<ListedObject, 'key' | 'versionId'>;

function placeOf({ key, versionId }: ListedObject): Looked {
  return versionId === undefined ? { key } : { key, versionId };
}

/** Parts whose sizes are asked for one by one; with more, checksums of parts that differ say nothing. */
const MOST_PARTS = 1_000;

export function copyLooker(
  { aws, signal }: { readonly aws: { readonly objects: Looking }; readonly signal: AbortSignal },
  source: string,
  destination: string,
): CopyLooker {
  const { objects } = aws;
  const tags = tagReader(objects, source, destination);
  let why: string | undefined;

  async function head(bucket: string, one: Looked, options: HeadOptions = {}): Promise<CopyHead> {
    if (signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    const seen = await lookAtHead(objects, bucket, one, options);
    switch (seen.is) {
      case 'seen':
        return seen.head;
      // The newest version of a key can have become one since it was listed.
      case 'delete-marker':
      case 'gone':
        return 'gone';
      case 'customer-key':
        why ??= seen.why;
        return 'customer-key';
      case 'may-not-look':
        return options.checksums === true ? withoutChecksums(bucket, one, seen.why) : denied(seen.why);
    }
  }

  function denied(reason: string): CopyHead {
    why ??= reason;
    return 'denied';
  }

  /** Under SSE-KMS checksums are told only to those who may decrypt, and the rest to others, too. */
  async function withoutChecksums(bucket: string, one: Looked, reason: string): Promise<CopyHead> {
    const rest = await head(bucket, one);
    if (isSeen(rest)) why ??= `checksums under SSE-KMS need kms:Decrypt (${reason})`;
    return rest;
  }

  async function haveSameParts(
    mine: Looked,
    theirs: Looked,
    parts: number,
    wholeBytes: number,
  ): Promise<boolean | undefined> {
    if (parts > MOST_PARTS) return undefined;
    // What the others leave is the last one.
    for (let part = 1; part < parts; part += 1) {
      const [here, there] = await Promise.all([head(source, mine, { part }), head(destination, theirs, { part })]);
      if (!isSeen(here) || !isSeen(there)) return undefined;
      // Servers that tell of no parts answer with the whole object.
      if ([here, there].some(({ sizeBytes }) => sizeBytes === wholeBytes)) return undefined;
      if (here.sizeBytes !== there.sizeBytes) return false;
    }
    return true;
  }

  async function bytesOf(mine: Looked, here: VersionHead, theirs: Looked, there: VersionHead): Promise<Bytes> {
    const told = comparedByHeads(here, there);
    if (told !== 'parts') return told;
    const parts = partsOfBoth(here, there);
    const same = parts === undefined ? undefined : await haveSameParts(mine, theirs, parts, here.sizeBytes);
    return comparedByHeads(here, there, same === true);
  }

  return {
    source: (object) => head(source, placeOf(object)),
    async pair(one, other) {
      const [mine, theirs] = [placeOf(one), placeOf(other)];
      const look = (options?: HeadOptions): Promise<[CopyHead, CopyHead]> =>
        Promise.all([head(source, mine, options), head(destination, theirs, options)]);
      const listed = comparedByListing(one, other);
      let [here, there] = await look({ checksums: listed === 'unknown' });
      // Whoever has written since it was listed.
      const isAnother = isSeen(here) && isSeen(there) && comparedByListing(here, there) === 'unknown';
      if (listed !== 'unknown' && isAnother) [here, there] = await look({ checksums: true });
      if (!isSeen(here) || !isSeen(there)) {
        const bytes = comparedByListing(isSeen(here) ? here : one, isSeen(there) ? there : other);
        return { source: here, destination: there, bytes };
      }
      const [bytes, both] = await Promise.all([
        bytesOf(mine, here, theirs, there),
        tags.ofPair(mine, theirs, [here.tagCount, there.tagCount]),
      ]);
      return { source: here, destination: there, bytes, ...(both === undefined ? {} : { tags: both }) };
    },
    get tagsReadable() {
      return tags.readable;
    },
    get why() {
      return why ?? tags.why;
    },
  };
}
