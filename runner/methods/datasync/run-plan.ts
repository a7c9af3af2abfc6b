// Runs the executions of a plan one after the other, in as many rounds as can mend something.
import type { Ending, RunnerEvent } from '../../events/events';
import { gravest } from '../../events/exit-code';
import type { Engine } from '../../ports/engine';
import type { Target } from '../../target/target';
import { counted } from '../../text/figures';
import { PackedList } from '../batch-jobs/packed-list';
import type { GoesOn, Running, TransferOptions, Transferred } from '../method';
import { besidesRetried, concludeExecution, type Conclusion } from './conclude';
import { ensureExecution, remember } from './execution/ensure-execution';
import { watchExecution, type Watched } from './execution/watch-execution';
import {
  isListable,
  manifestRow,
  retrying,
  type ChosenKeys,
  type SyncPlan,
  type SyncTransfer,
} from './plan-executions';
import { mayBeYoungRole } from './report/causes';

const RETRIES = 2;
const PAUSE_SECONDS = 5;
/** A role, and a policy, that is younger may not be known everywhere. */
const YOUNG_MS = 120_000;
/** Before each time that it is started again: a role that is wrong stays so, and each execution has its price. */
const YOUNG_PAUSES_SECONDS = [15, 30, 45];

interface Begun {
  current?: string;
  isCreating: boolean;
  readonly ids: string[];
  /** Executions of the plan that are not started yet, beside the current one. */
  rest: number;
}

/** Of a part: whoever watches that alone leaves the others out. */
function ofPart(ending: Ending, rest: number, again: string): Ending {
  if (rest === 0) return ending;
  return {
    ...ending,
    outcome: ending.outcome === 'detached' ? 'still-running' : ending.outcome,
    summary: `${ending.summary}; ${counted(rest, 'execution')} not started yet, which the same command does`,
    comeBack: again,
  };
}

/** Of what has failed and can succeed; undefined: nothing, or it cannot be listed. */
function failedKeys({ failed }: Conclusion, plan: SyncPlan): ChosenKeys | undefined {
  const versions = failed?.versions('now') ?? [];
  const below = plan.task.source.prefix.length;
  const rests = versions.map(({ key }) => key.slice(below)).filter(isListable);
  if (rests.length === 0) return undefined;
  const list = new PackedList();
  for (const rest of new Set(rests)) list.add(manifestRow(rest));
  return { list, objects: rests.length };
}

function mayList(target: Target, { task }: SyncPlan): boolean {
  const role = target.dataSync?.reportRoleArn ?? task.order.report?.roleArn;
  return target.batchJob.manifest !== undefined && role !== undefined;
}

/** Whether it came to nothing, and a role that was made just now is why, perhaps. */
function isTooYoung({ execution }: Watched, { task }: SyncPlan, nowMs: number): boolean {
  const { status, failure, counts } = execution;
  if (status !== 'ERROR' || counts.transferred > 0 || failure === undefined) return false;
  return nowMs - task.createdMs < YOUNG_MS && mayBeYoungRole(failure.code, failure.detail);
}

/** One execution to its end; started again where its roles were too young. */
async function* once(
  transfer: SyncTransfer,
  plan: SyncPlan,
  engine: Engine,
  options: TransferOptions,
  begun: Begun,
): AsyncGenerator<RunnerEvent, Watched> {
  for (let tries = 0; ; tries += 1) {
    begun.isCreating = true;
    const executionArn = yield* ensureExecution(transfer, plan.task, engine);
    begun.isCreating = false;
    begun.current = executionArn;
    if (!begun.ids.includes(executionArn)) begun.ids.push(executionArn);
    const watched = yield* watchExecution(executionArn, engine, options, transfer.prefix);
    const pauseSeconds = YOUNG_PAUSES_SECONDS[tries];
    const isOver = watched.left !== undefined || !isTooYoung(watched, plan, engine.clock.now());
    if (isOver || pauseSeconds === undefined) return watched;
    await remember(engine, transfer, { executionArn, told: true });
    const detail = `the execution ended with ${watched.execution.failure?.code ?? 'ERROR'}: the task was made less than two minutes ago, and a role that young is not known everywhere`;
    yield { kind: 'note', detail };
    yield { kind: 'waiting', detail: 'roles of the task become known to all of AWS', seconds: pauseSeconds };
    await engine.clock.sleep(pauseSeconds * 1000, engine.signal);
  }
}

/** All rounds of one transfer. */
async function* rounds(
  first: SyncTransfer,
  plan: SyncPlan,
  target: Target,
  engine: Engine,
  options: TransferOptions,
  begun: Begun,
): AsyncGenerator<RunnerEvent, readonly Conclusion[] | Ending> {
  const { retries = RETRIES } = options;
  const all: Conclusion[] = [];
  let transfer = first;
  for (let round = 0; ; round += 1) {
    const watched = yield* once(transfer, plan, engine, options, begun);
    const { executionArn } = watched.execution;
    if (watched.left !== undefined) {
      const summary = `execution ${executionArn} goes on in AWS (${watched.execution.word})`;
      return { outcome: watched.left, summary, transferIds: begun.ids, comeBack: engine.comeBack(executionArn) };
    }
    const conclusion = yield* concludeExecution(watched, plan.task.source.prefix, engine, options, transfer.prefix);
    await remember(engine, transfer, { executionArn, told: true });
    const keys = conclusion.outcome === 'some-failed' ? failedKeys(conclusion, plan) : undefined;
    if (keys === undefined || round >= retries || !mayList(target, plan)) {
      all.push(conclusion);
      return all;
    }
    const detail = `${counted(keys.objects, 'object')} failed and can succeed: another execution copies exactly those`;
    yield { kind: 'retry', round: round + 1, of: retries, detail, waitSeconds: PAUSE_SECONDS };
    // What is tried again is told by the round that follows.
    const rest = conclusion.failures + conclusion.skipped - keys.objects;
    all.push(rest > 0 ? conclusion : besidesRetried(conclusion));
    await engine.clock.sleep(PAUSE_SECONDS * 1000, engine.signal);
    transfer = retrying(transfer, keys, plan, target);
  }
}

async function* all(
  plan: SyncPlan,
  target: Target,
  engine: Engine,
  options: TransferOptions,
  begun: Begun,
): AsyncGenerator<RunnerEvent, Transferred> {
  const concluded: Conclusion[] = [];
  for (const [index, transfer] of plan.transfers.entries()) {
    begun.rest = plan.transfers.length - index - 1;
    const found = yield* rounds(transfer, plan, target, engine, options, begun);
    if ('outcome' in found) return { ending: ofPart(found, begun.rest, options.again), versions: 0 };
    concluded.push(...found);
  }
  const ending: Ending = {
    outcome: gravest(concluded.map(({ outcome }) => outcome)),
    summary: concluded.map(({ summary }) => summary).join('; then: '),
    transferIds: begun.ids,
  };
  return { ending, versions: concluded.reduce((sum, { execution }) => sum + execution.counts.transferred, 0) };
}

export function runExecutions(plan: SyncPlan, target: Target, engine: Engine, options: TransferOptions): Running {
  const begun: Begun = { isCreating: false, ids: [], rest: 0 };
  return {
    run: () => all(plan, target, engine, options, begun),
    goesOn(): GoesOn | undefined {
      const { current, isCreating, ids, rest } = begun;
      if (isCreating && current === undefined) {
        const text = 'an execution may have been started, and goes on in AWS then; the same command finds it';
        return { text, comeBack: options.again, transferIds: ids };
      }
      if (current === undefined) return undefined;
      if (rest > 0) {
        const text = `execution ${current} goes on in AWS; ${counted(rest, 'execution')} not started yet; the same command goes on with all`;
        return { text, comeBack: options.again, transferIds: ids };
      }
      const text = `execution ${current} goes on in AWS; the same command, or watch, comes back to it`;
      return { text, comeBack: engine.comeBack(current), transferIds: ids };
    },
  };
}
