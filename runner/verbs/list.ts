import type { Telling } from '../events/events';
import { isOverIn, type ListedTransfer } from '../events/transfer-events';
import { METHODS } from '../methods/registry';
import type { Engine } from '../ports/engine';
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
  for (const method of methods)
    for await (const one of method.list(engine, all)) if (!active || !isOverIn(one.phase)) transfers.push(one);
  transfers.sort((a, b) => b.createdMs - a.createdMs);
  yield { kind: 'transfers', region: aws.region, transfers };
  const whose = all ? '' : ' of s3-backfill';
  return {
    outcome: 'done',
    summary: `${counted(transfers.length, active ? 'active job' : 'job')}${whose} in account ${accountId}, Region ${aws.region}`,
    transferIds: transfers.map(({ transferId }) => transferId),
  };
}
