import type { Telling } from '../events/events';
import { isOverIn, type ListedTransfer } from '../events/transfer-events';
import { METHODS } from '../methods/registry';
import type { Engine } from '../ports/engine';
import { isRunnerError, type RunnerError } from '../ports/errors';
import { counted } from '../text/figures';

export interface ListOptions {
  /** Transfers of others and other operations too. @default false */
  readonly all: boolean;
  /** Only what is not over. @default false */
  readonly active: boolean;
}

/** Tells which transfers there are, newest first: ours, or all that the services remember of the account in this Region. */
export async function* listVerb(
  engine: Engine,
  { all, active }: ListOptions,
  methods = Object.values(METHODS),
): Telling {
  const { aws, accountId } = engine;
  const transfers: ListedTransfer[] = [];
  const unseen = new Map<string, RunnerError>();
  for (const method of methods) {
    try {
      for await (const one of method.list(engine, all)) if (!active || !isOverIn(one.phase)) transfers.push(one);
    } catch (error) {
      if (!isRunnerError(error, 'denied', 'refused', 'not-found')) throw error;
      unseen.set(error.message, error);
    }
  }
  const [first] = unseen.values();
  // What may not be looked at is not nothing.
  if (first !== undefined && transfers.length === 0) throw first;
  transfers.sort((a, b) => b.createdMs - a.createdMs);
  yield { kind: 'transfers', region: aws.region, transfers };
  for (const message of unseen.keys()) yield { kind: 'note', detail: `there may be more: ${message}` };
  const whose = all ? '' : ' of s3-backfill';
  const rest = first === undefined ? '' : ', and those that may not be looked at';
  return {
    outcome: first === undefined ? 'done' : 'not-known',
    summary: `${counted(transfers.length, active ? 'active job' : 'job')}${whose} in account ${accountId}, Region ${aws.region}${rest}`,
    transferIds: transfers.map(({ transferId }) => transferId),
  };
}
