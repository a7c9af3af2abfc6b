// What a further round can mend, after a pass over the jobs of a plan. https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
import type { Concluded, Conclusion } from './concluded';
import { roleIsYoung } from './jobs/create-job';
import { textOf } from './jobs/job-failures';
import type { Engine } from '../../ports/engine';
import { counted } from '../../text/figures';
import type { PlanOptions } from '../../plan/plan';
import type { Target } from '../../target/target';
import { inNextRound, roundOf } from './jobs/round-mark';
import { kindOfPlanned } from './job-kind';
import type { JobPlan, PlannedJob } from './planned-job';
import { mayBeYoung } from './refusals/what-s3-says';

/** How long roles and rules may take until all of S3 has heard of them. */
const PROPAGATION_SECONDS = 60;

export interface Round {
  readonly plan: JobPlan;
  /** 1 for the first one after the first jobs. */
  readonly number: number;
  /** What is done again, and why. */
  readonly detail: string;
  /** Time to wait before it. */
  readonly waitSeconds: number;
  /** Jobs that lead to it. */
  readonly leadTo: ReadonlySet<Concluded>;
}

/** The part of a round that one job leads to. */
interface Again {
  readonly next: PlannedJob;
  readonly detail: string;
  readonly waitSeconds: number;
}

/** Whether the round after a job gets a list of what failed and can succeed; otherwise S3 selects all that failed once more. */
function isListed({ conclusion: { failed } }: Concluded, { batchJob }: Target): boolean {
  return batchJob.manifest !== undefined && failed?.versions('now') !== undefined;
}

/** What a job that another round follows leaves for good: its report without what is tried again. Undefined: nothing. */
export function leftBy(one: Concluded, target: Target): Conclusion | undefined {
  const { reported, failed } = one.conclusion;
  if (reported === undefined) return undefined;
  const left = (failed?.count('after-remedy') ?? 0) + (failed?.count('never') ?? 0);
  const all = left + (failed?.count('unknown') ?? 0);
  const counts = { ...reported, failed: isListed(one, target) ? all : 0, left };
  const { unlisted = 0 } = reported;
  return { outcome: all > 0 ? 'some-failed' : unlisted > 0 ? 'not-known' : 'done', summary: '', reported: counts };
}

/** A job for the versions that failed and can succeed now; undefined: they are not listed. */
export function listAgain(one: Concluded, target: Target, options: PlanOptions): PlannedJob | undefined {
  const versions = isListed(one, target) ? one.conclusion.failed?.versions('now') : undefined;
  if (versions === undefined) return undefined;
  return kindOfPlanned(one.planned).again(one.planned, versions, target, options);
}

/** Failed versions of which a new job can make something as things are. */
function versionsAgain(one: Concluded, target: Target, options: PlanOptions): Again | undefined {
  const { planned, conclusion } = one;
  const { failed } = conclusion;
  const count = failed?.count('now') ?? 0;
  if (failed === undefined || count === 0) return undefined;
  const { selectsFailed, object } = kindOfPlanned(planned);
  const next = listAgain(one, target, options) ?? (selectsFailed ? planned : undefined);
  // Without a list S3 would copy everything again.
  if (next === undefined) return undefined;
  return {
    next,
    detail: `${counted(count, `failed ${object}`)} can succeed now`,
    waitSeconds: 0,
  };
}

/** A job that failed as a whole because a role or its policy is too young: a minute later it is not any more. */
async function youngRoleAgain({ planned, job, conclusion }: Concluded, engine: Engine): Promise<Again | undefined> {
  if (conclusion.outcome !== 'failed') return undefined;
  if (!job.view.reasons.some((reason) => mayBeYoung(textOf(reason)))) return undefined;
  if (!(await roleIsYoung(engine, planned.request.RoleArn))) return undefined;
  const detail = 'the job role is minutes old, and S3 may not have seen all of it';
  return { next: planned, detail, waitSeconds: PROPAGATION_SECONDS };
}

export interface RoundOptions extends PlanOptions {
  /** Whether the rules were waited for until they were old enough. @default false */
  readonly waitedForRules?: boolean;
}

/**
 * Nothing matched although a rule selects what is there. S3 may not act on a changed rule yet, whose age nobody could see; or an
 * earlier run has made the job, and what it looked for has come since. After rules were waited for, another job changes nothing.
 */
function youngRuleAgain(
  { planned, job, conclusion }: Concluded,
  { clock }: Engine,
  { waitedForRules = false }: RoundOptions,
): Again | undefined {
  if (conclusion.nothing !== 'not-yet') return undefined;
  const isEarlier = clock.now() - (job.view.endedMs ?? clock.now()) >= PROPAGATION_SECONDS * 1000;
  if (waitedForRules && !isEarlier) return undefined;
  return isEarlier
    ? { next: planned, detail: 'there may be something for it since the job ended', waitSeconds: 0 }
    : { next: planned, detail: 'S3 may not act on the replication rule yet', waitSeconds: PROPAGATION_SECONDS };
}

/** Failed versions of a job of which a new one can make something as things are. */
function mendable({ conclusion }: Concluded): number {
  return conclusion.failed?.count('now') ?? 0;
}

/** @param before the job of the round before. @default - it is the first round */
async function partOf(
  one: Concluded,
  before: Concluded | undefined,
  target: Target,
  engine: Engine,
  options: RoundOptions,
): Promise<Again | undefined> {
  // When as many are left as before, trying the same again changes nothing.
  const changed = before === undefined || mendable(one) !== mendable(before);
  return (
    (changed ? versionsAgain(one, target, options) : undefined) ??
    youngRuleAgain(one, engine, options) ??
    (before === undefined ? await youngRoleAgain(one, engine) : undefined)
  );
}

/**
 * The next round; undefined when no job leads to one.
 * @param retries rounds that may be made after the first
 * @param before the job of the round before, of each that is one of a later round
 */
export async function nextRound(
  concluded: readonly Concluded[],
  retries: number,
  before: (one: Concluded) => Concluded | undefined,
  target: Target,
  engine: Engine,
  options: RoundOptions,
): Promise<Round | undefined> {
  const parts = new Map<Concluded, Again>();
  for (const one of concluded) {
    if (roundOf(one.planned) > retries) continue;
    const again = await partOf(one, before(one), target, engine, options);
    if (again !== undefined) parts.set(one, again);
  }
  if (parts.size === 0) return undefined;
  const all = [...parts.values()];
  const transfers = [...parts].map(([{ planned, job }, { next }]) => inNextRound(next, planned, job.jobId));
  return {
    plan: { region: engine.aws.region, hash: '', transfers },
    number: Math.max(...transfers.map(roundOf)) - 1,
    detail: [...new Set(all.map(({ detail }) => detail))].join('; '),
    waitSeconds: Math.max(...all.map(({ waitSeconds }) => waitSeconds)),
    leadTo: new Set(parts.keys()),
  };
}
