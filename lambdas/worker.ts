// The function that copies. Lambda calls `handler`.
import { connect } from './aws/connect';
import type { Answer, LambdaContext, QueueEvent } from './invocation';
import { needed, workerSettings } from './settings';
import { accountOf, clock, environment, invocationOf, random } from './system';
import { copyOrders, type Worker } from './working/copy-orders';

let made: Worker | undefined;

/** Once for all calls of one process. */
function worker(accountId: string): Worker {
  const { copying, put, again } = connect(needed(environment, 'AWS_REGION'), accountId, environment, () => clock.now());
  const copies = needed(environment, 'COPY_QUEUE_URL');
  return {
    settings: workerSettings(environment),
    ...{ copying, clock, random, put },
    again: (receiptHandle, afterSeconds) => again(copies, receiptHandle, afterSeconds),
  };
}

export function handler({ Records }: QueueEvent, context: LambdaContext): Promise<Answer> {
  made ??= worker(accountOf(context));
  return copyOrders(Records, made, invocationOf(context));
}
