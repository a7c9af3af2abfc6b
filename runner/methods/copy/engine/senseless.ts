// Copies that nobody can make, or that change nothing.
import { RunnerError } from '../../../ports/errors';
import type { CopyOrder, ListedObject } from '../../../ports/s3/copying';
import { visible } from '../../../text/safe-text';

/** A folder's own object, where its beginning is all of its key and nothing takes its place. */
export function nameless(key: string): RunnerError {
  return new RunnerError(
    'usage',
    `'${visible(key)}' would have no name at the destination: its key is the prefix that is taken away`,
    'give the destination a prefix',
  );
}

/** S3 copies an object onto itself only where something may change, or where its version is named: that makes another one. */
export function changesNothing(
  { from, to, storageClass, encryption, newMetadata, websiteRedirect }: CopyOrder,
  source: ListedObject,
): boolean {
  const isInPlace = from.bucket === to.bucket && from.key === to.key;
  const changes =
    storageClass !== source.storageClass ||
    encryption !== undefined ||
    newMetadata !== undefined ||
    websiteRedirect !== undefined;
  return isInPlace && !changes && from.versionId === undefined;
}

export function ontoItself(key: string): RunnerError {
  return new RunnerError(
    'usage',
    `'${visible(key)}' would be copied onto itself, and nothing of it would change`,
    'name another destination, or change the storage class, the encryption or the metadata',
  );
}
