// What has failed of a copy, as it is remembered and told.
import type { Cause } from '../../events/report-events';
import { RunnerError } from '../../ports/errors';
import { copyCauseOf } from './engine/causes';
import type { Settled } from './engine/copy-pairs';
import { LEFT_AS, type CopyCounts } from './journal/copy-counts';
import type { FailedCopy } from './journal/journal-line';

/** A source or a destination that changed between the listing and the copy. */
const CHANGED = 'Changed';

export function failureOf(key: string, rest: string, error: RunnerError): FailedCopy {
  const code = error.code ?? error.kind;
  return { key, rest, code, message: error.message, cause: copyCauseOf(error) };
}

const ARCHIVED = new RunnerError('refused', 'it is archived, and was not asked for', undefined, 'InvalidObjectState');

export const CHANGED_CAUSE: Cause = {
  meaning: 'the object, or what stands at its destination, was changed while it was copied, again and again',
  remedy: 'run the same command again when nobody writes there',
  retriable: 'now',
};

/** Somebody else has written to the destination. */
const TAKEN = 'WrittenMeanwhile';

const TAKEN_CAUSE: Cause = {
  meaning: 'somebody else has written to its place at the destination since that was listed: it was left as it is',
  remedy: 'look at what was written there; the same command decides anew by it, and copies onto what is different',
  retriable: 'after-remedy',
};

/** A key that was chosen, and is not there. */
export function notThere(key: string): Settled {
  const error = new RunnerError('not-found', 'there is no such object in the source', undefined, 'NoSuchKey');
  return { became: 'unknown', source: { key, sizeBytes: 0, etag: '', lastModifiedMs: 0, storageClass: '' }, error };
}

/** What a settled pair adds to the counts. */
export function amountOf(settled: Settled): Partial<CopyCounts> {
  switch (settled.became) {
    case 'copied':
      return { copied: 1, copiedBytes: settled.source.sizeBytes };
    case 'gone':
      return { gone: 1 };
    case 'changed':
    case 'archived':
    case 'failed':
    case 'unknown':
    case 'taken':
      return { failed: 1 };
    case 'left':
      return { [LEFT_AS[settled.why]]: 1 };
  }
}

/** Undefined: nothing has. @param rest what follows the prefix in its key */
export function failureIn(settled: Settled, rest: string): FailedCopy | undefined {
  if (settled.became === 'failed' || settled.became === 'unknown')
    return failureOf(settled.source.key, rest, settled.error);
  if (settled.became === 'archived') return failureOf(settled.source.key, rest, ARCHIVED);
  if (settled.became === 'taken')
    return { key: settled.source.key, rest, code: TAKEN, message: '', cause: TAKEN_CAUSE };
  if (settled.became !== 'changed') return undefined;
  const { key } = settled.source;
  return { key, rest, code: CHANGED, message: '', cause: CHANGED_CAUSE };
}
