// What a transfer is called, by its id.
export function nounOf(transferId: string): 'copy' | 'job' {
  return transferId.startsWith('copy-') ? 'copy' : 'job';
}

/** What transfers of a method are called. */
export function nounOfMethod(method: string): 'copy' | 'job' {
  return method === 'copy' ? 'copy' : 'job';
}
