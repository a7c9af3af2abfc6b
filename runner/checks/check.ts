// What a check is. Each file of the folders below is one check, named as its id, and has a set-up in which it says `wrong` or
// that it could not check.
import { isRunnerError } from '../ports/errors';
import type { Finding, Patch } from '../events/check-events';
import type { NothingReplicable } from '../replication/nothing-replicable';
import type { CheckContext } from './asked/asked-once';
import { defined } from '../text/defined';

export interface Check {
  /** Stands in the events; never changes. */
  readonly id: string;
  /** What is true when the answer is `ok`. */
  readonly title: string;
  run(context: CheckContext): Promise<readonly Finding[]>;
}

export function ok(detail: string): Finding {
  return { answer: 'ok', detail };
}

export function wrong(detail: string, fix: string, patch: Patch): Finding {
  return { answer: 'wrong', detail, fix, patch };
}

/** Nothing of what was looked at can be replicated, said as everywhere. */
export function obstructs({ reason, explanation, hint }: NothingReplicable, patch: Patch, more = ''): Finding {
  const fix = hint ?? 'write objects, or choose another prefix';
  return { answer: 'wrong', detail: `${explanation}${more}`, fix, patch, obstacle: reason };
}

/** @param patch what is needed, if it is not there */
export function couldNotCheck(detail: string, patch?: Patch): Finding {
  return { answer: 'could-not-check', detail, ...defined({ patch }) };
}

/** What `look` finds; where the caller may not look, that is no fault of what was looked at. */
export async function unlessDenied(
  look: () => Promise<readonly Finding[]>,
  permission: string,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (isRunnerError(error, 'denied')) return [couldNotCheck(`${error.message} (looking needs ${permission})`)];
    throw error;
  }
}
