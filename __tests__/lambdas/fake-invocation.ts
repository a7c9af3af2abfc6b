// Calls of functions, and messages of a queue, as Lambda makes them.
import type { Invocation, QueueRecord } from '../../lambdas/invocation';

export interface FakeInvocation extends Invocation {
  readonly lines: Readonly<Record<string, string | number>>[];
}

/** @param remainingMs of one call after the other; the last one stays */
export function fakeInvocation(requestId = 'request-1', remainingMs: readonly number[] = [900_000]): FakeInvocation {
  const left = [...remainingMs];
  const lines: Readonly<Record<string, string | number>>[] = [];
  return {
    requestId,
    lines,
    remainingMs: () => (left.length > 1 ? left.shift() : left[0]) ?? 0,
    log: (line) => void lines.push(line),
  };
}

export function record(body: unknown, messageId = 'm1', receives = 1, sentMs = 1_000): QueueRecord {
  return {
    messageId,
    receiptHandle: `handle of ${messageId}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(sentMs) },
  };
}
