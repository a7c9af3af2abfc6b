// What SQS has given up of a run: messages are looked at, and stay where they are.
import type { Engine } from '../../../ports/engine';
import { isRunnerError } from '../../../ports/errors';
import { keyOrderOf } from '../messages/key-order';
import type { RunRecord } from '../runs/run-record';

const MOST_LOOKED_AT = 2_000;

export interface DeadLetters {
  /** Of this run, as far as they were looked at. */
  readonly messages: number;
  readonly keys: readonly string[];
  /** Messages that name no objects. */
  readonly poisoned: number;
  /** Why they were not looked at. @default - they were */
  readonly lacks?: string;
}

export async function deadLettersOf({ runId, needs }: RunRecord, { aws }: Engine): Promise<DeadLetters> {
  let bodies: readonly string[];
  try {
    bodies = await aws.queues.peek(needs.copyDeadQueueUrl, MOST_LOOKED_AT);
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'not-found', 'refused', 'unavailable')) throw error;
    return { messages: 0, keys: [], poisoned: 0, lacks: error.message };
  }
  const orders = bodies.map(keyOrderOf);
  const own = orders.flatMap((order) => (order?.run === runId ? [order] : []));
  return {
    messages: own.length,
    keys: own.flatMap(({ objects }) => objects.map(({ key }) => key)),
    poisoned: orders.filter((order) => order === undefined).length,
  };
}
