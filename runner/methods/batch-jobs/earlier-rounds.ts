// What became of the rounds that another run has made before the ones that this run goes on with: without them its ending would be that
// of a part.
import type { RunnerEvent } from '../../events/events';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { ConcludeOptions } from '../method';
import { conclude } from './conclude-job';
import type { Concluded, Conclusion } from './concluded';
import { watched } from './watch/watched-job';

interface EarlierRounds {
  /** Oldest first. */
  readonly concluded: readonly Concluded[];
  /** About jobs that S3 does not know any more. */
  readonly unknown: readonly Conclusion[];
}

/** @param known ids of the jobs that are concluded already */
export async function* earlierRounds(
  found: readonly Concluded[],
  known: readonly string[],
  engine: Engine,
  options: ConcludeOptions,
): AsyncGenerator<RunnerEvent, EarlierRounds> {
  const concluded: Concluded[] = [];
  const unknown: Conclusion[] = [];
  for (const { planned } of found) {
    const { after = [] } = planned;
    for (const [index, jobId] of after.entries()) {
      if (known.includes(jobId)) continue;
      try {
        const view = await engine.aws.batchOperations.describe(engine.accountId, jobId);
        const job = watched(view, planned.prefix, engine.clock.now());
        const conclusion = yield* conclude(job, engine, options);
        const own = { ...planned, round: index + 1, after: after.slice(0, index) };
        concluded.push({ planned: own, job, conclusion });
      } catch (error) {
        if (!isRunnerError(error, 'not-found')) throw error;
        const summary = `what job ${jobId}, of an earlier round, has left is not known: S3 does not know it any more`;
        unknown.push({ outcome: 'not-known', summary });
      }
    }
  }
  return { concluded, unknown };
}
