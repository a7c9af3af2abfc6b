// Which jobs may work at the same time.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-priority.html
import type { World } from '../../world/world';
import type { Job, JobStatus } from '../../world/batch-job';

/** Batch Replication jobs of one account in one Region that are active at the same time. */
const ACTIVE_MAX = 6;

const WANTS_TO_WORK: readonly JobStatus[] = ['Ready', 'Active', 'Pausing', 'Paused'];

/** Whether the job is among those whose turn it is: by priority, and among equals the older one first. */
export function hasTurn(world: World, job: Job): boolean {
  let ahead = 0;
  let isOlder = true;
  for (const other of world.jobs.values()) {
    if (other === job) {
      isOlder = false;
      continue;
    }
    if (other.accountId !== job.accountId || other.region !== job.region) continue;
    if (!WANTS_TO_WORK.includes(other.status)) continue;
    if (other.priority > job.priority || (other.priority === job.priority && isOlder)) ahead++;
  }
  return ahead < ACTIVE_MAX;
}
