// Finds the jobs that this or another run has made for the same backfill, in whichever round, so that there is never a second one at a
// time, and none of an earlier round is taken for the newest.
import { isRunnerError } from '../../../ports/errors';
import { defined } from '../../../text/defined';
import { isOver } from './job-phase';
import type { JobListing } from '../../../ports/batch/batch-operations';
import { planMark, type PlannedJob } from '../planned-job';
import type { BatchOperations } from '../../../ports/batch/batch-operations';
import { roundIn } from './round-mark';
import type { JobState } from './state-file';

const MARK = /\[plan ([0-9a-f]{16})\]/;

/** Hash of the plan that a job with this description belongs to; undefined: it is not ours. */
export function planOf(description: string): string | undefined {
  return MARK.exec(description)?.[1];
}

/** Our jobs in the listing of S3, newest first; undefined when the caller may not list. */
export async function listOwnJobs(
  jobs: BatchOperations,
  accountId: string,
): Promise<readonly JobListing[] | undefined> {
  const own: JobListing[] = [];
  try {
    for await (const listing of jobs.list(accountId)) if (planOf(listing.description) !== undefined) own.push(listing);
  } catch (error) {
    if (isRunnerError(error, 'denied')) return undefined;
    throw error;
  }
  return own.sort((a, b) => b.createdMs - a.createdMs || roundIn(b.description) - roundIn(a.description));
}

/** A job of the backfill that is there. */
export interface OwnJob {
  readonly jobId: string;
  readonly round: number;
  /** Ids of the jobs of the rounds before, oldest first; those that S3 does not list any more are left out. */
  readonly after: readonly string[];
}

export type Found =
  | { readonly how: 'attach'; readonly job: OwnJob; readonly detail: string }
  /** It is over, or only this machine remembers it: whether its outcome was told decides. */
  | { readonly how: 'newest'; readonly job: OwnJob; readonly untoldHere: boolean }
  /** An earlier run has sent CreateJob with this token, and has not seen the answer. */
  | {
      readonly how: 'ask-again';
      readonly token: string;
      readonly lastEndedJobId: string;
      /** The newest that is listed and over: where nobody was told of its end, it may be the one. @default - none is listed */
      readonly listed?: OwnJob;
    }
  | {
      readonly how: 'create';
      /** Empty: there was none. */
      readonly lastEndedJobId: string;
    };

/** @param same jobs of one backfill, newest first */
function ownJob(same: readonly JobListing[], { jobId, description }: JobListing): OwnJob {
  const round = roundIn(description);
  const after: string[] = [];
  let wanted = round - 1;
  for (const older of same.slice(same.findIndex((one) => one.jobId === jobId) + 1)) {
    if (wanted === 0) break;
    if (roundIn(older.description) > wanted) continue;
    after.unshift(older.jobId);
    wanted = roundIn(older.description) - 1;
  }
  return { jobId, round, after };
}

/** The job that the state file tells of; where the answer to a later round's CreateJob was not seen, the one before it. */
function rememberedJob({ jobId, round = 1, after = [] }: JobState): OwnJob | undefined {
  if (jobId !== undefined) return { jobId, round, after };
  const last = after.at(-1);
  return last === undefined ? undefined : { jobId: last, round: round - 1, after: after.slice(0, -1) };
}

/**
 * What to do for a planned job: go on with one that is there, or create it.
 * @param own our jobs, newest first; undefined when they may not be listed
 * @param state what an earlier run has left in its state file
 */
export function findOwnJob(
  planned: PlannedJob,
  own: readonly JobListing[] | undefined,
  state: JobState | undefined,
): Found {
  const all = (own ?? []).filter(({ description }) => description.includes(planMark(planned.hash)));
  const running = all.find(({ status }) => status === undefined || !isOver(status));
  if (running !== undefined) {
    const detail = 'an earlier run created it and it is not over';
    return { how: 'attach', job: ownJob(all, running), detail };
  }
  const { after: before = [] } = planned;
  const parent = before.at(-1);
  // A later round begins where the one before it has ended.
  const same = parent === undefined ? all : all.slice(0, Math.max(0, indexOf(all, parent)));
  const [newest] = same;
  const remembered = state === undefined || state.told ? undefined : rememberedJob(state);
  const isNew = remembered !== undefined && !before.includes(remembered.jobId);
  if (isNew && indexOf(all, remembered.jobId) === -1) return { how: 'newest', job: remembered, untoldHere: true };
  const lastEndedJobId = parent ?? newest?.jobId ?? state?.jobId ?? '';
  if (parent === undefined && state !== undefined && !state.told && remembered === undefined)
    return {
      how: 'ask-again',
      token: state.token,
      lastEndedJobId,
      ...defined({ listed: newest && ownJob(all, newest) }),
    };
  if (newest === undefined || (state?.told === true && state.jobId === newest.jobId))
    return { how: 'create', lastEndedJobId };
  const job = ownJob(all, newest);
  const untoldHere = isNew && [job.jobId, ...job.after].includes(remembered.jobId);
  return { how: 'newest', job, untoldHere };
}

function indexOf(jobs: readonly JobListing[], jobId: string): number {
  return jobs.findIndex((one) => one.jobId === jobId);
}
