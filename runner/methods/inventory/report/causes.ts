// What the words and codes of an outcome mean, and what to do.
import type { Cause } from '../../../events/report-events';
import { RunnerError } from '../../../ports/errors';
import { defined } from '../../../text/defined';
import { copyCauseOf } from '../../copy/engine/causes';
import type { Became, ReadOutcome } from '../messages/run-files';

/** Nobody has written what became of them. */
export const GIVEN_UP = 'GivenUp';
/** What the worker writes of an object that it had no time for. */
const OUT_OF_TIME = 'OutOfTime';

const MENDED = 'then retry with --remedied, which sends the dead letters once more';

const ACCESS: Cause = {
  meaning: 'the role of the worker may not read the object, or may not write its copy; S3 does not always say which',
  remedy: `let the role of the worker, the policies of both buckets and those of their keys allow it: s3-backfill doctor --method inventory finds which does not; ${MENDED}`,
  retriable: 'after-remedy',
};

const SLOW: Cause = {
  meaning: 'S3 was asked too much at once, again and again',
  remedy: 'lower maximumConcurrency of the construct, or wait some minutes; then retry',
  retriable: 'now',
};

const OF_WORDS: Readonly<Partial<Record<Became, Cause>>> = {
  archived: {
    meaning: 'the object is archived and cannot be read',
    remedy: 'restore it (aws s3api restore-object), wait until that is done, then retry with --remedied',
    retriable: 'after-remedy',
  },
  changed: {
    meaning: 'the object was written again and again while it was copied',
    remedy: 'retry: it is listed anew',
    retriable: 'now',
  },
  taken: {
    meaning: 'somebody else wrote the same key at the destination meanwhile',
    remedy: 'look whose it is; retry copies over it, unless overwrite is never',
    retriable: 'now',
  },
  'too-large': {
    meaning: 'the object has more than 500 GiB, for which a function has not the time',
    remedy: 's3-backfill copy --key copies it, without such a limit',
    retriable: 'never',
  },
};

const OF_CODES: Readonly<Record<string, Cause>> = {
  [GIVEN_UP]: {
    meaning:
      'its message was given up, and no worker has written what became of it: the function was killed, ran out of memory, was refused by Lambda (its concurrency), or may not write its report',
    remedy: `look into the log of the worker (aws logs tail), and at its concurrency; mend what they say; ${MENDED}`,
    retriable: 'after-remedy',
  },
  InvalidStorageClass: {
    meaning: 'the destination does not know the storage class that the function was told',
    remedy: `tell the construct InventoryCopy another one, and apply it; ${MENDED}`,
    retriable: 'after-remedy',
  },
  [OUT_OF_TIME]: {
    meaning: 'the time of the function ended before the object was copied, as often as its message came',
    remedy: 'retry; s3-backfill copy --key copies it without such a limit',
    retriable: 'now',
  },
};

export function causeOf({ became, code, message = '' }: Pick<ReadOutcome, 'became' | 'code' | 'message'>): Cause {
  const known = OF_WORDS[became] ?? (Object.hasOwn(OF_CODES, code ?? '') ? OF_CODES[code ?? ''] : undefined);
  if (known !== undefined) return known;
  if (code === 'throttled' || code === 'SlowDown') return SLOW;
  const cause = copyCauseOf(new RunnerError('refused', message, undefined, code));
  return code === 'AccessDenied' || code === '403' ? ACCESS : defined({ ...cause, route: undefined });
}

export function codeOf({ became, code }: Pick<ReadOutcome, 'became' | 'code'>): string {
  return became === 'failed' ? (code ?? 'failed') : became;
}
