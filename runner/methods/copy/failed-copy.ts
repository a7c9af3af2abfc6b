// What has failed of a copy, as it is remembered and told.
import type { Cause } from '../../events/report-events';
import { RunnerError } from '../../ports/errors';
import type { ListedObject } from '../../ports/s3/copying';
import { copyCauseOf } from './engine/causes';
import type { Settled } from './engine/copy-pairs';
import type { FailedCopy } from './journal/journal-line';

/** A source or a destination that changed between the listing and the copy. */
const CHANGED = 'Changed';

function failureOf(source: ListedObject, rest: string, error: RunnerError): FailedCopy {
  const code = error.code ?? error.kind;
  return { key: source.key, rest, code, message: error.message, cause: copyCauseOf(error) };
}

const ARCHIVED = new RunnerError('refused', 'it is archived, and was not asked for', undefined, 'InvalidObjectState');

const CHANGED_CAUSE: Cause = {
  meaning: 'the object, or what stands at its destination, was changed while it was copied, again and again',
  remedy: 'run the same command again when nobody writes there',
  retriable: 'now',
};

/** A key that was chosen, and is not there. */
export function notThere(key: string): Settled {
  const error = new RunnerError('not-found', 'there is no such object in the source', undefined, 'NoSuchKey');
  return { became: 'unknown', source: { key, sizeBytes: 0, etag: '', lastModifiedMs: 0, storageClass: '' }, error };
}

/** Undefined: nothing has. @param rest what follows the prefix in its key */
export function failureIn(settled: Settled, rest: string): FailedCopy | undefined {
  if (settled.became === 'failed' || settled.became === 'unknown')
    return failureOf(settled.source, rest, settled.error);
  if (settled.became === 'archived') return failureOf(settled.source, rest, ARCHIVED);
  if (settled.became !== 'changed') return undefined;
  const { key } = settled.source;
  return { key, rest, code: CHANGED, message: '', cause: CHANGED_CAUSE };
}
