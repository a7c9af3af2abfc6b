// What a consumer holds of a message that it has received. It is another one each time.
import type { Queue, QueuedMessage } from '../world/serverless/sqs-queue';
import { sqsFault } from './sqs-call';

export interface Receipt {
  readonly messageId: string;
  /** How often it had been received then. */
  readonly receiveCount: number;
}

export function receiptOf({ name }: Queue, { messageId, receiveCount }: QueuedMessage): string {
  return Buffer.from(`${name} ${messageId} ${receiveCount}`).toString('base64');
}

/** @throws ServiceError `ReceiptHandleIsInvalid` for one that the queue never gave */
export function readReceipt({ name }: Queue, handle: string): Receipt {
  const parts = Buffer.from(handle, 'base64').toString('utf8').split(' ');
  const [queueName, messageId = '', count = ''] = parts;
  if (queueName === name && parts.length === 3 && /^\d{1,9}$/.test(count)) {
    return { messageId, receiveCount: Number(count) };
  }
  throw sqsFault('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
}
