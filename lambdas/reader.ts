// The function that reads inventories. Lambda calls `handler`.
import { connect } from './aws/connect';
import type { Answer, LambdaContext, QueueEvent } from './invocation';
import { readOrders, type Reader } from './reading/read-orders';
import { needed, readerSettings } from './settings';
import { accountOf, clock, environment, invocationOf } from './system';

let made: Reader | undefined;

/** Once for all calls of one process. */
function reader(accountId: string): Reader {
  const { buckets, put, send, again } = connect(needed(environment, 'AWS_REGION'), accountId, environment, () =>
    clock.now(),
  );
  const lists = needed(environment, 'LIST_QUEUE_URL');
  const copies = needed(environment, 'COPY_QUEUE_URL');
  return {
    settings: readerSettings(environment),
    ...{ buckets, put },
    sendFiles: (bodies) => send(lists, bodies),
    sendKeys: (bodies) => send(copies, bodies),
    again: (receiptHandle, afterSeconds) => again(lists, receiptHandle, afterSeconds),
  };
}

export function handler({ Records }: QueueEvent, context: LambdaContext): Promise<Answer> {
  made ??= reader(accountOf(context));
  return readOrders(Records, made, invocationOf(context));
}
