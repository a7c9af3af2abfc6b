// Looks at single versions, where a listing does not say enough: metadata, tags, replication status, encryption.
import type { Engine } from '../ports/engine';
import { lookAtHead, lookAtTags, type Looking } from '../evidence/look-at-version';
import { RunnerError } from '../ports/errors';
import type { Objects, VersionEntry, VersionHead } from '../ports/s3/objects';

/** `gone`: deleted since it was listed. `unreadable`: forbidden, or under a customer's key (SSE-C). */
export type Head = VersionHead | 'gone' | 'unreadable';
export type Tags = Readonly<Record<string, string>>;

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
  let tagsProbed = false;
  let tagsReadable = true;
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

  async function tags(bucket: string, entry: VersionEntry): Promise<Tags | undefined> {
    if (!tagsReadable) return undefined;
    const seen = await lookAtTags(aws.objects, bucket, entry);
    switch (seen.is) {
      case 'seen':
        return seen.tags;
      case 'gone':
        return {};
      case 'may-not-look':
        tagsReadable = false;
        why ??= seen.why;
        return undefined;
    }
  }

  return {
    source: (entry) => head(source, entry),
    destination: (entry) => head(destination, entry),
    sourceTags: (entry) => tags(source, entry),
    async pair(entry) {
      const [here, there] = await Promise.all([head(source, entry), head(destination, entry)]);
      if (!isSeen(here) || !isSeen(there)) return { source: here, destination: there };
      // S3 counts tags only for those who may read them: the first look asks, so that a zero can be believed afterwards.
      if (tagsProbed && here.tagCount === 0 && there.tagCount === 0)
        return { source: here, destination: there, ...(tagsReadable ? { tags: [{}, {}] } : {}) };
      tagsProbed = true;
      const [mine, theirs] = await Promise.all([tags(source, entry), tags(destination, entry)]);
      if (mine === undefined || theirs === undefined) return { source: here, destination: there };
      return { source: here, destination: there, tags: [mine, theirs] };
    },
    get tagsReadable() {
      return tagsReadable;
    },
    get why() {
      return why;
    },
  };
}
