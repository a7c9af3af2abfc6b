// What a transfer is called, by its id.

const OF_COPIES = /^(?:copy|rclone|aws-cli)-/;
const OF_DATASYNC = /^(?:datasync-|arn:[^:]+:datasync:)/;

export type TransferNoun = 'copy' | 'job' | 'execution';

export function nounOf(transferId: string): TransferNoun {
  if (OF_DATASYNC.test(transferId)) return 'execution';
  return OF_COPIES.test(transferId) ? 'copy' : 'job';
}

/** What transfers of a method are called. */
export function nounOfMethod(method: string): TransferNoun {
  return nounOf(`${method}-`);
}

/** Whose words a report of such transfers repeats. */
export function serviceOf(noun: string): string {
  return noun === 'execution' ? 'DataSync' : 'S3';
}
