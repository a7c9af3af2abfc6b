// Counts what is in a bucket, whatever rules there are: for whoever asks which method fits. Reads only.
import type { RunnerEvent } from '../../events/events';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { VersionEntry } from '../../ports/s3/objects';
import { count, counted } from '../../text/figures';
import { exactly, type EstimatedAmount, type Estimate } from '../../text/interval';
import { listInParallel } from '../parallel-listing';

export type Encrypted = 'SSE-S3' | 'SSE-KMS' | 'DSSE-KMS' | 'SSE-C';

/** What is not known is absent. */
export interface Census {
  /** Current objects. */
  readonly objects: Estimate;
  readonly bytes: Estimate;
  readonly versions: Estimate;
  readonly versionBytes: Estimate;
  /** Of current objects. */
  readonly classes?: readonly { readonly name: string; readonly amount: EstimatedAmount }[];
  /** Of all versions. */
  readonly largestBytes?: number;
  /** Of current objects. */
  readonly encryption?: readonly Encrypted[];
}

/** Objects whose headers are read, at most: they tell how they are encrypted. */
const MOST_LOOKED_AT = 100;

const ENCRYPTED: Readonly<Record<string, Encrypted>> = {
  AES256: 'SSE-S3',
  'aws:kms': 'SSE-KMS',
  'aws:kms:dsse': 'DSSE-KMS',
  'SSE-C': 'SSE-C',
};

interface Amount {
  versions: number;
  bytes: number;
}

class Counting {
  readonly current: Amount = { versions: 0, bytes: 0 };
  readonly all: Amount = { versions: 0, bytes: 0 };
  readonly byClass = new Map<string, Amount>();
  readonly some: VersionEntry[] = [];
  largestBytes = 0;

  add(entry: VersionEntry): void {
    if (entry.deleteMarker) return;
    this.tally(this.all, entry);
    this.largestBytes = Math.max(this.largestBytes, entry.sizeBytes);
    if (!entry.latest) return;
    this.tally(this.current, entry);
    const ofClass = this.byClass.get(entry.storageClass) ?? { versions: 0, bytes: 0 };
    this.byClass.set(entry.storageClass, ofClass);
    this.tally(ofClass, entry);
    if (this.some.length < MOST_LOOKED_AT) this.some.push(entry);
  }

  private tally(amount: Amount, { sizeBytes }: VersionEntry): void {
    amount.versions += 1;
    amount.bytes += sizeBytes;
  }
}

/** Undefined: a header may not be read, or names what is not known here. */
async function encryptionOf(
  entry: VersionEntry,
  bucket: string,
  { aws }: Engine,
): Promise<Encrypted | 'none' | undefined> {
  try {
    const head = await aws.objects.head(bucket, entry.key, entry.versionId);
    if (head?.encryption === 'NOT-SSE') return 'none';
    return head === undefined ? 'none' : ENCRYPTED[head.encryption];
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'refused', 'not-found')) throw error;
    return undefined;
  }
}

async function* encryptions(
  { some, current }: Counting,
  isComplete: boolean,
  bucket: string,
  engine: Engine,
): AsyncGenerator<RunnerEvent, readonly Encrypted[] | undefined> {
  const found = new Set<Encrypted | 'none' | undefined>();
  for (const entry of some) found.add(await encryptionOf(entry, bucket, engine));
  const known = [...found].flatMap((one) => (one === undefined || one === 'none' ? [] : [one]));
  if (isComplete && some.length === current.versions && !found.has(undefined)) return known;
  const seen = known.length === 0 ? 'nothing' : known.join(', ');
  yield {
    kind: 'note',
    detail: `encryption of ${counted(some.length, 'object')} of ${count(current.versions)} was looked at: ${seen} was found; how the others are encrypted is not known (--encryption says it)`,
  };
  return undefined;
}

/**
 * @param prefixes undefined: every key
 * @param limit versions after which the rest is left out, and not known
 * @throws RunnerError `denied` when versions may not be listed
 */
export async function* census(
  bucket: string,
  prefixes: readonly string[] | undefined,
  engine: Engine,
  limit: number,
): AsyncGenerator<RunnerEvent, Census> {
  const counting = new Counting();
  const ended = new Set<number>();
  let parts = 0;
  for await (const page of listInParallel(engine.aws.objects, bucket, prefixes, { random: engine.random, limit })) {
    for (const entry of page.entries) counting.add(entry);
    parts = Math.max(parts, page.parts);
    if (page.last) ended.add(page.part);
  }
  const isComplete = ended.size >= parts;
  const { current, all, byClass, largestBytes } = counting;
  // Of what was not listed nothing is known but that it may be there.
  const known = (value: number): Estimate => (isComplete ? exactly(value) : { value, low: value });
  if (!isComplete)
    yield {
      kind: 'note',
      detail: `the listing stopped after ${counted(all.versions, 'version')} (--survey-limit): there are at least so many, and what the others are is not known`,
    };
  const encryption = yield* encryptions(counting, isComplete, bucket, engine);
  const classes = [...byClass].map(([name, amount]) => ({
    name,
    amount: { versions: exactly(amount.versions), bytes: exactly(amount.bytes) },
  }));
  return {
    objects: known(current.versions),
    bytes: known(current.bytes),
    versions: known(all.versions),
    versionBytes: known(all.bytes),
    ...(isComplete ? { classes, largestBytes } : {}),
    ...(encryption === undefined ? {} : { encryption }),
  };
}
