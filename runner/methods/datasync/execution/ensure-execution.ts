// One execution for each transfer: DataSync knows no token that would tell it that it is asked twice, so that its own are looked for first.
import type { RunnerEvent } from '../../../events/events';
import { canonical } from '../../../plan/canonical';
import type { Engine } from '../../../ports/engine';
import { isOverExecution, type ExecutionView, type OrderView } from '../../../ports/datasync/datasync';
import { executionInArn } from '../../../ports/datasync/datasync-arn';
import { patternsIn } from '../../../ports/datasync/filter-patterns';
import { isRunnerError, RunnerError } from '../../../ports/errors';
import { defined } from '../../../text/defined';
import { visible } from '../../../text/safe-text';
import { METHOD_NAME } from '../keeps';
import type { KeyManifest, SyncTransfer } from '../plan-executions';
import type { SyncTask } from '../../../checks/asked/sync-task';

const TRIES = 3;
const PAUSE_MS = 5_000;
/** Behind which AWS's listings may be. */
const MOST_LOOKED_AT = 60;

/** What is remembered of a transfer between two runs. */
interface Remembered {
  readonly executionArn: string;
  /** Whether its end has been told. */
  readonly told: boolean;
}

const nameOf = ({ hash }: Pick<SyncTransfer, 'hash'>): string => `${METHOD_NAME}-${hash}.json`;

async function remembered({ journal }: Engine, transfer: SyncTransfer): Promise<Remembered | undefined> {
  const text = await journal.read(nameOf(transfer));
  if (text === undefined) return undefined;
  try {
    const { executionArn, told } = JSON.parse(text) as Partial<Remembered>;
    if (executionArn === undefined || executionInArn(executionArn) === undefined) return undefined;
    return { executionArn, told: told === true };
  } catch {
    return undefined;
  }
}

export function remember({ journal }: Engine, transfer: SyncTransfer, what: Remembered): Promise<boolean> {
  return journal.write(nameOf(transfer), `${JSON.stringify(what)}\n`);
}

/** Executions that runs of this directory have started. */
export async function* rememberedExecutions({ journal }: Engine): AsyncGenerator<string> {
  for (const name of await journal.names()) {
    if (!/^datasync-[0-9a-f]{16}\.json$/.test(name)) continue;
    const text = await journal.read(name);
    const arn = /"executionArn":"([^"]+)"/.exec(text ?? '')?.[1];
    if (arn !== undefined && executionInArn(arn) !== undefined) yield arn;
  }
}

/** What an execution of this request would tell of itself. */
function orderOf({ request }: SyncTransfer, { order }: SyncTask): unknown {
  const { OverrideOptions: how = {}, Includes, Excludes, ManifestConfig, TaskReportConfig } = request;
  const patterns = (given: typeof Includes): readonly string[] | undefined =>
    given?.flatMap(({ Value }) => patternsIn(Value));
  const bucketOf = (arn: string): string => arn.replace(/^arn:[^:]*:s3:::/, '');
  const s3 = ManifestConfig?.Source.S3;
  const report = TaskReportConfig?.Destination.S3;
  return shown({
    ...order,
    includes: patterns(Includes) ?? order.includes,
    excludes: patterns(Excludes) ?? order.excludes,
    overwriteMode: String(how['OverwriteMode'] ?? order.overwriteMode),
    transferMode: String(how['TransferMode'] ?? order.transferMode),
    removesDeleted: order.removesDeleted && how['PreserveDeletedFiles'] === undefined,
    ...(s3 === undefined ? {} : { manifest: { bucket: bucketOf(s3.S3BucketArn), key: s3.ManifestObjectPath } }),
    ...(report === undefined
      ? {}
      : {
          report: {
            bucket: bucketOf(report.S3BucketArn),
            prefix: report.Subdirectory.replace(/^\//, ''),
            roleArn: report.BucketAccessRoleArn,
            isDetailed: true,
          },
        }),
  });
}

/** What decides what it copies; where its report goes decides nothing. */
function shown(order: OrderView): string {
  const { includes, excludes, overwriteMode, transferMode, objectTags, removesDeleted, manifest } = order;
  const rest = { overwriteMode, transferMode, objectTags, removesDeleted, manifest: manifest ?? null };
  return canonical({ includes, excludes, ...rest });
}

/** One that is at work for the same; undefined: there is none. */
async function underway(transfer: SyncTransfer, task: SyncTask, { aws }: Engine): Promise<ExecutionView | undefined> {
  const wanted = orderOf(transfer, task);
  let looked = 0;
  for await (const { executionArn, isOver } of aws.dataSync.executions(task.taskArn)) {
    if (isOver) continue;
    looked += 1;
    if (looked > MOST_LOOKED_AT) break;
    const execution = await aws.dataSync.execution(executionArn);
    const goesOn = !isOverExecution(execution) && execution.status !== 'CANCELLING';
    if (goesOn && shown(execution.order) === wanted) return execution;
  }
  return undefined;
}

/** Executions of the last thirty days. */
async function everyExecution({ taskArn }: SyncTask, { aws }: Engine): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  for await (const { executionArn } of aws.dataSync.executions(taskArn)) all.add(executionArn);
  return all;
}

/** One for the same that was not there before, even if it is over: a few objects are copied while an answer is waited for. */
async function begunSince(
  before: ReadonlySet<string>,
  transfer: SyncTransfer,
  task: SyncTask,
  engine: Engine,
): Promise<string | undefined> {
  const wanted = orderOf(transfer, task);
  for (const executionArn of await everyExecution(task, engine)) {
    if (before.has(executionArn)) continue;
    const { order } = await engine.aws.dataSync.execution(executionArn);
    if (shown(order) === wanted) return executionArn;
  }
  return undefined;
}

export interface Found {
  readonly executionArn: string;
  /** Why it is gone on with. */
  readonly why: string;
}

/** One of an earlier run whose end nobody was told, or one that copies the same now. */
export async function ownExecution(transfer: SyncTransfer, task: SyncTask, engine: Engine): Promise<Found | undefined> {
  const known = await remembered(engine, transfer);
  if (known !== undefined && !known.told) {
    const { executionArn } = known;
    try {
      const execution = await engine.aws.dataSync.execution(executionArn);
      const why = isOverExecution(execution)
        ? 'it has ended since an earlier run left it'
        : 'an earlier run started it';
      return { executionArn, why };
    } catch (error) {
      // DataSync forgets them after thirty days.
      if (!isRunnerError(error, 'not-found')) throw error;
    }
  }
  const found = await underway(transfer, task, engine);
  return found === undefined
    ? undefined
    : { executionArn: found.executionArn, why: 'it is at work already, and copies the same' };
}

async function putManifest({ bucket, key, list }: KeyManifest, engine: Engine): Promise<void> {
  const { objects } = engine.aws;
  // Its name is made of what it holds.
  const there = await objects.head(bucket, key).catch((error: unknown) => {
    if (isRunnerError(error, 'denied')) return undefined;
    throw error;
  });
  if (there?.etag === list.etag) return;
  const [only] = list.partCount === 1 ? [...list.parts()] : [];
  await (only === undefined
    ? objects.putInParts(bucket, key, list.parts(), 'text/csv', engine.accountId)
    : objects.put(bucket, key, Buffer.from(only).toString('utf8'), 'text/csv', engine.accountId));
}

/**
 * Starts the execution, or finds the one that is there.
 * @throws RunnerError
 */
export async function* ensureExecution(
  transfer: SyncTransfer,
  task: SyncTask,
  engine: Engine,
): AsyncGenerator<RunnerEvent, string> {
  const { prefix } = transfer;
  const attached = (found: Found): RunnerEvent => ({
    kind: 'transfer',
    transferId: found.executionArn,
    method: METHOD_NAME,
    ...defined({ prefix }),
    how: 'attached',
    detail: found.why,
  });
  const own = await ownExecution(transfer, task, engine);
  if (own !== undefined) {
    yield attached(own);
    await remember(engine, transfer, { executionArn: own.executionArn, told: false });
    return own.executionArn;
  }
  if (transfer.manifest !== undefined) await putManifest(transfer.manifest, engine);
  const before = await everyExecution(task, engine);
  for (let tries = 1; ; tries += 1) {
    try {
      const executionArn = await engine.aws.dataSync.start(transfer.request);
      await remember(engine, transfer, { executionArn, told: false });
      yield {
        kind: 'transfer',
        transferId: executionArn,
        method: METHOD_NAME,
        ...defined({ prefix }),
        how: 'created',
        detail: `[plan ${transfer.hash}]`,
      };
      return executionArn;
    } catch (error) {
      if (!isRunnerError(error, 'unreachable', 'unavailable', 'throttled')) throw error;
      // The answer was lost, and not the request, perhaps.
      await engine.clock.sleep(PAUSE_MS, engine.signal);
      const executionArn = await begunSince(before, transfer, task, engine);
      if (executionArn !== undefined) {
        await remember(engine, transfer, { executionArn, told: false });
        yield attached({ executionArn, why: 'the answer to StartTaskExecution was lost, and it was started' });
        return executionArn;
      }
      if (tries >= TRIES)
        throw new RunnerError(
          error.kind,
          `${error.message}; whether an execution of ${visible(task.taskArn)} was started is not known for certain`,
          'run the same command again: it looks for the execution first',
          error.code,
        );
      yield { kind: 'note', detail: `${error.message}; no execution was started, and it is asked again` };
    }
  }
}
