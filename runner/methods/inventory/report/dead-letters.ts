// What SQS has given up: messages are looked at, and stay where they are. Both queues are those of all runs: whose each message is, it says.
import type { Engine } from '../../../ports/engine';
import { isRunnerError } from '../../../ports/errors';
import { keyOrderOf } from '../messages/key-order';
import { listOrderOf, type ListOrder } from '../messages/list-order';
import type { RunRecord } from '../runs/run-record';

const MOST_LOOKED_AT = 2_000;

interface Looked {
  /** Of this run, as far as they were looked at. */
  readonly messages: number;
  /** Messages that are none of this method. */
  readonly poisoned: number;
  /** Why they were not looked at. @default - they were */
  readonly lacks?: string;
}

export interface DeadLetters extends Looked {
  readonly keys: readonly string[];
  /** Messages of other runs, by their ids. */
  readonly others: ReadonlyMap<string, number>;
}

/** Of the reader. */
export interface DeadLists extends Looked {
  readonly others: number;
}

async function bodiesIn(queueUrl: string, { aws }: Engine): Promise<readonly string[] | string> {
  try {
    return await aws.queues.peek(queueUrl, MOST_LOOKED_AT);
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'not-found', 'refused', 'unavailable')) throw error;
    return error.message;
  }
}

export async function deadLettersOf({ runId, needs }: RunRecord, engine: Engine): Promise<DeadLetters> {
  const bodies = await bodiesIn(needs.copyDeadQueueUrl, engine);
  if (typeof bodies === 'string') return { messages: 0, keys: [], others: new Map(), poisoned: 0, lacks: bodies };
  const orders = bodies.map(keyOrderOf);
  const own = orders.flatMap((order) => (order?.run === runId ? [order] : []));
  const others = new Map<string, number>();
  for (const order of orders)
    if (order !== undefined && order.run !== runId) others.set(order.run, (others.get(order.run) ?? 0) + 1);
  return {
    messages: own.length,
    keys: own.flatMap(({ objects }) => objects.map(({ key }) => key)),
    others,
    poisoned: orders.filter((order) => order === undefined).length,
  };
}

function isOf({ runId, manifestKey }: RunRecord, order: ListOrder): boolean {
  return order.kind === 'file' ? order.run === runId : order.key === manifestKey;
}

export async function deadListsOf(record: RunRecord, engine: Engine): Promise<DeadLists> {
  const { listDeadQueueUrl, inventories } = record.needs;
  const bodies = await bodiesIn(listDeadQueueUrl, engine);
  if (typeof bodies === 'string') return { messages: 0, others: 0, poisoned: 0, lacks: bodies };
  const orders = bodies.map((body) => listOrderOf(body, inventories.bucket));
  const known = orders.flatMap((order) => order ?? []);
  const messages = known.filter((order) => isOf(record, order)).length;
  return { messages, others: known.length - messages, poisoned: orders.length - known.length };
}
