// What a run would do with the jobs of a plan: which it would make, and which are there.
import type { ForeseenTransfer } from '../../events/events';
import type { Engine } from '../../ports/engine';
import { defined } from '../../text/defined';
import { decide, hasEarlierJob } from './jobs/ensure-job';
import { listOwnJobs } from './jobs/own-jobs';
import { requestToken, type JobPlan } from './planned-job';

export async function foreseeJobs(plan: JobPlan, engine: Engine): Promise<readonly ForeseenTransfer[]> {
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

/** Those whose job an earlier run has left, and whose end nobody was told. */
export async function underwayOf(
  { transfers }: Pick<JobPlan, 'transfers'>,
  engine: Engine,
): Promise<JobPlan['transfers']> {
  const own = await listOwnJobs(engine.aws.batchOperations, engine.accountId);
  const found = await Promise.all(transfers.map((planned) => hasEarlierJob(planned, engine, own)));
  return transfers.filter((_, index) => found[index]);
}
