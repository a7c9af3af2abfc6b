// What a transfer is called, by its id.

const OF_COPIES = /^(?:copy|rclone|aws-cli)-/;
const OF_DATASYNC = /^(?:datasync-|arn:[^:]+:datasync:)/;

const OF_INVENTORIES = /^inventory-/;

export type TransferNoun = 'copy' | 'job' | 'execution' | 'run';

export function nounOf(transferId: string): TransferNoun {
  if (OF_DATASYNC.test(transferId)) return 'execution';
  if (OF_INVENTORIES.test(transferId)) return 'run';
  return OF_COPIES.test(transferId) ? 'copy' : 'job';
}

/** What transfers of a method are called. */
export function nounOfMethod(method: string): TransferNoun {
  return nounOf(`${method}-`);
}

/** Whose words a report of such transfers repeats. */
export function serviceOf(noun: string): string {
  if (noun === 'run') return 'the worker';
  return noun === 'execution' ? 'DataSync' : 'S3';
}
