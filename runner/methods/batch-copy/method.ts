// Copies by S3 Batch Operations as a method: jobs whose operation is S3PutObjectCopy.
import type { Plan, PlanOptions } from '../../plan/plan';
import type { Aws } from '../../ports/aws';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Target } from '../../target/target';
import { defined } from '../../text/defined';
import { foreseeJobs } from '../batch-jobs/foresee-jobs';
import {
  adviceOnJob,
  failuresOf,
  isJobId,
  jobStatus,
  listJobs,
  reportJob,
  STEERING,
  watchJobs,
} from '../batch-jobs/look-at-jobs';
import { runPlan } from '../batch-jobs/run-plan';
import { planCopies } from '../copy/plan-copies';
import { compareCopies } from '../copy/prove';
import type { InPlace, Method } from '../method';
import { isWithoutTags, jobTarget } from './copy-job';
import { optionsIn } from './job-traits';
import { KEEPS, METHOD_NAME } from './keeps';
import { lacks, type BatchCopyPlan } from './plan-jobs';
import { examineBatchCopy, prepareBatchCopy } from './prepare';
import { proveBatchCopy, proveJobCopies } from './prove';
import { UNHEEDED } from './refusals';

/** Plans that this method has made. */
function copyJobs(plan: Plan): BatchCopyPlan {
  return plan as BatchCopyPlan;
}

/** Undefined: it may not be seen, or is not there, which the checks say. */
async function regionOf(bucket: string | undefined, { buckets }: Aws): Promise<string | undefined> {
  if (bucket === undefined) return undefined;
  return buckets.regionOf(bucket).catch((error: unknown) => {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return undefined;
  });
}

/** S3 wants jobs that copy to be created in the Region of the destination. */
async function locate(target: Target, aws: Aws): Promise<Target> {
  const { source, batchJob, copyTo, destinations } = target;
  const [there, here] = await Promise.all([
    regionOf(copyTo?.bucket ?? destinations[0]?.bucket, aws),
    regionOf(source.bucket, aws),
  ]);
  return {
    ...target,
    source: { ...source, region: here ?? source.region },
    batchJob: { ...batchJob, region: there ?? aws.region },
  };
}

/** Where to, and how: what a job was told, for one that copies again what has failed. */
async function madeOf(
  id: string,
  { aws, accountId }: Engine,
): Promise<{ readonly target: Pick<Target, 'copyTo'>; readonly options: PlanOptions }> {
  const { order, description } = await aws.batchOperations.describe(accountId, id);
  const { TargetResource = '', TargetKeyPrefix: folder, ...copies } = order.copies ?? {};
  const bucket = TargetResource.replace(/^arn:[^:]*:s3:::/, '');
  if (bucket === '') throw new RunnerError('refused', `S3 does not show where job ${id} copies to`);
  const before = folder === undefined ? undefined : `${folder}/`;
  const made = { ...optionsIn(copies), ...(isWithoutTags(description) ? { newTags: {} } : {}) };
  return { target: { copyTo: { bucket, ...defined({ before }) } }, options: { copies: made } };
}

function inPlace({ source, batchJob, ...target }: Target): InPlace | undefined {
  const { roleArn, batchCopyRoleArn, ...rest } = batchJob;
  // A role that was given for jobs that replicate reads no object.
  if (batchCopyRoleArn === undefined || batchCopyRoleArn === roleArn) return undefined;
  const copyTo = { bucket: source.bucket };
  const whole = { ...target, source, copyTo, batchJob: { ...rest, batchCopyRoleArn, region: source.region } };
  return lacks(whole, true).length === 0 ? { target: whole, copyTo, copies: {} } : undefined;
}

export const batchCopy: Method = {
  name: METHOD_NAME,
  title: 'Batch Copy',
  noun: 'job',
  keeps: KEEPS,
  refuses: UNHEEDED,
  isIdOf: isJobId,
  lacks,
  locate,
  prepare: prepareBatchCopy,
  examine: examineBatchCopy,
  compare: compareCopies,
  prove: (run, plan, target, engine, options) => proveBatchCopy(run, copyJobs(plan), target, engine, options),
  proveHandedOn(run, _handed, { plan, chosen = [] }, target, engine, options) {
    const keys = chosen.map(({ key }) => key);
    const { kept, ...jobs } =
      plan === undefined ? { copies: planCopies(target, options, keys), transfers: [], kept: 0 } : copyJobs(plan);
    return proveJobCopies({ ...run, left: kept }, jobs, target, engine, options);
  },
  inPlace,
  foresee: (plan, engine) => foreseeJobs(copyJobs(plan), engine),
  begin(plan, target, engine, options) {
    const [first] = copyJobs(plan).copies.transfers;
    // No rule has a part in it: none is waited for.
    const without = { ...options, ruleSettleMs: 0 };
    return runPlan(copyJobs(plan), jobTarget(target, first?.request.to.bucket ?? ''), engine, without);
  },
  status: jobStatus,
  advice: adviceOnJob,
  watch: watchJobs,
  report: reportJob,
  keepsReports: true,
  failures: failuresOf,
  madeOf,
  list: (engine, all) => listJobs(engine, all, (operation) => operation === 'S3PutObjectCopy'),
  ...STEERING,
};
