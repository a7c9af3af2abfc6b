// What a transfer is called, by its id.

const OF_COPIES = /^(?:copy|rclone|aws-cli)-/;

export function nounOf(transferId: string): 'copy' | 'job' {
  return OF_COPIES.test(transferId) ? 'copy' : 'job';
}

/** What transfers of a method are called. */
export function nounOfMethod(method: string): 'copy' | 'job' {
  return nounOf(`${method}-`);
}
