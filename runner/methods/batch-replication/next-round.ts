// What a further round can mend, after a pass over the jobs of a plan. https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
import type { Concluded, Conclusion } from './concluded';
import { roleIsYoung } from './jobs/create-job';
import type { Engine } from '../../ports/engine';
import { counted } from '../../text/figures';
import type { PlanOptions } from '../../plan/plan';
import type { Target } from '../../target/target';
import { planVersions, type JobPlan, type PlannedJob } from './plan-jobs';

/** How long roles and rules may take until all of S3 has heard of them. */
const PROPAGATION_SECONDS = 60;

export interface Round {
  readonly plan: JobPlan;
  /** What is done again, and why. */
  readonly detail: string;
  /** Time to wait before it. */
  readonly waitSeconds: number;
  /** Jobs that lead to it, each with what it leaves that no round can mend. */
  readonly leaves: ReadonlyMap<Concluded, Conclusion | undefined>;
}

/** The part of a round that one job leads to. */
interface Again {
  readonly jobs: readonly PlannedJob[];
  readonly detail: string;
  readonly waitSeconds: number;
  readonly leaves?: Conclusion;
}

/** The job has done its tasks: a further one would do nothing else. */
const REPORT_REASON = /report could not be written/i;
const ROLE_REASON = /assume|role|access ?denied|forbidden|not authorized|permission/i;

/** What no new job can mend as things are. */
function unmendable({ conclusion: { failed } }: Concluded): Conclusion | undefined {
  const left = (failed?.count('after-remedy') ?? 0) + (failed?.count('never') ?? 0);
  if (left === 0) return undefined;
  return {
    outcome: 'some-failed',
    summary: `${counted(left, 'failed object version')} no new job can mend as things are`,
  };
}

/** Failed versions of which a new job can make something as things are. */
function versionsAgain(one: Concluded, target: Target, options: PlanOptions): Again | undefined {
  const { planned, conclusion } = one;
  const { failed } = conclusion;
  const count = failed?.count('now') ?? 0;
  if (failed === undefined || count === 0) return undefined;
  const versions = target.batchJob.manifest === undefined ? undefined : failed.versions('now');
  const jobs = versions === undefined ? [planned] : planVersions(target, versions, options).transfers;
  const leaves = unmendable(one);
  return {
    jobs,
    detail: `${counted(count, 'failed object version')} can succeed now`,
    waitSeconds: 0,
    ...(leaves === undefined ? {} : { leaves }),
  };
}

/** A job that failed as a whole because a role or its policy is too young: a minute later it is not any more. */
async function youngRoleAgain({ planned, job, conclusion }: Concluded, engine: Engine): Promise<Again | undefined> {
  if (conclusion.outcome !== 'failed') return undefined;
  const reasons = job.view.reasons.map(({ code, text }) => `${code} ${text}`);
  if (!reasons.some((reason) => ROLE_REASON.test(reason) && !REPORT_REASON.test(reason))) return undefined;
  if (!(await roleIsYoung(engine, planned.request.RoleArn))) return undefined;
  const detail = 'the job role is minutes old, and S3 may not have seen all of it';
  return { jobs: [planned], detail, waitSeconds: PROPAGATION_SECONDS };
}

/**
 * Nothing matched although a rule selects what is there. S3 may not act on a changed rule yet; or an earlier run has made the
 * job, and what it looked for has come since.
 */
function youngRuleAgain({ planned, job, conclusion }: Concluded, { clock }: Engine): Again | undefined {
  if (conclusion.nothing !== 'not-yet') return undefined;
  const isEarlier = clock.now() - (job.view.endedMs ?? clock.now()) >= PROPAGATION_SECONDS * 1000;
  return isEarlier
    ? { jobs: [planned], detail: 'there may be something for it since the job ended', waitSeconds: 0 }
    : { jobs: [planned], detail: 'S3 may not act on the replication rule yet', waitSeconds: PROPAGATION_SECONDS };
}

/** Failed versions of a pass of which a new job can make something as things are. */
export function mendable(concluded: readonly Concluded[]): number {
  return concluded.reduce((sum, { conclusion }) => sum + (conclusion.failed?.count('now') ?? 0), 0);
}

/**
 * The next round; undefined when no job leads to one.
 * @param number 1 for the first
 * @param mendableBefore of the pass before: when as many are left, trying the same again changes nothing
 */
export async function nextRound(
  concluded: readonly Concluded[],
  number: number,
  mendableBefore: number,
  target: Target,
  engine: Engine,
  options: PlanOptions,
): Promise<Round | undefined> {
  const changed = mendable(concluded) !== mendableBefore;
  const parts = new Map<Concluded, Again>();
  for (const one of concluded) {
    const again =
      (changed ? versionsAgain(one, target, options) : undefined) ??
      youngRuleAgain(one, engine) ??
      (number === 1 ? await youngRoleAgain(one, engine) : undefined);
    if (again !== undefined) parts.set(one, again);
  }
  if (parts.size === 0) return undefined;
  const all = [...parts.values()];
  return {
    plan: { region: engine.aws.region, hash: '', transfers: all.flatMap(({ jobs }) => jobs) },
    detail: [...new Set(all.map(({ detail }) => detail))].join('; '),
    waitSeconds: Math.max(...all.map(({ waitSeconds }) => waitSeconds)),
    leaves: new Map([...parts].map(([one, { leaves }]) => [one, leaves])),
  };
}
