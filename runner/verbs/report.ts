import type { Telling } from '../events/events';
import type { ConcludeOptions } from '../methods/method';
import { methodOf } from '../methods/registry';
import type { Engine } from '../ports/engine';
import { RunnerError } from '../ports/errors';
import { visible } from '../text/safe-text';

/** Tells what became of a transfer that is over. @throws RunnerError `usage` when it has no report that could be kept */
export async function* reportVerb(
  transferId: string,
  engine: Engine,
  options: ConcludeOptions,
  method = methodOf(transferId),
): Telling {
  if (options.keeper !== undefined && method.keepsReports !== true)
    throw new RunnerError(
      'usage',
      `--evidence keeps completion reports of jobs of S3 Batch Operations, and '${visible(transferId)}' is a ${method.noun} of ${method.title}`,
      'leave out --evidence; --report-file writes what the report says',
    );
  return yield* method.report(transferId, engine, options);
}
