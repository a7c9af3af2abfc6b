// Sends CreateJob for a planned job, patiently where there is a reason to wait.
import type { Engine } from '../../../ports/engine';
import { calling, patiently } from '../../../pacing/patiently';
import { RunnerError, isRunnerError } from '../../../ports/errors';
import type { RunnerEvent } from '../../../events/events';
import type { JobView } from '../../../ports/batch/batch-operations';
import type { ManifestUpload, PlannedJob } from '../planned-job';
import { writeState, type JobState } from './state-file';
import { defined } from '../../../text/defined';
import { visible } from '../../../text/safe-text';
import { flagsOfRequest } from '../flags-of-job';
import { isForeign } from '../foreign-bucket';
import { isDefinite, isYoungRole, jobRefused } from '../refusals/job-refused';

/** How long a role that was just created may take until S3 sees it. */
const PATIENCE_MS = 120_000;
/** Older roles are known everywhere; a refusal is then meant. */
const YOUNG_ROLE_MS = 15 * 60_000;
/** How long DescribeJob may not know a job that CreateJob has just returned. */
const NEW_JOB_MS = 60_000;

/** Whether the role may be unknown in parts of AWS still. */
export async function roleIsYoung({ aws, clock }: Engine, roleArn: string): Promise<boolean> {
  try {
    const role = await aws.roles.find(roleArn);
    return role === undefined || clock.now() - role.createdMs < YOUNG_ROLE_MS;
  } catch (error) {
    if (isRunnerError(error, 'interrupted')) throw error;
    return true;
  }
}

async function reasonToWait(error: unknown, engine: Engine, roleArn: string): Promise<string | undefined> {
  if (!isRunnerError(error)) return undefined;
  if (isYoungRole(error) && (await roleIsYoung(engine, roleArn)))
    return `S3 may not see the job role yet: ${error.message}`;
  return undefined;
}

/** One look at a job, as often as it takes until S3 shows it. */
export function describeJob(engine: Engine, jobId: string, patienceMs: number): AsyncGenerator<RunnerEvent, JobView> {
  const { aws, accountId, clock } = engine;
  const startMs = clock.now();
  return patiently(engine, () => calling(() => aws.batchOperations.describe(accountId, jobId)), {
    reason: (error) =>
      isRunnerError(error, 'not-found') ? `S3 does not show job ${jobId} yet: ${error.message}` : undefined,
    untilMs: () => startMs + patienceMs,
  });
}

/**
 * Puts the manifest where the job looks for it; what is there already is not written again.
 * @throws RunnerError `refused` when S3 stores it in another form than the job can read
 */
async function putManifest(engine: Engine, { bucket, key, body, inParts, etag }: ManifestUpload): Promise<void> {
  const { objects } = engine.aws;
  const there = await objects.head(bucket, key);
  if (there?.etag === etag) return;
  const writing =
    inParts === undefined
      ? objects.put(bucket, key, body, 'text/csv', engine.accountId)
      : objects.putInParts(bucket, key, inParts.parts(), 'text/csv', engine.accountId);
  const written = await writing.catch(async (error: unknown) => {
    if (!isRunnerError(error, 'denied') || !(await isForeign(bucket, engine))) throw error;
    throw new RunnerError(
      'refused',
      `the manifest bucket '${visible(bucket)}' does not belong to account ${engine.accountId}: the list of keys was not written there`,
      'name a bucket of that account with --manifest-bucket',
    );
  });
  if (written.etag === etag) return;
  throw new RunnerError(
    'refused',
    `the manifest s3://${bucket}/${key} has the ETag ${written.etag} instead of its MD5 ${etag}: the bucket encrypts with SSE-KMS, and S3 reads no CSV manifest under it`,
    'name a bucket whose default encryption is SSE-S3 with --manifest-bucket',
  );
}

/**
 * Sends CreateJob, as often as it takes.
 * @param refused what is remembered when AWS has refused it, and no answer before that was lost. Undefined: nothing
 * @throws JobRefused when there is no job
 */
async function* sendCreateJob(
  { request, hash }: PlannedJob,
  engine: Engine,
  token: string,
  refused: JobState | undefined,
): AsyncGenerator<RunnerEvent, string> {
  const lost: unknown[] = [];
  const startMs = engine.clock.now();
  const send = async (): Promise<string> => {
    try {
      return await engine.aws.batchOperations.create(request, token);
    } catch (error) {
      if (!isDefinite(error)) lost.push(error);
      throw error;
    }
  };
  try {
    return yield* patiently(engine, () => calling(send), {
      reason: (error) => reasonToWait(error, engine, request.RoleArn),
      untilMs: () => startMs + PATIENCE_MS,
    });
  } catch (error) {
    if (lost.length > 0 || !isDefinite(error)) throw error;
    if (refused !== undefined) await writeState(engine.journal, hash, refused);
    throw jobRefused(error, request, engine.aws.region, engine.command('doctor', [], flagsOfRequest(request)));
  }
}

/**
 * Sends CreateJob, and waits until S3 shows the job.
 * @param isAskedAgain whether an earlier run has sent the same request, and has not seen the answer
 * @throws JobRefused when this request has made none
 */
export async function* createJob(
  planned: PlannedJob,
  engine: Engine,
  token: string,
  isAskedAgain = false,
): AsyncGenerator<RunnerEvent, JobView> {
  if (planned.upload !== undefined) await putManifest(engine, planned.upload);
  const { prefix, round, after } = planned;
  const state = { version: 1 as const, ...defined({ prefix, round, after: after?.slice() }), token, told: false };
  const kept = await writeState(engine.journal, planned.hash, state);
  if (!kept)
    yield {
      kind: 'note',
      detail: `the state cannot be kept in ${engine.journal.directory}; a rerun finds the job in S3's listing instead`,
    };
  // Nothing was created: the next run does not ask for it.
  const refused = isAskedAgain ? undefined : { ...state, told: true };
  const jobId = yield* sendCreateJob(planned, engine, token, refused);
  await writeState(engine.journal, planned.hash, { ...state, jobId });
  return yield* describeJob(engine, jobId, NEW_JOB_MS);
}
