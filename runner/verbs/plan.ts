import type { Handoff } from '../../modules/handoff';
import type { Engine } from '../ports/engine';
import type { PlanEvent, RunnerEvent, Telling } from '../events/events';
import { counted } from '../text/figures';
import { findOwnJob, listOwnJobs } from '../methods/batch-replication/jobs/own-jobs';
import { requestToken, type Plan } from '../plan/plan';
import { preparePlan, type PrepareOptions } from '../plan/prepare';
import type { StateFiles } from '../methods/batch-replication/jobs/state-file';

async function planEvent(plan: Plan, engine: Engine, states: StateFiles): Promise<PlanEvent> {
  const own = await listOwnJobs(engine.aws.batchOperations, engine.accountId);
  const jobs = plan.jobs.map(async (planned) => {
    const { prefix, hash, request } = planned;
    const found = findOwnJob(planned, own, await states.read(hash));
    const token = requestToken(planned, plan.region, found.how === 'create' ? found.lastEndedJobId : '');
    return {
      prefix,
      hash,
      ...(found.how === 'attach' ? { attachTo: found.jobId } : {}),
      request: { ...request, ClientRequestToken: token },
    };
  });
  return { kind: 'plan', hash: plan.hash, region: plan.region, jobs: await Promise.all(jobs) };
}

/** Checks everything, and tells the exact requests; sends none of them. */
export async function* planVerb(target: Handoff, engine: Engine, states: StateFiles, options: PrepareOptions): Telling {
  const plan = yield* preparePlan(target, engine, options);
  const event: RunnerEvent & PlanEvent = await planEvent(plan, engine, states);
  const { nothing } = plan;
  if (nothing !== undefined && event.jobs.every(({ attachTo }) => attachTo === undefined)) {
    yield nothing;
    return { outcome: 'nothing-to-do', summary: nothing.explanation, jobIds: [] };
  }
  yield event;
  const attached = event.jobs.filter(({ attachTo }) => attachTo !== undefined).length;
  const created = event.jobs.length - attached;
  const parts = [
    ...(created > 0 ? [`create ${counted(created, 'job')}`] : []),
    ...(attached > 0 ? [`go on with ${counted(attached, 'job')}`] : []),
  ];
  return { outcome: 'done', summary: `nothing was sent; run would ${parts.join(' and ')}`, jobIds: [] };
}
