import { NO_TASK } from '../unheeded-by-copies';
// Batch Replication as a method: S3 Batch Operations jobs whose operation is S3ReplicateObject.
import type { Plan } from '../../plan/plan';
import type { Method } from '../method';
import { proveVersionsAndCopies } from '../handed-on';
import { versionByVersion, type VersionPlanner } from '../version-by-version';
import { RUN_CHECKS } from '../../checks/every-check';
import { foreseeJobs, underwayOf } from '../batch-jobs/foresee-jobs';
import { KEEPS, METHOD_NAME } from './keeps';
import {
  activeJobs,
  adviceOnJob,
  failuresOf,
  isJobId,
  jobStatus,
  listJobs,
  reportJob,
  STEERING,
  watchJobs,
} from '../batch-jobs/look-at-jobs';
import { lacks, planPrefixes, planVersions } from './plan-jobs';
import type { JobPlan } from '../batch-jobs/planned-job';
import { runPlan } from '../batch-jobs/run-plan';

/** Plans that this method has made. */
function jobPlan(plan: Plan): JobPlan {
  return plan as JobPlan;
}

/** How its jobs are planned. */
export const jobPlanner: VersionPlanner = {
  name: METHOD_NAME,
  // They are loaded by who plans.
  get checks() {
    return RUN_CHECKS;
  },
  // S3's manifest generator has every other filter.
  filters: ({ match, tags, latestOnly }) => match === undefined && tags === undefined && latestOnly === undefined,
  lacks,
  planPrefixes,
  planVersions,
  active: (engine) => activeJobs(engine, 'S3ReplicateObject'),
  isUnderway: async (plan, engine) => (await underwayOf(jobPlan(plan), engine)).length > 0,
};

export const batchReplication: Method = {
  name: METHOD_NAME,
  lacks,
  ...versionByVersion(jobPlanner),
  title: 'Batch Replication',
  noun: 'job',
  keeps: KEEPS,
  refuses: { 'print-command': 'it starts no other program', 'task-arn': NO_TASK },
  isIdOf: isJobId,
  selectsFailed: true,
  foresee: (plan, engine) => foreseeJobs(jobPlan(plan), engine),
  proveHandedOn: proveVersionsAndCopies,
  begin: (plan, target, engine, options) => runPlan(jobPlan(plan), target, engine, options),
  status: jobStatus,
  advice: adviceOnJob,
  watch: watchJobs,
  report: reportJob,
  keepsReports: true,
  failures: failuresOf,
  // Those of operations that no method has are told here.
  list: (engine, all) => listJobs(engine, all, (operation) => operation !== 'S3PutObjectCopy'),
  ...STEERING,
};
