// What evidence.json says of a comparison of copies.
import * as z from 'zod';
import type { Certificate, TakenFrom } from '../../../events/certificate';
import { KEPT_REFUSAL, type KeptRefusal } from '../../../evidence/kept/looks';
import { TAKEN_FROM } from '../../../evidence/kept/taken-from';
import type { CompareCopiesOptions, CopyPair } from '../../copies/copies-comparison';
import type { Expected } from '../../copies/judge-copy';

export interface KeptPair {
  readonly pair: CopyPair;
  readonly options: Pick<CompareCopiesOptions, 'allVersions' | 'chosen' | 'expected'> & {
    /** Null: all, whatever their number. */
    readonly sample: number | null;
  };
  /** Of what was drawn at random. */
  readonly seed: number;
  /** Whether filters have left out objects: each row says so. @default - everything was to be copied */
  readonly filtered?: true;
  /** The same, of filters that ask for tags: the looks say so. @default - none does */
  readonly filteredByTags?: true;
  /** Why it could not be made; no file is of it then. @default - it was made */
  readonly reason?: string;
  /** @default - no tags were refused */
  readonly tagsRefused?: KeptRefusal;
}

export interface KeptCopies
  extends TakenFrom, Pick<Certificate, 'source' | 'prefixes' | 'startedAt' | 'endedAt' | 'chosen' | 'matched'> {
  readonly compared: 'copies';
  readonly listing: 'ListObjectVersions' | 'ListObjectsV2';
  readonly comparisons: readonly KeptPair[];
}

const text = z.string();
const texts = z.array(text);
const amount = z.int().nonnegative();
const place = z.strictObject({ bucket: text, prefix: text });
const traits = z.looseObject({});
const expected = z.strictObject({
  redirects: z.boolean().exactOptional(),
  lock: z.boolean().exactOptional(),
  headers: texts.exactOptional(),
  addedMetadata: texts.exactOptional(),
  smallestBytes: amount.exactOptional(),
  anyClass: z.boolean().exactOptional(),
  storageClass: text.exactOptional(),
  newMetadata: traits.exactOptional(),
  newTags: z.record(text, text).exactOptional(),
});

export const KEPT_COPY_PAIR = z.strictObject({ from: place, to: place });
export const KEPT_EXPECTED = expected as unknown as z.ZodType<Expected>;

const pair = z.strictObject({
  pair: KEPT_COPY_PAIR,
  options: z.strictObject({
    sample: amount.nullable(),
    expected: KEPT_EXPECTED,
    allVersions: z.boolean().exactOptional(),
    chosen: texts.exactOptional(),
  }),
  seed: amount,
  filtered: z.literal(true).exactOptional(),
  filteredByTags: z.literal(true).exactOptional(),
  reason: text.exactOptional(),
  tagsRefused: KEPT_REFUSAL.exactOptional(),
});

export const KEPT_COPIES = z.object({
  ...TAKEN_FROM,
  compared: z.literal('copies'),
  source: z.strictObject({ bucket: text, region: text, accountId: text }),
  prefixes: texts,
  chosen: amount.exactOptional(),
  matched: z.enum(['by-version-id', 'newest-with-newest', 'from-the-newest']).exactOptional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  listing: z.enum(['ListObjectVersions', 'ListObjectsV2']),
  comparisons: z.array(pair).min(1),
}) satisfies z.ZodType<KeptCopies>;
