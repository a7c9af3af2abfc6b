// One line of the journal of a copy. It is a file, and anybody may have written it: what is not as it must be is as if it were not there.
import * as z from 'zod';
import { OUTCOMES, type Outcome } from '../../../events/exit-code';
import type { Cause } from '../../../events/report-events';
import { ROUTE_CAUSES } from '../../../events/route-event';
import type { TransferPhase } from '../../../events/transfer-events';
import type { Upload } from '../../../ports/s3/uploads';
import type { DeletionCounts } from '../deletion/deletion-words';
import type { CopyRequest } from '../plan-copies';
import type { Span } from '../walk/part';
import { NOTHING_COPIED, type CopyCounts } from './copy-counts';

/** The first line. */
export interface CopyHeader {
  readonly transferId: string;
  readonly request: CopyRequest;
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
}

/** How far it is: everything outside of the open spans is settled. */
export interface Checkpoint {
  readonly atMs: number;
  readonly phase: TransferPhase;
  readonly open: readonly Span[];
  /** Of what is settled. */
  readonly counts: CopyCounts;
  /** Of all attempts. @default 0 */
  readonly activeMs?: number;
}

export interface FailedCopy {
  /** Of the source. */
  readonly key: string;
  /** What follows the prefix. */
  readonly rest: string;
  readonly code: string;
  readonly message: string;
  readonly cause: Cause;
  /** Versions of the key that are not copied. @default 1 */
  readonly versions?: number;
}

/** What was deleted at the destination, once everything was copied. */
export interface RecordedDeletion extends DeletionCounts {
  readonly atMs: number;
}

/** What a comparison of both sides came to. */
export interface Compared {
  readonly atMs: number;
  readonly outcome: Outcome;
  readonly summary: string;
}

/** An upload that an attempt to begin one may have begun. */
export interface IntendedUpload {
  readonly bucket: string;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

export interface Line {
  readonly version?: number;
  readonly header?: CopyHeader;
  readonly checkpoint?: Checkpoint;
  readonly failed?: FailedCopy;
  readonly deletion?: RecordedDeletion;
  readonly compared?: Compared;
  readonly intended?: IntendedUpload;
  readonly begun?: Upload;
  readonly ended?: Upload;
}

const text = z.string();
const moment = z.number().nonnegative();
const keysOf = z.strictObject({ bucket: text.min(1), prefix: text });
const upload = z.strictObject({ bucket: text.min(1), key: text.min(1), uploadId: text.min(1) });
const PHASES: Readonly<Record<TransferPhase, true>> = {
  working: true,
  'waiting-for-you': true,
  'waiting-for-the-service': true,
  ended: true,
  failed: true,
  cancelled: true,
};
const amount = z.number().int().nonnegative();
const counts = z.strictObject({
  ...(Object.fromEntries(Object.keys(NOTHING_COPIED).map((name) => [name, amount])) as Record<
    keyof CopyCounts,
    typeof amount
  >),
  // Journals of before there were any.
  markers: amount.default(0),
});
const LINE = z.strictObject({
  version: amount.exactOptional(),
  header: z
    .strictObject({
      transferId: text,
      // Its hash is held against the id.
      request: z.looseObject({ from: keysOf, to: keysOf }),
      region: text,
      accountId: text,
      startedMs: moment,
    })
    .exactOptional(),
  checkpoint: z
    .strictObject({
      atMs: moment,
      phase: z.enum(Object.keys(PHASES) as TransferPhase[]),
      open: z.array(z.strictObject({ after: text.exactOptional(), until: text.exactOptional() })),
      counts,
      activeMs: moment.exactOptional(),
    })
    .exactOptional(),
  failed: z
    .strictObject({
      key: text,
      rest: text,
      code: text,
      message: text,
      versions: amount.exactOptional(),
      cause: z.strictObject({
        meaning: text,
        remedy: text,
        retriable: z.enum(['now', 'after-remedy', 'never', 'unknown']),
        route: z.enum(ROUTE_CAUSES).exactOptional(),
      }),
    })
    .exactOptional(),
  deletion: z
    .strictObject({
      atMs: moment,
      objects: amount,
      deleted: amount,
      markers: amount,
      changed: amount,
      failed: amount,
      why: text.exactOptional(),
    })
    .exactOptional(),
  compared: z.strictObject({ atMs: moment, outcome: z.enum(OUTCOMES), summary: text }).exactOptional(),
  intended: z.strictObject({ bucket: text.min(1), key: text.min(1), atMs: moment }).exactOptional(),
  begun: upload.exactOptional(),
  ended: upload.exactOptional(),
});

/** Undefined: it was cut off, or is no such line. */
export function lineOf(line: string): Line | undefined {
  try {
    const { success, data } = LINE.safeParse(JSON.parse(line));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}
