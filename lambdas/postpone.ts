// When a message that could not be worked off comes back.
import type { Invocation, QueueRecord } from './invocation';

const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 900;

export interface Postponing {
  /** Lets a message be received again. */
  readonly again: (receiptHandle: string, afterSeconds: number) => Promise<void>;
  readonly settings: {
    /** After so many receives SQS gives a message up. */
    readonly mostReceives: number;
  };
}

/** Otherwise it comes back when SQS takes the function for dead, which is six times its time. */
export async function postpone(
  record: QueueRecord,
  { again, settings }: Postponing,
  { log }: Invocation,
): Promise<void> {
  const receives = Number(record.attributes.ApproximateReceiveCount);
  // What SQS gives up goes to the dead letters when it is looked for again.
  const isLast = receives >= settings.mostReceives;
  const seconds = isLast ? 0 : Math.min(FIRST_PAUSE_SECONDS * 2 ** (receives - 1), LONGEST_PAUSE_SECONDS);
  try {
    await again(record.receiptHandle, seconds);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log({ event: 'not-postponed', messageId: record.messageId, why });
  }
}
