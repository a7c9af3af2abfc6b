// Executions as DataSync tells of them, by their ARNs: how far they are, what became of them, and what has failed.
import type { RunnerEvent, Telling } from '../../events/events';
import { gravest } from '../../events/exit-code';
import type { ListedTransfer, TransferStatus } from '../../events/transfer-events';
import { failedVersions } from '../../evidence/failed-versions';
import type { PlanOptions } from '../../plan/plan';
import type { Engine } from '../../ports/engine';
import { isOverExecution, type ExecutionView, type LocationView } from '../../ports/datasync/datasync';
import { taskArnOf } from '../../ports/datasync/datasync-arn';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import type { ConcludeOptions, Failures, Method, WatchOptions } from '../method';
import { concludeExecution, endingOf, reasonsOf } from './conclude';
import { rememberedExecutions } from './execution/ensure-execution';
import { countersOf, totalOf } from './execution/execution-words';
import { phaseOf, watchExecution, type Watched } from './execution/watch-execution';
import { METHOD_NAME } from './keeps';
import { syncTask, type SyncTask } from '../../checks/asked/sync-task';

/** What DataSync does not remember: that somebody has cancelled it. */
const cancelMark = (executionArn: string): string => `${METHOD_NAME}-${executionArn.replace(/^.*\//, '')}.cancel`;

async function wasCancelled(executionArn: string, { journal }: Engine): Promise<boolean> {
  return ((await journal.read(cancelMark(executionArn))) ?? '') !== '';
}

async function whole(executionArn: string, { aws }: Engine): Promise<{ execution: ExecutionView; task: SyncTask }> {
  const [execution, task] = await Promise.all([
    aws.dataSync.execution(executionArn),
    syncTask(taskArnOf(executionArn), aws),
  ]);
  return { execution, task };
}

function place({ bucket, prefix }: LocationView): string {
  return `s3://${bucket}/${visible(prefix)}`;
}

function statusOf(execution: ExecutionView, task: SyncTask, cancelled: boolean, nowMs: number): TransferStatus {
  const { executionArn, word, counts, startedMs, endedMs, order } = execution;
  const { source, destination } = task;
  const phase = phaseOf(execution, cancelled);
  return {
    transferId: executionArn,
    method: METHOD_NAME,
    phase,
    status: word,
    counts: { total: totalOf(execution), succeeded: counts.transferred, failed: counts.failed },
    reasons: reasonsOf(execution),
    createdMs: startedMs,
    ...defined({ endedMs }),
    activeSeconds: Math.max(0, Math.round(((endedMs ?? nowMs) - startedMs) / 1000)),
    description: `copies ${place(source)} to ${place(destination)}`,
    ...(order.report === undefined
      ? {}
      : { report: { bucket: order.report.bucket, prefix: order.report.prefix.replace(/\/$/, '') } }),
    sourceBucket: source.bucket,
    destination: destination.bucket,
    ...(source.prefix === '' ? {} : { prefix: source.prefix }),
    ...(order.manifest === undefined
      ? {}
      : { manifest: `s3://${order.manifest.bucket}/${visible(order.manifest.key)}` }),
  };
}

async function status(executionArn: string, engine: Engine): Promise<TransferStatus> {
  const { execution, task } = await whole(executionArn, engine);
  return statusOf(execution, task, await wasCancelled(executionArn, engine), engine.clock.now());
}

async function* told(executionArn: string, engine: Engine, options: ConcludeOptions) {
  const { execution, task } = await whole(executionArn, engine);
  const watched = { execution, states: [], wasCancelled: await wasCancelled(executionArn, engine) };
  return yield* concludeExecution(watched, task.source.prefix, engine, options);
}

async function* report(executionArn: string, engine: Engine, options: ConcludeOptions): Telling {
  const { execution } = await whole(executionArn, engine);
  if (isOverExecution(execution)) return endingOf(yield* told(executionArn, engine, options));
  const summary = `it is not over (${execution.word}): ${countersOf(execution)} so far`;
  return { outcome: 'still-running', summary, transferIds: [executionArn] };
}

async function* watch(ids: readonly string[], engine: Engine, options: WatchOptions & ConcludeOptions): Telling {
  const endings = [];
  for (const id of ids) {
    const { execution: first, task } = await whole(id, engine);
    const over: Watched = { execution: first, states: [], wasCancelled: false };
    const watched = isOverExecution(first) ? over : yield* watchExecution(id, engine, options);
    if (watched.left !== undefined) {
      const summary = `execution ${id} goes on in AWS (${watched.execution.word})`;
      return { outcome: watched.left, summary, transferIds: ids, comeBack: engine.comeBack(ids.join(' ')) };
    }
    const cancelled = watched.wasCancelled || (await wasCancelled(id, engine));
    const ended = { ...watched, wasCancelled: cancelled };
    endings.push(endingOf(yield* concludeExecution(ended, task.source.prefix, engine, options)));
  }
  return {
    outcome: gravest(endings.map(({ outcome }) => outcome)),
    summary: endings.map(({ summary }) => summary).join('; '),
    transferIds: ids,
  };
}

/** @throws RunnerError `usage` when it is not over, `not-found` when no report names what has failed */
async function* failures(
  executionArn: string,
  engine: Engine,
  options: ConcludeOptions,
): AsyncGenerator<RunnerEvent, Failures> {
  const { execution, task } = await whole(executionArn, engine);
  if (!isOverExecution(execution))
    throw new RunnerError(
      'usage',
      `${executionArn} is not over (${execution.word})`,
      `watch it first: ${engine.comeBack(executionArn)}`,
    );
  const { failed, unlisted, failures: count, open, outcome, summary } = yield* told(executionArn, engine, options);
  if (failed === undefined && count > 0)
    throw new RunnerError(
      'not-found',
      `no report names what has failed in ${executionArn}`,
      'run the same again: DataSync compares, and copies what is missing',
    );
  const { prefix } = task.source;
  // One that was cut short names nothing of what it did not come to.
  const isPart = open || execution.status === 'ERROR';
  return {
    ...(prefix === '' ? {} : { prefix }),
    failed: failed ?? failedVersions(),
    unlisted,
    ...(isPart ? { ended: { outcome, summary } } : {}),
  };
}

/** @throws RunnerError once it has told the others, when one may not be looked at: it may be at work */
async function* list(engine: Engine): AsyncGenerator<ListedTransfer> {
  let unseen: RunnerError | undefined;
  for await (const executionArn of rememberedExecutions(engine)) {
    let found;
    try {
      found = await whole(executionArn, engine);
    } catch (error) {
      // DataSync forgets executions after thirty days, and tasks are destroyed.
      if (isRunnerError(error, 'not-found')) continue;
      if (!isRunnerError(error, 'denied', 'refused')) throw error;
      unseen ??= error;
      continue;
    }
    const cancelled = await wasCancelled(executionArn, engine);
    const seen = statusOf(found.execution, found.task, cancelled, engine.clock.now());
    const { transferId, description, method, phase, createdMs, counts, sourceBucket, destination } = seen;
    yield {
      ...{ transferId, description, method, phase, status: seen.status, createdMs, counts },
      operation: 'StartTaskExecution',
      ...defined({ sourceBucket, destination }),
    };
  }
  if (unseen !== undefined) throw unseen;
}

async function cancel(executionArn: string, engine: Engine): Promise<void> {
  const execution = await engine.aws.dataSync.execution(executionArn);
  if (isOverExecution(execution)) throw new RunnerError('refused', `${executionArn} is over (${execution.word})`);
  // Before: who watches it elsewhere may see its end at once.
  const mark = (text: string): Promise<boolean> => engine.journal.write(cancelMark(executionArn), text);
  await mark(`${engine.clock.now()}\n`);
  try {
    await engine.aws.dataSync.cancel(executionArn);
  } catch (error) {
    if (isRunnerError(error, 'denied', 'refused')) await mark('');
    throw error;
  }
}

async function madeOf(
  executionArn: string,
  { aws }: Engine,
): Promise<{ readonly target: Pick<Target, 'copyTo' | 'dataSync'>; readonly options: PlanOptions }> {
  const taskArn = taskArnOf(executionArn);
  const { source, destination } = await syncTask(taskArn, aws);
  const prefix = source.prefix === destination.prefix ? undefined : destination.prefix;
  return {
    target: { copyTo: { bucket: destination.bucket, ...defined({ prefix }) }, dataSync: { taskArn } },
    options: {},
  };
}

export const LOOKING: Pick<
  Required<Method>,
  'status' | 'watch' | 'report' | 'failures' | 'madeOf' | 'list' | 'cancel'
> = { status, watch, report, failures, madeOf, list: (engine) => list(engine), cancel };
