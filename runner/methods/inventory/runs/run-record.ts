// What is remembered of a run between two runs of the program: where its files and queues are, and how far it was brought.
import * as z from 'zod';
import type { Journal } from '../../../ports/journal';
import type { InventoryNeeds } from '../../../target/target';
import { METHOD_NAME } from '../keeps';

const keysOf = z.object({ bucket: z.string(), prefix: z.string() });
const text = z.string().min(1);

const RECORD = z.object({
  version: z.literal(1),
  runId: z.string().regex(/^inventory-[0-9a-f]{16}$/),
  /** Of what is copied, from where to where. */
  hash: z.string(),
  basis: z.enum(['inventory', 'listing']),
  from: keysOf,
  to: keysOf,
  needs: z.looseObject({
    overwrite: z.enum(['different', 'never']),
    storageClass: text.exactOptional(),
    outcomes: keysOf,
    listQueueUrl: text,
    copyQueueUrl: text,
    listDeadQueueUrl: text,
    copyDeadQueueUrl: text,
    copyDeadQueueArn: text,
    workerName: text,
  }),
  /** Of its manifest.json, in the bucket that inventories are delivered to. */
  manifestKey: text,
  /** When the inventory was taken, or both sides were listed. */
  createdMs: z.number(),
  startedMs: z.number(),
  /** Objects that were counted before. */
  objects: z.number().exactOptional(),
  /** When its message was sent. */
  sentMs: z.number().exactOptional(),
  /** It waits until somebody confirms it. */
  isHeld: z.literal(true).exactOptional(),
  cancelledMs: z.number().exactOptional(),
  /** When nothing was left of it. */
  endedMs: z.number().exactOptional(),
  /** What it had come to then. */
  counts: z.object({ total: z.number(), succeeded: z.number(), failed: z.number() }).exactOptional(),
  /** It came to nothing: its inventory was not read. */
  isFailed: z.literal(true).exactOptional(),
  /** Whether its end has been told. */
  told: z.boolean(),
});

export interface RunRecord extends Omit<z.output<typeof RECORD>, 'needs'> {
  readonly needs: InventoryNeeds;
}

const nameOf = (runId: string): string => `${runId}.json`;
const planName = (hash: string): string => `${METHOD_NAME}-plan-${hash}.json`;

export function isRunId(id: string): boolean {
  return /^inventory-[0-9a-f]{16}$/.test(id);
}

function parsed(content: string | undefined): unknown {
  try {
    return JSON.parse(content ?? '');
  } catch {
    return undefined;
  }
}

/** Undefined: nothing is remembered of it. */
export async function readRun(journal: Journal, runId: string): Promise<RunRecord | undefined> {
  const record = RECORD.safeParse(parsed(await journal.read(nameOf(runId))));
  // What the runner reads of it was checked.
  return record.success ? (record.data as unknown as RunRecord) : undefined;
}

export async function writeRun(journal: Journal, record: RunRecord): Promise<boolean> {
  const isWritten = await journal.write(nameOf(record.runId), `${JSON.stringify(record)}\n`);
  const { runId } = record;
  return (await journal.write(planName(record.hash), `${JSON.stringify({ runId })}\n`)) && isWritten;
}

/** Whether these functions have it, or had it: those of another account, or ones that Terraform has made anew, know nothing of it. */
function isOf({ needs: then }: RunRecord, needs: InventoryNeeds): boolean {
  return (
    then.listQueueUrl === needs.listQueueUrl &&
    then.copyQueueUrl === needs.copyQueueUrl &&
    then.outcomes.bucket === needs.outcomes.bucket &&
    then.outcomes.prefix === needs.outcomes.prefix
  );
}

/** Undefined: nothing is remembered of it, or it was a run of other functions. */
export async function runBy(journal: Journal, runId: string, needs: InventoryNeeds): Promise<RunRecord | undefined> {
  const record = await readRun(journal, runId);
  return record !== undefined && isOf(record, needs) ? record : undefined;
}

/** The last run that copied the same by the same functions. */
export async function runOfPlan(journal: Journal, hash: string, needs: InventoryNeeds): Promise<RunRecord | undefined> {
  const { runId } = (parsed(await journal.read(planName(hash))) ?? {}) as { readonly runId?: unknown };
  return typeof runId === 'string' && isRunId(runId) ? runBy(journal, runId, needs) : undefined;
}

export async function rememberedRuns(journal: Journal): Promise<readonly RunRecord[]> {
  const ids = (await journal.names()).flatMap((name) => /^(inventory-[0-9a-f]{16})\.json$/.exec(name)?.[1] ?? []);
  const records = await Promise.all(ids.map((runId) => readRun(journal, runId)));
  return records.flatMap((record) => record ?? []);
}
