// What a check is. Each file of the folders below is one check, named as its id, and has a set-up in which it says `wrong` or
// that it could not check.
import { isRunnerError } from '../ports/errors';
import type { Finding as Answered } from '../events/check-events';
import type { Mend } from '../patches/mend';
import type { NothingReplicable } from '../replication/nothing-replicable';
import type { CheckContext } from './asked/asked-once';
import { defined } from '../text/defined';

/** Its patch is made when it is known what else is found. */
export type Finding = Answered<Mend>;

export interface Check {
  /** Stands in the events; never changes. */
  readonly id: string;
  /** What is true when the answer is `ok`. */
  readonly title: string;
  run(context: CheckContext): Promise<readonly Finding[]>;
}

export function ok(detail: string): Answered<never> {
  return { answer: 'ok', detail };
}

export function wrong<M extends Mend>(detail: string, fix: string, patch: M): Answered<M> {
  return { answer: 'wrong', detail, fix, patch };
}

/** Nothing of what was looked at can be replicated, said as everywhere. */
export function obstructs({ reason, explanation, hint }: NothingReplicable, patch: Mend, more = ''): Finding {
  const fix = hint ?? 'write objects, or choose another prefix';
  return { answer: 'wrong', detail: `${explanation}${more}`, fix, patch, obstacle: reason };
}

/** @param patch what is needed, if it is not there */
export function couldNotCheck<M extends Mend = never>(detail: string, patch?: M): Answered<M> {
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
