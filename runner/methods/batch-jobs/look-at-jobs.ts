// Jobs that exist: found, watched, reported, listed.
import { isOverIn, type ListedTransfer, type TransferStatus } from '../../events/transfer-events';
import type { RunnerEvent, TargetEvent, Telling } from '../../events/events';
import type { JobListing, JobView } from '../../ports/batch/batch-operations';
import type { Engine } from '../../ports/engine';
import { RunnerError, isRunnerError } from '../../ports/errors';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import type { ConcludeOptions, Failures, Method, WatchOptions } from '../method';
import { conclude } from './conclude-job';
import { stillRunning, uncomparedEnding } from './jobs-ending';
import type { Conclusion } from './concluded';
import { flagsOfView, type InAccount } from './flags-of-job';
import { isOver, phaseOf } from './jobs/job-phase';
import { planOf } from './jobs/own-jobs';
import { adviceOn } from './jobs/job-failures';
import { markTold, staysOpen } from './jobs/reported-mark';
import { readState, writeState } from './jobs/state-file';
import { kindOf, kindOfView, roleOf, type OperationName } from './job-kind';
import { sidesIn } from './planned-job';
import { readReport } from './report/read-report';
import { EMPTY_QUEUE, watch } from './watch/watch-jobs';
import { isThrough, watched, type Watched } from './watch/watched-job';

const JOB_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a job may have such an id, whatever it does. */
export function isJobId(id: string): boolean {
  return JOB_ID.test(id);
}

/** Orders to a job that is there, whatever it does. */
export const STEERING: Required<Pick<Method, 'cancel' | 'confirm' | 'setPriority'>> = {
  cancel: (id, { aws, accountId }) =>
    aws.batchOperations.updateStatus(accountId, id, 'Cancelled', 'cancelled with s3-backfill'),
  confirm: (id, { aws, accountId }) =>
    aws.batchOperations.updateStatus(accountId, id, 'Ready', 'confirmed with s3-backfill'),
  setPriority: (id, priority, { aws, accountId }) => aws.batchOperations.updatePriority(accountId, id, priority),
};

/**
 * @throws RunnerError `not-found` that names the Region: jobs are known in one only
 */
async function findJob(jobId: string, engine: Engine): Promise<JobView> {
  try {
    return await engine.aws.batchOperations.describe(engine.accountId, jobId);
  } catch (error) {
    if (!isRunnerError(error, 'not-found')) throw error;
    throw new RunnerError(
      'not-found',
      `there is no job '${visible(jobId)}' in account ${engine.accountId}, Region ${engine.aws.region}`,
      'jobs are known in the Region that they were created in (--region): that of their source bucket, of jobs that copy that of their destination; and for 30 to 90 days',
      error.code,
    );
  }
}

/**
 * A job whose report, or end, tells something of replicas or copies.
 * @throws RunnerError `usage` when it does something else: that its tasks succeeded says nothing of them
 */
export async function findOurs(jobId: string, engine: Engine): Promise<JobView> {
  const view = await findJob(jobId, engine);
  if (kindOf(view) !== undefined) return view;
  throw new RunnerError(
    'usage',
    `job ${jobId} does ${visible(view.order.operation ?? '')}, and neither replicates nor copies: what becomes of its tasks says nothing of replicas or copies`,
    'the verb status shows what it is, and list shows the jobs of s3-backfill',
  );
}

export async function jobStatus(jobId: string, engine: Engine): Promise<TransferStatus> {
  const { status, counts, reasons, createdMs, endedMs, activeSeconds, description, priority, roleArn, ...view } =
    await findJob(jobId, engine);
  const { report, sourceBucket, prefix, manifest } = view;
  return {
    transferId: jobId,
    method: kindOfView(view).method,
    phase: phaseOf(status),
    status,
    counts,
    reasons,
    createdMs,
    activeSeconds,
    description,
    priority,
    roleArn,
    ...sidesIn(description),
    ...defined({ endedMs, report, sourceBucket, prefix, manifest }),
  };
}

/** What the reasons of a failure mean, and what to do. */
export function adviceOnJob({ phase, reasons, method }: TransferStatus): readonly string[] {
  return phase === 'failed' ? adviceOn(reasons, roleOf(method)) : [];
}

/** What jobs copy, as S3 and their descriptions tell it. */
export function targetOfJobs(views: readonly JobView[], { aws, accountId }: Omit<InAccount, 'command'>): TargetEvent {
  const sides = views.map(({ description, ...view }) => ({
    ...sidesIn(description),
    ...defined({ sourceBucket: view.sourceBucket }),
  }));
  const [bucket] = sides.flatMap(({ sourceBucket }) => sourceBucket ?? []);
  return {
    kind: 'target',
    source: { ...defined({ bucket }), region: aws.region, accountId },
    destinations: [...new Set(sides.flatMap(({ destination }) => destination ?? []))],
  };
}

/**
 * Looks for jobs; that one of several is not there is told, and does not keep the others from being watched.
 * @param jobs filled in
 * @returns what is to be said of those that are not there
 * @throws RunnerError `not-found` when none of them is
 */
async function* findJobs(
  jobIds: readonly string[],
  jobs: Watched[],
  engine: Engine,
): AsyncGenerator<RunnerEvent, Conclusion[]> {
  const absent: RunnerError[] = [];
  for (const jobId of new Set(jobIds)) {
    try {
      const view = await findOurs(jobId, engine);
      jobs.push(watched(view, view.prefix, engine.clock.now()));
    } catch (error) {
      if (!isRunnerError(error, 'not-found')) throw error;
      absent.push(error);
    }
  }
  const [first] = absent;
  if (first !== undefined && jobs.length === 0) throw first;
  for (const { message } of absent) yield { kind: 'note', detail: message };
  return absent.map(({ message }) => ({ outcome: 'not-known', summary: message }));
}

/** Looks at jobs that exist until they are over, and tells what became of them. */
export async function* watchJobs(
  jobIds: readonly string[],
  engine: Engine,
  options: WatchOptions & ConcludeOptions,
): Telling {
  const jobs: Watched[] = [];
  const comeBack = engine.comeBack(jobIds.join(' '));
  try {
    const conclusions = yield* findJobs(jobIds, jobs, engine);
    yield targetOfJobs(
      jobs.map(({ view }) => view),
      engine,
    );
    const leaving = yield* watch(jobs, EMPTY_QUEUE, engine, options);
    if (leaving !== undefined) return stillRunning(jobs, 0, comeBack, leaving);
    const told: string[] = [];
    for (const job of jobs) {
      const conclusion = yield* conclude(job, engine, options);
      conclusions.push(conclusion);
      if (!staysOpen({ job, conclusion }, engine)) told.push(job.jobId);
    }
    const settle = async (): Promise<void> => {
      for (const jobId of told) await markTold(engine, jobId);
    };
    return { ...uncomparedEnding(conclusions, jobIds, engine), settle };
  } catch (error) {
    if (!isRunnerError(error, 'interrupted')) {
      if (jobs.some((job) => !isThrough(job)))
        yield { kind: 'note', detail: `what was watched goes on in AWS; come back with: ${comeBack}` };
      throw error;
    }
    return {
      outcome: 'interrupted',
      summary: `interrupted; job ${jobIds.map(visible).join(', ')} is not affected`,
      transferIds: jobIds,
      comeBack,
    };
  }
}

/** Tells what became of a job that is over, by its completion report. */
export async function* reportJob(jobId: string, engine: Engine, options: ConcludeOptions): Telling {
  const view = await findOurs(jobId, engine);
  const { keeper } = options;
  yield targetOfJobs([view], engine);
  if (!isOver(view.status)) {
    const summary = `job ${jobId} is ${view.status}: its completion report comes when it is over`;
    return { outcome: 'still-running', summary, transferIds: [jobId], comeBack: engine.comeBack(jobId) };
  }
  const conclusion = yield* conclude(watched(view, view.prefix, engine.clock.now()), engine, options);
  if (keeper !== undefined) yield keeper.told(jobId);
  return uncomparedEnding([conclusion], [jobId], engine);
}

/** Remembers that the end of a job has been told. */
async function tellEnd(jobId: string, { description }: JobView, engine: Engine): Promise<void> {
  await markTold(engine, jobId);
  const hash = planOf(description);
  const state = hash === undefined ? undefined : await readState(engine.journal, hash);
  if (hash !== undefined && state?.jobId === jobId) await writeState(engine.journal, hash, { ...state, told: true });
}

/** @throws RunnerError `usage` when the job is not over, or neither replicates nor copies, `not-found` when it has no report */
export async function* failuresOf(
  jobId: string,
  engine: Engine,
  { reportWaitSeconds }: ConcludeOptions,
): AsyncGenerator<RunnerEvent, Failures> {
  const view = await findOurs(jobId, engine);
  const { status, prefix } = view;
  if (!isOver(status))
    throw new RunnerError('usage', `job ${jobId} is ${status}: what has failed is known when it is over`);
  const read = yield* readReport(view, prefix, engine, reportWaitSeconds);
  if (read === undefined)
    throw new RunnerError(
      'not-found',
      `job ${jobId} has no completion report: which versions have failed is not known`,
      `this selects what is not replicated, or failed: ${engine.command('run', [], flagsOfView(view, engine))}`,
    );
  const { found, failed } = read;
  yield found;
  // Who copies again what has failed does not go on with it, as a run does that nobody was told the end of.
  await tellEnd(jobId, view, engine);
  // S3 knows of more failures than the report names, or does not say how many tasks there were.
  const isPart = view.uncounted === true || (found.unlisted === 0 && view.counts.failed > found.failed);
  return {
    failed,
    unlisted: found.unlisted,
    ...defined({ prefix }),
    ...(isPart ? { ended: { outcome: 'not-known' as const, summary: found.doubts.join('; ') } } : {}),
  };
}

function listed(job: JobListing): ListedTransfer {
  const { jobId, description, status, unknownStatus = '', createdMs, operation, priority, counts } = job;
  const plan = planOf(description);
  return {
    transferId: jobId,
    description,
    operation,
    // Nobody knows that it is over.
    phase: status === undefined ? 'working' : phaseOf(status),
    status: status ?? unknownStatus,
    createdMs,
    priority,
    counts,
    ...(plan === undefined ? {} : { plan, ...methodIn(operation), ...sidesIn(description) }),
  };
}

function methodIn(operation: string): Pick<ListedTransfer, 'method'> {
  const method = kindOf({ order: { operation, report: { enabled: false } } })?.method;
  return defined({ method });
}

/** Jobs of these operations. */
export async function* listJobs(
  { aws, accountId }: Engine,
  all: boolean,
  isOf: (operation: string) => boolean,
): AsyncGenerator<ListedTransfer> {
  for await (const job of aws.batchOperations.list(accountId))
    if (isOf(job.operation) && (all || planOf(job.description) !== undefined)) yield listed(job);
}

/** How many jobs of this operation S3 runs now, whoever made them: of Batch Replication it runs six at a time. */
export async function activeJobs({ aws, accountId }: Engine, of: OperationName): Promise<number> {
  let active = 0;
  for await (const { operation, status } of aws.batchOperations.list(accountId))
    if (operation === of && (status === undefined || !isOverIn(phaseOf(status)))) active += 1;
  return active;
}
