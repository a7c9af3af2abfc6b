// Makes the job of a plan exist: finds it, or creates it once, however often and wherever this is run.
import { createJob, describeJob } from './create-job';
import type { Engine } from '../../../ports/engine';
import { RunnerError, isRunnerError } from '../../../ports/errors';
import type { RunnerEvent } from '../../../events/events';
import type { TransferEvent } from '../../../events/transfer-events';
import { METHOD_NAME } from '../keeps';
import { isOver } from './job-phase';
import type { JobListing, JobView } from '../../../ports/batch-operations';
import { findOwnJob, type Found } from './own-jobs';
import { defined } from '../../../text/defined';
import { requestToken, type PlannedJob } from '../plan-jobs';
import { readState, writeState, type JobState } from './state-file';
import { isUntold } from './reported-mark';

export interface ExistingJob {
  readonly jobId: string;
  readonly planned: PlannedJob;
  readonly view: JobView;
}

/** A job that was created this long before it was asked for belongs to an earlier run. */
const EARLIER_RUN_MS = 5 * 60_000;
/** A job that is older than the request for it was made by the earlier run, allowing for clocks that differ. */
const ANSWER_LOST_MS = 1_000;
/** Jobs of earlier runs that are stepped over, where they cannot be listed. */
const MOST_EARLIER_JOBS = 50;

function transferEvent(
  { prefix }: PlannedJob,
  transferId: string,
  how: TransferEvent['how'],
  detail: string,
): TransferEvent {
  return { kind: 'transfer', transferId, method: METHOD_NAME, ...defined({ prefix }), how, detail };
}

/** The job with this id; undefined when S3 does not know it any more. */
async function* attach(engine: Engine, jobId: string): AsyncGenerator<RunnerEvent, JobView | undefined> {
  try {
    return yield* describeJob(engine, jobId, 0);
  } catch (error) {
    if (isRunnerError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** Goes on with a job that is there; undefined when S3 does not know it any more. */
async function* goOn(
  planned: PlannedJob,
  engine: Engine,
  jobId: string,
  detail: string,
): AsyncGenerator<RunnerEvent, ExistingJob | undefined> {
  const view = yield* attach(engine, jobId);
  if (view === undefined) return undefined;
  const { prefix, hash } = planned;
  const token = (await readState(engine.journal, hash))?.token ?? '';
  yield transferEvent(planned, jobId, 'attached', detail);
  await writeState(engine.journal, hash, { version: 1, ...defined({ prefix }), token, told: false, jobId });
  return { jobId, planned, view };
}

/**
 * An earlier run has sent CreateJob and has not seen the answer. The same token gives the job that it made, however it has
 * ended; if the request never arrived, it makes it now.
 * @returns undefined when the request has changed since
 */
async function* askAgain(
  planned: PlannedJob,
  engine: Engine,
  token: string,
): AsyncGenerator<RunnerEvent, ExistingJob | undefined> {
  const askedMs = engine.clock.now();
  try {
    const view = yield* createJob(planned, engine, token);
    const { jobId } = view;
    const how = view.createdMs < askedMs - ANSWER_LOST_MS ? 'attached' : 'created';
    const detail = how === 'created' ? planned.request.Description : 'an earlier run created it and saw no answer';
    yield transferEvent(planned, jobId, how, detail);
    return { jobId, planned, view };
  } catch (error) {
    if (isRunnerError(error, 'refused') && error.code === 'IdempotencyException') return undefined;
    throw error;
  }
}

/** The job of an earlier run that this one has to go on with; undefined when a new one is due. */
async function* earlierJob(
  planned: PlannedJob,
  engine: Engine,
  found: Found,
  state: JobState | undefined,
): AsyncGenerator<RunnerEvent, ExistingJob | undefined> {
  if (found.how === 'attach') return yield* goOn(planned, engine, found.jobId, found.detail);
  if (state !== undefined && state.jobId === undefined && !state.told)
    return yield* askAgain(planned, engine, state.token);
  if (state !== undefined || found.lastEndedJobId === '' || !(await isUntold(engine, found.lastEndedJobId)))
    return undefined;
  const detail = 'a run elsewhere created it and did not see its end';
  return yield* goOn(planned, engine, found.lastEndedJobId, detail);
}

/**
 * Whether {@link ensureJob} would go on with a job that S3 still knows, and create none.
 * @param own our jobs in S3's listing, newest first; undefined when they may not be listed
 */
export async function hasEarlierJob(
  planned: PlannedJob,
  engine: Engine,
  own: readonly JobListing[] | undefined,
): Promise<boolean> {
  const state = await readState(engine.journal, planned.hash);
  const found = findOwnJob(planned, own, state);
  const jobId = found.how === 'attach' ? found.jobId : state === undefined ? found.lastEndedJobId : '';
  if (jobId === '' || (found.how === 'create' && !(await isUntold(engine, jobId)))) return false;
  try {
    await engine.aws.batchOperations.describe(engine.accountId, jobId);
    return true;
  } catch (error) {
    if (isRunnerError(error, 'not-found')) return false;
    throw error;
  }
}

/**
 * The one job for `planned`.
 * @param own our jobs in S3's listing, newest first; undefined when they may not be listed
 */
export async function* ensureJob(
  planned: PlannedJob,
  engine: Engine,
  own: readonly JobListing[] | undefined,
): AsyncGenerator<RunnerEvent, ExistingJob> {
  const state = await readState(engine.journal, planned.hash);
  const found = findOwnJob(planned, own, state);
  const earlier = yield* earlierJob(planned, engine, found, state);
  if (earlier !== undefined) return earlier;
  let lastEndedJobId = found.how === 'create' ? found.lastEndedJobId : found.jobId;
  for (let step = 0; step < MOST_EARLIER_JOBS; step += 1) {
    const askedMs = engine.clock.now();
    const view = yield* createJob(planned, engine, requestToken(planned, engine.aws.region, lastEndedJobId));
    const { jobId } = view;
    // The token was used before: the job that it made has ended, and a new one takes a new token.
    if (isOver(view.status) && view.createdMs < askedMs - EARLIER_RUN_MS && jobId !== lastEndedJobId) {
      lastEndedJobId = jobId;
      continue;
    }
    yield transferEvent(planned, jobId, 'created', planned.request.Description);
    return { jobId, planned, view };
  }
  throw new RunnerError(
    'refused',
    `S3 keeps returning jobs of earlier runs for the plan ${planned.hash}`,
    'allow s3:ListJobs, so that they can be told apart',
  );
}
