// What evidence.json says of a comparison by inventories: S3's own files, and what was joined of them.
import * as z from 'zod';
import type { Certificate, TakenFrom } from '../../../events/certificate';
import type { TableRead } from '../../../events/comparisons/compared-tables';
import { KEPT_REFUSAL, type KeptRefusal } from '../../../evidence/kept/looks';
import { TAKEN_FROM } from '../../../evidence/kept/taken-from';
import type { CopyPair } from '../../copies/copies-comparison';
import type { Expected } from '../../copies/judge-copy';
import { KEPT_COPY_PAIR, KEPT_EXPECTED } from '../copies/kept-copies';
import { KEPT_SCOPE, KEPT_SOURCE, type KeptComparison } from '../kept-verify';

/** An inventory as S3 has delivered it, or a listing that stood for one. */
export interface KeptSide extends Pick<TableRead, 'kind' | 'location'> {
  readonly bucket: string;
  readonly madeMs: number;
  /** Of its manifest, or of the listing. */
  readonly sha256: string;
  /** Name of its manifest.json in the directory. @default - it is a listing, which has none */
  readonly manifest?: string;
  /** Names of its files in the directory, in the order of the manifest. */
  readonly files: readonly string[];
}

interface KeptJoin {
  /** Versions that the inventories did not settle, and that were looked at. */
  readonly looked: number;
  /** Why others were not. @default - all were */
  readonly why?: string;
  /** Why it could not be made; no file is of it then. @default - it was made */
  readonly reason?: string;
  /** @default - no tags were refused */
  readonly tagsRefused?: KeptRefusal;
}

/** What was compared with what: versions by the rules, or copies. */
export type KeptSubject =
  Pick<KeptComparison, 'scope'> | { readonly pair: CopyPair; readonly expected: Expected; readonly scope?: never };
export type KeptJoined = KeptJoin & KeptSubject;

export interface KeptInventories
  extends TakenFrom, Pick<Certificate, 'source' | 'prefixes' | 'startedAt' | 'endedAt' | 'matched'> {
  readonly compared: 'inventories';
  readonly listing: 'S3Inventory';
  /** Versions that were to be looked at, of those that the inventories do not settle; null: all. */
  readonly sample: number | null;
  /** @default - they could not be read */
  readonly sides?: { readonly source: KeptSide; readonly destination: KeptSide };
  readonly comparisons: readonly KeptJoined[];
}

const text = z.string();
const amount = z.int().nonnegative();
const side = z.strictObject({
  kind: z.enum(['inventory', 'listing']),
  location: text,
  bucket: text,
  madeMs: amount,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  manifest: text.exactOptional(),
  files: z.array(text),
});
const join = {
  looked: amount,
  why: text.exactOptional(),
  reason: text.exactOptional(),
  tagsRefused: KEPT_REFUSAL.exactOptional(),
};

export const KEPT_INVENTORIES = z.object({
  ...TAKEN_FROM,
  compared: z.literal('inventories'),
  source: KEPT_SOURCE,
  prefixes: z.array(text),
  matched: z.enum(['by-version-id', 'newest-with-newest']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  listing: z.literal('S3Inventory'),
  sample: amount.nullable(),
  sides: z.strictObject({ source: side, destination: side }).exactOptional(),
  comparisons: z
    .array(
      z.union([
        z.strictObject({ scope: KEPT_SCOPE, ...join }),
        z.strictObject({ pair: KEPT_COPY_PAIR, expected: KEPT_EXPECTED, ...join }),
      ]),
    )
    .min(1),
}) satisfies z.ZodType<KeptInventories>;
