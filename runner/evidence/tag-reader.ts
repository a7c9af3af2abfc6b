// Reads tags of source and destination, as long as they may be read.
import { lookAtTags, type Looking } from './look-at-version';

export type Tags = Readonly<Record<string, string>>;

/** Which object, or which of its versions. */
type Tagged = Parameters<typeof lookAtTags>[2];

export interface TagReader {
  /** Undefined: they may not be read. */
  of(bucket: string, one: Tagged): Promise<Tags | undefined>;
  /** Of both sides, @param counts as S3 has told them with their heads. Undefined: they may not be read */
  ofPair(mine: Tagged, theirs: Tagged, counts: readonly number[]): Promise<readonly [Tags, Tags] | undefined>;
  /** Whether no tags were refused so far. */
  readonly readable: boolean;
  /** Why they may not be read. */
  readonly why: string | undefined;
}

export function tagReader(objects: Looking, source: string, destination: string): TagReader {
  let probed = false;
  let readable = true;
  let why: string | undefined;

  async function of(bucket: string, one: Tagged): Promise<Tags | undefined> {
    if (!readable) return undefined;
    const seen = await lookAtTags(objects, bucket, one);
    switch (seen.is) {
      case 'seen':
        return seen.tags;
      case 'gone':
        return {};
      case 'may-not-look':
        readable = false;
        why ??= seen.why;
        return undefined;
    }
  }

  return {
    of,
    async ofPair(mine, theirs, counts) {
      // S3 counts tags only for those who may read them: the first look asks, so that a zero can be believed afterwards.
      if (probed && counts.every((count) => count === 0)) return readable ? [{}, {}] : undefined;
      probed = true;
      const [here, there] = await Promise.all([of(source, mine), of(destination, theirs)]);
      return here === undefined || there === undefined ? undefined : [here, there];
    },
    get readable() {
      return readable;
    },
    get why() {
      return why;
    },
  };
}
