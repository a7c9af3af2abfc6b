// What the operations on several messages at once have in common: ids that tell entries apart, and an answer for each.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
import * as z from 'zod';
import { ServiceError } from '../http/service';
import { sqsFault } from './sqs-call';

export const ENTRY_ID = { Id: z.string() };

const MOST_ENTRIES = 10;

/** @throws ServiceError that is about the batch as a whole */
export function checkBatch(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0) {
    throw sqsFault('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MOST_ENTRIES) {
    const message = `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`;
    throw sqsFault('TooManyEntriesInBatchRequest', message);
  }
  for (const [index, { Id }] of entries.entries()) {
    if (!/^[\w-]{1,80}$/.test(Id)) {
      throw sqsFault(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (entries.findIndex((entry) => entry.Id === Id) < index) {
      throw sqsFault('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    }
  }
}

/**
 * An answer for each entry.
 * @param work - what is done for an entry; what it throws of SQS is the answer for this entry alone
 */
export function answerEach<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  work: (entry: Entry) => object,
): Readonly<Record<string, unknown>> {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    const { Id } = entry;
    try {
      Successful.push({ Id, ...work(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id, SenderFault: error.status < 500, Code: error.code, Message: error.message });
    }
  }
  return { Successful, ...(Failed.length === 0 ? {} : { Failed }) };
}
