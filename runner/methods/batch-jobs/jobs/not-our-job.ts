// Jobs that bear the mark of a plan, and do something else: named, and left alone.
import type { WarningEvent } from '../../../events/estimate-events';
import type { Engine } from '../../../ports/engine';
import { RunnerError, isRunnerError } from '../../../ports/errors';
import { visible } from '../../../text/safe-text';
import { shellCommand } from '../../../text/shell-command';
import type { PlannedJob } from '../planned-job';
import { JobRefused } from '../refusals/job-refused';
import type { OwnJob } from './own-jobs';
import { differencesOf, inWords, type Difference } from './same-job';
import { stateName } from './state-file';

/** A job that says it is of the plan, and is not. */
export interface Stranger {
  readonly jobId: string;
  readonly differences: readonly Difference[];
}

/**
 * The first of a job and those of the rounds before it that is not the plan's; undefined: all are, or S3 does not know them any more.
 * A later round has a list of its own, which nothing here can be held against: without a round before it, it is nobody's.
 */
export async function strangerAmong(
  planned: PlannedJob,
  { jobId, round, after }: OwnJob,
  { aws, accountId }: Engine,
): Promise<Stranger | undefined> {
  if (round > 1 && after.length === 0)
    return { jobId, differences: [{ what: 'round', given: `${round}`, expected: '1: there is no round before it' }] };
  for (const one of [jobId, ...after]) {
    try {
      const differences = differencesOf(planned, await aws.batchOperations.describe(accountId, one));
      if (differences.length > 0) return { jobId: one, differences };
    } catch (error) {
      // Who may not look at it goes on with nothing, either; a plan only says what would be.
      if (!isRunnerError(error, 'not-found', 'denied')) throw error;
    }
  }
  return undefined;
}

const WHO = 'who has created it, CloudTrail tells (CreateJob)';

/** @param does what is done in its place */
export function strangerWarning({ jobId, differences }: Stranger, does: string): WarningEvent {
  return {
    kind: 'warning',
    warning: 'not-our-job',
    detail: `job ${jobId} bears the mark of this plan and is not its job: ${inWords(differences)}; it is left alone and counts for nothing, and ${does}`,
    hint: `where nobody has asked for it with other settings, end it with: ${shellCommand(['s3-backfill', 'cancel', jobId])}; ${WHO}`,
  };
}

/** A job that could not be looked at when it was chosen, and is not the plan's. */
export function strangerAfterAll({ jobId, differences }: Stranger): RunnerError {
  return new RunnerError(
    'refused',
    `job ${visible(jobId)} bears the mark of this plan and is not its job: ${inWords(differences)}`,
    `run again: it is left alone then, and a job of the plan is made; ${WHO}`,
  );
}

/** The state file names a job that is not the plan's: it was changed, or belongs to other settings. */
export function strangerInState(
  { jobId, differences }: Stranger,
  { hash }: PlannedJob,
  { journal }: Engine,
): RunnerError {
  const file = visible(`${journal.directory}/${stateName(hash)}`);
  return new RunnerError(
    'preflight',
    `the state file '${file}' names job ${visible(jobId)}, which is not the job of this plan: ${inWords(differences)}`,
    `look at the job with: ${shellCommand(['s3-backfill', 'status', jobId])}; where the plan is right, remove the file and run again: a job is found in S3's listing, or made`,
  );
}

/** S3 has answered our request with a job that does something else. */
export function strangerForToken({ jobId, differences }: Stranger, token: string): RunnerError {
  return new RunnerError(
    'refused',
    `S3 answered CreateJob, with the token ${token}, with job ${jobId}, which is not what was asked for: ${inWords(differences)}`,
    `look at it with: ${shellCommand(['s3-backfill', 'status', jobId])}; ${WHO}; another request has another token, for example with another --priority`,
  );
}

/** `IdempotencyException`, explained. */
export function tokenRefused({ message, code }: RunnerError, token: string): JobRefused {
  return new JobRefused(
    'refused',
    `S3 refuses the client request token ${token}, since it was used before for another request: ${message}`,
    `the token is the digest of this request and of the job before it, so that no run makes a second job; whoever knows the plan can have used it for something else: s3-backfill list --all shows the jobs, ${WHO}; no job was made now, and another request has another token, for example with another --priority`,
    code,
  );
}

/** Whether S3 says that a token was used for another request. */
export function isTokenRefused(error: unknown): error is RunnerError {
  return isRunnerError(error, 'refused') && error.code === 'IdempotencyException';
}
