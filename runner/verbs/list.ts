import type { Engine } from '../ports/engine';
import type { ListedJob, Telling } from '../events/events';
import { counted } from '../text/figures';
import { isOver } from '../methods/batch-replication/jobs/job-phase';
import { planOf } from '../methods/batch-replication/jobs/own-jobs';

export interface ListOptions {
  /** Jobs of others and other operations too. @default false */
  readonly all: boolean;
  /** Only jobs that are not over. @default false */
  readonly active: boolean;
}

/** Tells which jobs there are, newest first: ours, or all that S3 remembers of the account in this Region. */
export async function* listVerb(engine: Engine, { all, active }: ListOptions): Telling {
  const { aws, accountId } = engine;
  const jobs: ListedJob[] = [];
  for await (const job of aws.batchOperations.list(accountId)) {
    const plan = planOf(job.description);
    if ((plan === undefined && !all) || (active && isOver(job.status))) continue;
    jobs.push({ ...job, ...(plan === undefined ? {} : { plan }) });
  }
  jobs.sort((a, b) => b.createdMs - a.createdMs);
  yield { kind: 'jobs', region: aws.region, jobs };
  const whose = all ? '' : ' of s3-backfill';
  return {
    outcome: 'done',
    summary: `${counted(jobs.length, active ? 'active job' : 'job')}${whose} in account ${accountId}, Region ${aws.region}`,
    jobIds: jobs.map(({ jobId }) => jobId),
  };
}
