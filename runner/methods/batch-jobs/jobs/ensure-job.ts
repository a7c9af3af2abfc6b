// Makes the job of a plan exist: finds it, or creates it once, however often and wherever this is run.
import { createJob, describeJob } from './create-job';
import type { Engine } from '../../../ports/engine';
import { RunnerError, isRunnerError } from '../../../ports/errors';
import type { RunnerEvent } from '../../../events/events';
import type { TransferEvent } from '../../../events/transfer-events';
import { kindOfPlanned } from '../job-kind';
import { isOver } from './job-phase';
import type { JobListing, JobView } from '../../../ports/batch/batch-operations';
import { findOwnJob, type Found, type OwnJob } from './own-jobs';
import { defined } from '../../../text/defined';
import { requestToken, type PlannedJob } from '../planned-job';
import { JobRefused } from '../refusals/job-refused';
import {
  isTokenRefused,
  strangerAfterAll,
  strangerAmong,
  strangerForToken,
  strangerInState,
  strangerWarning,
  tokenRefused,
  type Stranger,
} from './not-our-job';
import { differencesOf, otherReportFolder } from './same-job';
import { visible } from '../../../text/safe-text';
import { readState, writeState, type JobState } from './state-file';
import { isUntold } from './reported-mark';

export interface ExistingJob {
  readonly jobId: string;
  readonly planned: PlannedJob;
  readonly view: JobView;
}

/** What a run does in place of going on with a job that is not the plan's. */
const DOES: Readonly<Record<Step['how'], string>> = {
  attach: "the plan's own job is gone on with",
  'ask-again': 'the job of the plan is asked for again',
  create: 'a job of the plan is made',
};

/** A job that was created this long before it was asked for belongs to an earlier run. */
const EARLIER_RUN_MS = 5 * 60_000;
/** A job that is older than the request for it was made by the earlier run, allowing for clocks that differ. */
const ANSWER_LOST_MS = 1_000;
/** Jobs of earlier runs that are stepped over, where they cannot be listed. */
const MOST_EARLIER_JOBS = 50;

function transferEvent(
  planned: PlannedJob,
  transferId: string,
  how: TransferEvent['how'],
  detail: string,
): TransferEvent {
  const { prefix } = planned;
  return { kind: 'transfer', transferId, method: kindOfPlanned(planned).method, ...defined({ prefix }), how, detail };
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
  { jobId, round, after }: OwnJob,
  detail: string,
): AsyncGenerator<RunnerEvent, ExistingJob | undefined> {
  const view = yield* attach(engine, jobId);
  if (view === undefined) return undefined;
  // Of the very answer that it is gone on with.
  const differences = differencesOf(planned, view);
  if (differences.length > 0) throw strangerAfterAll({ jobId, differences });
  const folder = otherReportFolder(planned, view);
  if (folder !== undefined)
    yield { kind: 'note', detail: `job ${jobId} was made with another --report-prefix: its report comes to ${folder}` };
  const { prefix, hash } = planned;
  const token = (await readState(engine.journal, hash))?.token ?? '';
  yield transferEvent(planned, jobId, 'attached', detail);
  const rounds = round === 1 ? {} : { round, after: [...after] };
  await writeState(engine.journal, hash, { version: 1, ...defined({ prefix }), ...rounds, token, told: false, jobId });
  return { jobId, planned: { ...planned, round, after }, view };
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
    const view = yield* askFor(planned, engine, token, true);
    const { jobId } = view;
    const how = view.createdMs < askedMs - ANSWER_LOST_MS ? 'attached' : 'created';
    const detail = how === 'created' ? planned.request.Description : 'an earlier run created it and saw no answer';
    yield transferEvent(planned, jobId, how, detail);
    return { jobId, planned, view };
  } catch (error) {
    if (isTokenRefused(error)) {
      const detail = `an earlier run has asked for another job with the token ${visible(token)}, which its state file names: S3 does not give it for this request, and a new job is asked for`;
      yield { kind: 'note', detail };
      return undefined;
    }
    // The earlier request may have arrived all the same.
    if (error instanceof JobRefused) throw new RunnerError(error.kind, error.message, error.hint, error.code);
    throw error;
  }
}

type Step = Exclude<Found, { readonly how: 'newest' }>;

/** What is to be done, and which jobs say that they are of the plan and are not. */
interface Decided {
  readonly step: Step;
  readonly strangers: readonly Stranger[];
}

/**
 * What is to be done for `planned`: goes on with no job that is not the plan's.
 * @throws RunnerError `preflight` when it is the state file that names such a job
 */
export async function decide(
  planned: PlannedJob,
  engine: Engine,
  own: readonly JobListing[] | undefined,
): Promise<Decided> {
  const state = await readState(engine.journal, planned.hash);
  const strangers: Stranger[] = [];
  let rest = own;
  for (;;) {
    const step = await stepFor(planned, engine, rest, state);
    const stranger = step.how === 'attach' ? await strangerAmong(planned, step.job, engine) : undefined;
    if (stranger === undefined) return { step, strangers };
    // S3 does not list it: the state file has named it.
    if (rest?.some(({ jobId }) => jobId === stranger.jobId) !== true) throw strangerInState(stranger, planned, engine);
    strangers.push(stranger);
    rest = rest.filter(({ jobId }) => jobId !== stranger.jobId);
  }
}

/**
 * The job that a CreateJob has made whose answer nobody has seen: its tags say that nobody was told of its end, either. It is not asked for
 * again: what is left to copy may be another list by now, or none.
 */
async function arrived(
  { listed }: Extract<Found, { readonly how: 'ask-again' }>,
  engine: Engine,
): Promise<Step | undefined> {
  if (listed === undefined || !(await isUntold(engine, listed.jobId))) return undefined;
  return { how: 'attach', job: listed, detail: 'an earlier run created it and saw no answer' };
}

/** What is to be done for `planned`, once it is known whether the newest job's outcome was told. */
async function stepFor(
  planned: PlannedJob,
  engine: Engine,
  own: readonly JobListing[] | undefined,
  state: JobState | undefined,
): Promise<Step> {
  const found = findOwnJob(planned, own, state);
  if (found.how === 'ask-again') return (await arrived(found, engine)) ?? found;
  if (found.how !== 'newest') return found;
  const { job, untoldHere } = found;
  if (!(await isUntold(engine, job.jobId, untoldHere)))
    return { how: 'create', lastEndedJobId: planned.after?.at(-1) ?? job.jobId };
  const who = untoldHere ? 'an earlier run' : 'a run elsewhere';
  return { how: 'attach', job, detail: `${who} created it and did not see its end` };
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
  const { step } = await decide(planned, engine, own);
  if (step.how !== 'attach') return false;
  try {
    await engine.aws.batchOperations.describe(engine.accountId, step.job.jobId);
    return true;
  } catch (error) {
    if (isRunnerError(error, 'not-found')) return false;
    throw error;
  }
}

/** @throws JobRefused that says what it means that S3 refuses the token */
async function* explained(
  asking: AsyncGenerator<RunnerEvent, JobView>,
  token: string,
): AsyncGenerator<RunnerEvent, JobView> {
  try {
    return yield* asking;
  } catch (error) {
    throw isTokenRefused(error) ? tokenRefused(error, token) : error;
  }
}

/**
 * Sends CreateJob. The same token gives one job, whoever has used it: what S3 answers with is held against what was asked for.
 * @throws RunnerError `refused` when the token was used for something else
 */
async function* askFor(
  planned: PlannedJob,
  engine: Engine,
  token: string,
  isAskedAgain = false,
): AsyncGenerator<RunnerEvent, JobView> {
  const view = yield* explained(createJob(planned, engine, token, isAskedAgain), token);
  const differences = differencesOf(planned, view);
  if (differences.length > 0) throw strangerForToken({ jobId: view.jobId, differences }, token);
  return view;
}

/** Whether a job that CreateJob has returned was made by an earlier run, and is over. */
function isEarlier({ status, createdMs }: JobView, askedMs: number): boolean {
  return isOver(status) && createdMs < askedMs - ANSWER_LOST_MS;
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
  const { step, strangers } = await decide(planned, engine, own);
  for (const stranger of strangers) yield strangerWarning(stranger, DOES[step.how]);
  const earlier =
    step.how === 'attach'
      ? yield* goOn(planned, engine, step.job, step.detail)
      : step.how === 'ask-again'
        ? yield* askAgain(planned, engine, step.token)
        : undefined;
  if (earlier !== undefined) return earlier;
  let lastEndedJobId = step.how === 'attach' ? step.job.jobId : step.lastEndedJobId;
  for (let number = 0; number < MOST_EARLIER_JOBS; number += 1) {
    const askedMs = engine.clock.now();
    const view = yield* askFor(planned, engine, requestToken(planned, engine.aws.region, lastEndedJobId));
    const { jobId } = view;
    if (!isEarlier(view, askedMs) || jobId === lastEndedJobId) {
      yield transferEvent(planned, jobId, 'created', planned.request.Description);
      return { jobId, planned, view };
    }
    if (await isUntold(engine, jobId, view.createdMs >= askedMs - EARLIER_RUN_MS)) {
      yield transferEvent(planned, jobId, 'attached', 'a run elsewhere created it and did not see its end');
      return { jobId, planned, view };
    }
    // The token was used before: the job that it made has ended and was told, and a new one takes a new token.
    lastEndedJobId = jobId;
  }
  throw new RunnerError(
    'refused',
    `S3 keeps returning jobs of earlier runs for the plan ${planned.hash}`,
    'allow s3:ListJobs, so that they can be told apart',
  );
}
