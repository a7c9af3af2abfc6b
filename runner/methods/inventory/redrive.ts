// Dead letters go back to the workers: the same run is accounted for again.
import type { RunnerEvent } from '../../events/events';
import { RunnerError } from '../../ports/errors';
import type { Engine } from '../../ports/engine';
import type { Leaving } from '../../routes/leaving';
import type { Target } from '../../target/target';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { VerifyRunOptions } from '../../verify/verify-run';
import type { TransferOptions } from '../method';
import { concludeRun, endingOf } from './conclude';
import { functionsOf, placedCopies } from './places';
import { deadLettersOf } from './report/dead-letters';
import { openAgain } from './runs/ensure-run';
import { readRun, writeRun, type RunRecord } from './runs/run-record';
import { watchRun } from './runs/watch-run';
import { thereOf } from './run-plan';
import { proveInventory } from './prove';

const LOOK_MS = 500;
const MOST_LOOKS = 7_200;

/** Until SQS has moved them. @throws RunnerError `refused` where it could not */
async function moved({ needs }: RunRecord, { aws, clock, signal }: Engine): Promise<void> {
  await aws.queues.redrive(needs.copyDeadQueueArn);
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const move = await aws.queues.lastMove(needs.copyDeadQueueArn);
    if (move?.status === 'FAILED')
      throw new RunnerError(
        'refused',
        `SQS could not move the dead letters of ${visible(needs.copyDeadQueueArn)}: ${visible(move.failure ?? 'it does not say why')}`,
        'let whoever runs this send to the queue of the copies: sqs:SendMessage',
      );
    if (move !== undefined && move.status !== 'RUNNING' && move.status !== 'CANCELLING') return;
    await clock.sleep(LOOK_MS, signal);
  }
}

export async function* redriveRun(
  runId: string,
  target: Target,
  engine: Engine,
  options: TransferOptions & VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Leaving | undefined> {
  const record = await readRun(engine.journal, runId);
  if (record === undefined) return undefined;
  const letters = await deadLettersOf(record, engine);
  if (letters.messages === 0) return undefined;
  const detail = `${counted(letters.messages, 'dead letter')} of this run, with ${counted(letters.keys.length, 'object')}, go back to the workers, and those of other runs with them; what was copied is not copied again`;
  yield { kind: 'note', detail };
  await moved(record, engine);
  const again = await openAgain(record, engine);
  const watched = yield* watchRun(again, engine, options);
  if (watched.left !== undefined) {
    const summary = `run ${runId} goes on in AWS`;
    return { outcome: watched.left, summary, transferIds: [runId], comeBack: engine.comeBack(runId) };
  }
  const conclusion = yield* concludeRun(watched, engine, options);
  await writeRun(engine.journal, { ...conclusion.record, told: true });
  const copies = placedCopies(target, await functionsOf(record.needs, engine.aws), {});
  const made = {
    ending: endingOf(conclusion),
    versions: thereOf(conclusion),
    left: conclusion.state.settled.count('kept'),
  };
  const plan = { region: engine.aws.region, hash: record.hash, transfers: [], copies, needs: record.needs };
  return yield* proveInventory(made, plan, target, engine, options);
}
