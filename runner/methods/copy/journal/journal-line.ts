// One line of the journal of a copy. It is a file, and anybody may have written it: what is not as it must be is as if it were not there.
import { OUTCOMES, type Outcome } from '../../../events/exit-code';
import type { Cause } from '../../../events/report-events';
import { ROUTE_CAUSES } from '../../../events/route-event';
import type { TransferPhase } from '../../../events/transfer-events';
import type { Upload } from '../../../ports/s3/uploads';
import { NOTHING_DELETED, type DeletionCounts } from '../deletion/deletion-words';
import type { CopyRequest } from '../plan-copies';
import type { Span } from '../walk/part';
import { isAmount, isAtLeast, isExactly, isListOf, isMoment, isName, isOneOf, isText, type Shape } from './shapes';
import { NOTHING_COPIED, type CopyCounts } from './copy-counts';

/** Whose S3 is copied by, and which one: what was settled elsewhere is not settled here. */
export interface CopyWhereabouts {
  readonly region: string;
  readonly accountId: string;
  /** @default - S3's own of each Region */
  readonly endpoint?: string;
}

/** The first line. */
export interface CopyHeader extends CopyWhereabouts {
  readonly transferId: string;
  readonly request: CopyRequest;
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

export interface BegunUpload extends Upload {
  /** Something is put when the object is there: unless that was told, the copy may be without it. @default - the upload carries all */
  readonly carriedOver?: true;
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
  readonly begun?: BegunUpload;
  readonly ended?: Upload;
}

const isPlace = isExactly({ bucket: isName, prefix: isText });
const UPLOAD = { bucket: isName, key: isName, uploadId: isName };
const PHASES: Readonly<Record<TransferPhase, true>> = {
  working: true,
  'waiting-for-you': true,
  'waiting-for-the-service': true,
  ended: true,
  failed: true,
  cancelled: true,
};
// Journals of before there were any have no delete markers.
const { markers: isMarkers, ...isCounted } = Object.fromEntries(
  Object.keys(NOTHING_COPIED).map((name) => [name, isAmount]),
) as Record<keyof CopyCounts, Shape>;
const isLine = isExactly(
  {},
  {
    version: isAmount,
    header: isExactly(
      {
        transferId: isText,
        // Its hash is held against the id.
        request: isAtLeast({ from: isPlace, to: isPlace }),
        region: isText,
        accountId: isText,
        startedMs: isMoment,
      },
      { endpoint: isText },
    ),
    checkpoint: isExactly(
      {
        atMs: isMoment,
        phase: isOneOf(Object.keys(PHASES)),
        open: isListOf(isExactly({}, { after: isText, until: isText })),
        counts: isExactly(isCounted, { markers: isMarkers }),
      },
      { activeMs: isMoment },
    ),
    failed: isExactly(
      {
        key: isText,
        rest: isText,
        code: isText,
        message: isText,
        cause: isExactly(
          { meaning: isText, remedy: isText, retriable: isOneOf(['now', 'after-remedy', 'never', 'unknown']) },
          { route: isOneOf(ROUTE_CAUSES) },
        ),
      },
      { versions: isAmount },
    ),
    deletion: isExactly(
      { atMs: isMoment, objects: isAmount, deleted: isAmount, markers: isAmount, changed: isAmount, failed: isAmount },
      { nullMarkers: isAmount, unclear: isAmount, why: isText },
    ),
    compared: isExactly({ atMs: isMoment, outcome: isOneOf(OUTCOMES), summary: isText }),
    intended: isExactly({ bucket: isName, key: isName, atMs: isMoment }),
    begun: isExactly(UPLOAD, { carriedOver: (value) => value === true }),
    ended: isExactly(UPLOAD),
  },
);

/** Undefined: it was cut off, or is no such line. */
export function lineOf(line: string): Line | undefined {
  let written: unknown;
  try {
    written = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isLine(written)) return undefined;
  const read = written as Line;
  const { checkpoint, deletion } = read;
  return {
    ...read,
    ...(checkpoint === undefined
      ? {}
      : { checkpoint: { ...checkpoint, counts: { ...NOTHING_COPIED, ...checkpoint.counts } } }),
    ...(deletion === undefined ? {} : { deletion: { ...NOTHING_DELETED, ...deletion } }),
  };
}
