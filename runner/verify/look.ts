// Looks at single versions, where a listing does not say enough: metadata, tags, replication status, encryption.
import type { Engine } from '../ports/engine';
import { lookAtHead, type Looking } from '../evidence/look-at-version';
import { tagReader, type Tags } from '../evidence/tag-reader';
import { RunnerError } from '../ports/errors';
import type { Objects, VersionEntry, VersionHead } from '../ports/s3/objects';

/** `gone`: deleted since it was listed. `unreadable`: forbidden, or under a customer's key (SSE-C). */
export type Head = VersionHead | 'gone' | 'unreadable';

export interface PairLook {
  readonly source: Head;
  readonly destination: Head;
  /** Of source and destination. @default - they may not be read, or one side was not found */
  readonly tags?: readonly [source: Tags, destination: Tags];
}

export interface Looker {
  pair(entry: VersionEntry): Promise<PairLook>;
  source(entry: VersionEntry): Promise<Head>;
  destination(entry: VersionEntry): Promise<Head>;
  /** Undefined: they may not be read. */
  sourceTags(entry: VersionEntry): Promise<Tags | undefined>;
  /** Whether no tags were refused so far. */
  readonly tagsReadable: boolean;
  /** Why something could not be looked at. */
  readonly why: string | undefined;
}

export function isSeen(head: Head): head is VersionHead {
  return typeof head === 'object';
}

/** What a comparison asks for: AWS, or what it has answered before. */
export interface ComparedBy extends Pick<Engine, 'random' | 'signal' | 'command'> {
  readonly aws: Pick<Engine['aws'], 'destinationIdentity'> & {
    readonly objects: Pick<Objects, 'versions' | 'head' | 'tags'>;
  };
}

export function looker(
  { aws, signal }: { readonly aws: { readonly objects: Looking }; readonly signal: AbortSignal },
  source: string,
  destination: string,
): Looker {
  const tags = tagReader(aws.objects, source, destination);
  let why: string | undefined;

  async function head(bucket: string, entry: VersionEntry): Promise<Head> {
    if (signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    const seen = await lookAtHead(aws.objects, bucket, entry);
    switch (seen.is) {
      case 'seen':
        return seen.head;
      case 'gone':
        return 'gone';
      case 'delete-marker':
        return 'unreadable';
      case 'may-not-look':
      case 'customer-key':
        why ??= seen.why;
        return 'unreadable';
    }
  }

  return {
    source: (entry) => head(source, entry),
    destination: (entry) => head(destination, entry),
    sourceTags: (entry) => tags.of(source, entry),
    async pair(entry) {
      const [here, there] = await Promise.all([head(source, entry), head(destination, entry)]);
      if (!isSeen(here) || !isSeen(there)) return { source: here, destination: there };
      const both = await tags.ofPair(entry, entry, [here.tagCount, there.tagCount]);
      return { source: here, destination: there, ...(both === undefined ? {} : { tags: both }) };
    },
    get tagsReadable() {
      return tags.readable;
    },
    get why() {
      return why ?? tags.why;
    },
  };
}
