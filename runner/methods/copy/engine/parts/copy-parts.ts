// The parts of one upload, as many at once as there is room for.
import type { CopyOrder, Copying } from '../../../../ports/s3/copying';
import type { CopiedPart, PartOrder, Upload } from '../../../../ports/s3/uploads';
import type { RunnerError } from '../../../../ports/errors';
import type { Pacer } from '../../../../pacing/patiently';
import { insist, type Heard } from '../insist';
import type { PartRoom } from './part-room';

export interface PartPace extends Heard {
  readonly room: PartRoom;
  /** Requests of one object at once, at most. */
  readonly atOnce: number;
  /** Waits until S3 may be told to copy so many bytes. @default - at once */
  readonly admit?: (sizeBytes: number) => Promise<void>;
  /** A part is there. */
  answered(): void;
}

function orders({ from }: CopyOrder, to: Upload, sizes: readonly number[]): readonly PartOrder[] {
  let firstByte = 0;
  return sizes.map((size, index) => {
    const order = { from, to, number: index + 1, firstByte, lastByte: firstByte + size - 1 };
    firstByte += size;
    return order;
  });
}

/**
 * All of them, in their order, or why one cannot be copied; when it has ended nothing is under way.
 * @throws RunnerError no other object would fare better
 */
export async function copyParts(
  order: CopyOrder,
  to: Upload,
  sizes: readonly number[],
  copying: Copying,
  pacer: Pacer,
  pace: PartPace,
): Promise<readonly CopiedPart[] | RunnerError> {
  const left = orders(order, to, sizes).values();
  const copied: CopiedPart[] = [];
  let ended: { readonly error: RunnerError } | { readonly thrown: unknown } | undefined;

  async function work(): Promise<void> {
    for (const part of left) {
      if (ended !== undefined) return;
      await pace.admit?.(part.lastByte - part.firstByte + 1);
      const insisted = await insist(() => copying.copyPart(part), pacer, pace);
      if (insisted.error !== undefined) ended ??= { error: insisted.error };
      else copied.push(insisted.answer);
      pace.answered();
    }
  }
  const running = new Set<Promise<void>>();
  const begin = (): Promise<void> => {
    const done = work().catch((thrown: unknown) => void (ended ??= { thrown }));
    running.add(done);
    return done;
  };
  const wished = Array.from({ length: Math.min(pace.atOnce, sizes.length) - 1 }, () =>
    pace.room.wish(() => void begin().then(() => pace.room.leave())),
  );
  await begin();
  for (const takeBack of wished) takeBack();
  while (running.size > 0) {
    const all = [...running];
    await Promise.all(all);
    for (const one of all) running.delete(one);
  }
  if (ended === undefined) return copied.sort((a, b) => a.number - b.number);
  if ('thrown' in ended) throw ended.thrown;
  return ended.error;
}
