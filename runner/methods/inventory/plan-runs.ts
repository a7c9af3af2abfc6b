// What a run would send, as a value. Pure.
import { shortHash } from '../../plan/canonical';
import type { Plan, PlannedTransfer } from '../../plan/plan';
import type { InventoryNeeds } from '../../target/target';
import type { NewestInventory } from '../../evidence/newest-inventory';
import { defined } from '../../text/defined';
import type { CopyPlan, CopyRequest, PlannedCopy } from '../copy/plan-copies';
import { METHOD_NAME } from './keeps';
import type { ListingFiles } from './source/listing-files';

/** What the objects come of. */
export type RunSource =
  | { readonly basis: 'inventory'; readonly inventory: NewestInventory; readonly runId: string }
  | { readonly basis: 'listing'; readonly files: ListingFiles }
  /** A run that was begun before, and whose end nobody was told. */
  | { readonly basis: 'remembered'; readonly runId: string };

export interface PlannedRun extends PlannedTransfer {
  /** What SQS would be sent. */
  readonly request: { readonly QueueUrl: string; readonly MessageBody: string };
  /** What is copied from where to where, for the comparison and the words. */
  readonly copies: CopyRequest;
  readonly source: RunSource;
  /** Objects that were counted. @default - nothing was counted */
  readonly objects?: number;
}

export interface InventoryPlan extends Plan {
  readonly transfers: readonly PlannedRun[];
  readonly copies: CopyPlan;
  readonly needs: InventoryNeeds;
}

export function inventoryPlan(plan: Plan): InventoryPlan {
  return plan as InventoryPlan;
}

/** The message by which the reader begins. */
export function orderFor(manifestKey: string): string {
  return JSON.stringify({ version: 1, kind: 'manifest', key: manifestKey });
}

/** Of what is copied: the same whenever it is listed, and another for each inventory. */
export function hashOf({ request }: Pick<PlannedCopy, 'request'>, inventory?: NewestInventory): string {
  return shortHash({ method: METHOD_NAME, ...request, ...defined({ manifest: inventory?.manifestKey }) });
}

export function planRun(
  planned: PlannedCopy,
  needs: InventoryNeeds,
  source: RunSource,
  hash: string,
  objects?: number,
): PlannedRun {
  const key =
    source.basis === 'inventory' ? source.inventory.manifestKey : '(the key of the listing, once it is written)';
  return {
    ...defined({ prefix: planned.prefix, objects }),
    hash,
    request: { QueueUrl: needs.listQueueUrl, MessageBody: orderFor(key) },
    copies: planned.request,
    source,
  };
}
