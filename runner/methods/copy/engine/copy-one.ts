// One object, or one version of it, copied in the way that its size asks for.
import type { CopyOrder, CopyTraits, Copying, ListedObject, Standing } from '../../../ports/s3/copying';
import { RunnerError } from '../../../ports/errors';
import { copyObject } from './copy-object';
import { isHopeless } from './insist';
import { isArchiveClass, type CopyOutcome } from './outcome';
import type { Pace } from './pace';
import { copyInParts, type PartsRun, type UploadJournal } from './parts/copy-in-parts';
import { changesNothing, ontoItself } from './senseless';
import { folderOf } from './spread';
import type { Tools } from './turns';

/** How objects are copied, whatever decides about them. */
export interface CopyWay {
  readonly copying: Copying;
  readonly pace: Pace;
  readonly from: { readonly bucket: string };
  readonly to: { readonly bucket: string };
  /** Of the copy of this object; a promise where it takes requests. */
  traits(source: ListedObject): CopyTraits | Promise<CopyTraits>;
  /** Whether archived objects were restored, and S3 is to be asked for them. @default false */
  readonly restored?: boolean;
  /** @default - S3's limit, and parts of 128 MiB, 64 at once */
  readonly parts?: PartsOptions;
  /** Of copies in parts. @default - nobody keeps one */
  readonly uploads?: UploadJournal;
  /** Waits until S3 may be told to copy so many bytes. @default - at once */
  admit?(sizeBytes: number): Promise<void>;
  /** A request for the object of the source with this key is tried again. */
  triedAgain?(key: string, error: RunnerError): void;
  /** A request was answered, or is tried again. */
  requested?(error?: RunnerError): void;
}

export interface PartsOptions {
  /** Larger objects are copied in parts; no more than CopyObject takes. @default 5 GiB */
  readonly aboveBytes?: number;
  /** Of a part, where the source does not say how it is cut. @default 128 MiB */
  readonly partBytes?: number;
  /** Of one object, at most. @default 64 */
  readonly atOnce?: number;
}

const GIB = 1024 ** 3;
/** The most that CopyObject takes. */
export const LARGEST_COPY = 5 * GIB;
export const PART_BYTES = GIB / 8;
const PARTS_AT_ONCE = 64;

/** What was asked, or why it could not be, unless no other object would fare better. */
export function failing<Result>(asked: Promise<Result>): Promise<Result | RunnerError> {
  return asked.catch((error: unknown) => {
    if (isHopeless(error)) throw error;
    return error as RunnerError;
  });
}

/** What a request about `key` of the source tells while it is under way, for the destination key `to`. */
export function heardOf(key: string, to: string, run: CopyWay, tools: Tools): PartsRun {
  const { atOnce = PARTS_AT_ONCE, partBytes = PART_BYTES } = run.parts ?? {};
  return {
    throttled: (pauseMs) => {
      run.pace.throttled();
      tools.pause(folderOf(to), pauseMs);
    },
    again: (error) => {
      run.triedAgain?.(key, error);
      run.requested?.(error);
    },
    answered: () => {
      run.pace.answered(tools.pacer.clock.now());
      run.requested?.();
    },
    room: tools.room,
    atOnce,
    partBytes,
    ...(run.uploads === undefined ? {} : { journal: run.uploads }),
    ...(run.admit === undefined ? {} : { admit: run.admit.bind(run) }),
  };
}

/**
 * @param source with the id of its version, where one was chosen
 * @param key at the destination
 * @throws RunnerError what makes going on senseless
 */
export async function copyOne(
  source: ListedObject,
  key: string,
  onto: Standing,
  run: CopyWay,
  tools: Tools,
): Promise<CopyOutcome> {
  if (isArchiveClass(source.storageClass) && run.restored !== true) return { became: 'archived' };
  const asked = run.traits(source);
  const traits = asked instanceof Promise ? await failing(asked) : asked;
  if (traits instanceof RunnerError) return { became: 'failed', error: traits };
  const { versionId } = source;
  const from = { bucket: run.from.bucket, key: source.key, etag: source.etag };
  const order: CopyOrder = {
    ...traits,
    from: versionId === undefined ? from : { ...from, versionId },
    to: { bucket: run.to.bucket, key },
    onto,
  };
  if (changesNothing(order, source)) return { became: 'failed', error: ontoItself(source.key) };
  const heard = heardOf(source.key, key, run, tools);
  const isInParts = source.sizeBytes > Math.min(run.parts?.aboveBytes ?? LARGEST_COPY, LARGEST_COPY);
  if (!isInParts) await run.admit?.(source.sizeBytes);
  const outcome = isInParts
    ? await copyInParts(order, run.copying, tools.pacer, heard)
    : await copyObject(order, run.copying, tools.pacer, heard);
  heard.answered();
  return outcome;
}
