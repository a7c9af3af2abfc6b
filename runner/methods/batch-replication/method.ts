// Batch Replication as a method: S3 Batch Operations jobs whose operation is S3ReplicateObject.
import type { ForeseenTransfer } from '../../events/events';
import type { Plan } from '../../plan/plan';
import type { Engine } from '../../ports/engine';
import { defined } from '../../text/defined';
import type { Method } from '../method';
import { versionByVersion, type VersionPlanner } from '../version-by-version';
import { RUN_CHECKS } from '../../checks/every-check';
import { decide, hasEarlierJob } from '../batch-jobs/jobs/ensure-job';
import { adviceOn } from '../batch-jobs/jobs/job-failures';
import { listOwnJobs } from '../batch-jobs/jobs/own-jobs';
import { KEEPS, METHOD_NAME } from './keeps';
import { activeJobs, failuresOf, jobStatus, listJobs, reportJob, watchJobs } from '../batch-jobs/look-at-jobs';
import { lacks, planPrefixes, planVersions, requestToken, type JobPlan } from './plan-jobs';
import { runPlan } from '../batch-jobs/run-plan';

const JOB_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function foresee(plan: JobPlan, engine: Engine): Promise<readonly ForeseenTransfer[]> {
  const own = await listOwnJobs(engine.aws.batchOperations, engine.accountId);
  return Promise.all(
    plan.transfers.map(async (planned) => {
      const { prefix, hash, request } = planned;
      const { step } = await decide(planned, engine, own);
      const lastEndedJobId = step.how === 'attach' ? '' : step.lastEndedJobId;
      const token = step.how === 'ask-again' ? step.token : requestToken(planned, plan.region, lastEndedJobId);
      return {
        ...defined({ prefix }),
        hash,
        ...(step.how === 'attach' ? { attachTo: step.job.jobId } : {}),
        request: { ...request, ClientRequestToken: token },
      };
    }),
  );
}

async function isUnderway({ transfers }: JobPlan, engine: Engine): Promise<boolean> {
  const own = await listOwnJobs(engine.aws.batchOperations, engine.accountId);
  const found = await Promise.all(transfers.map((planned) => hasEarlierJob(planned, engine, own)));
  return found.includes(true);
}

/** Plans that this method has made. */
function jobPlan(plan: Plan): JobPlan {
  return plan as JobPlan;
}

/** How its jobs are planned. */
export const jobPlanner: VersionPlanner = {
  name: METHOD_NAME,
  checks: RUN_CHECKS,
  // S3's manifest generator has every other filter.
  filters: ({ match, tags, latestOnly }) => match === undefined && tags === undefined && latestOnly === undefined,
  lacks,
  planPrefixes,
  planVersions,
  active: activeJobs,
  isUnderway: (plan, engine) => isUnderway(jobPlan(plan), engine),
};

export const batchReplication: Method = {
  name: METHOD_NAME,
  lacks,
  ...versionByVersion(jobPlanner),
  title: 'Batch Replication',
  noun: 'job',
  keeps: KEEPS,
  isIdOf: (id) => JOB_ID.test(id),
  foresee: (plan, engine) => foresee(jobPlan(plan), engine),
  begin: (plan, target, engine, options) => runPlan(jobPlan(plan), target, engine, options),
  status: jobStatus,
  advice: ({ phase, reasons }) => (phase === 'failed' ? adviceOn(reasons) : []),
  watch: watchJobs,
  report: reportJob,
  failures: failuresOf,
  list: listJobs,
  cancel: (id, { aws, accountId }) =>
    aws.batchOperations.updateStatus(accountId, id, 'Cancelled', 'cancelled with s3-backfill'),
  confirm: (id, { aws, accountId }) =>
    aws.batchOperations.updateStatus(accountId, id, 'Ready', 'confirmed with s3-backfill'),
  setPriority: (id, priority, { aws, accountId }) => aws.batchOperations.updatePriority(accountId, id, priority),
};
