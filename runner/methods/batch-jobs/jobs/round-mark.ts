// Rounds of a backfill: the jobs of all of them bear the hash of the first one's plan, so that every one is found from any machine;
// a later round's say which round they are.
import { PLAN_TAG } from '../../../ports/batch/job-request';
import { planMark, type PlannedJob } from '../planned-job';
import { defined } from '../../../text/defined';

const ROUND = /\[plan [0-9a-f]{16}\] \[round (\d+)\]/;
const MARKS = /\[plan [0-9a-f]{16}\](?: \[round \d+\])?/;

/** Where a job copies to, as its description says it. */
const DESTINATIONS = / -> \S+(?: and \d+ more)?(?=, from \S+ \[plan )/;

/** Round of a job with this description; 1 where it says none. */
export function roundIn(description: string): number {
  return Number(ROUND.exec(description)?.[1] ?? 1);
}

/** Round of a planned job. */
export function roundOf({ round = 1 }: PlannedJob): number {
  return round;
}

/** The destinations are those of the round before, where the description names none. */
function described(description: string, before: string): string {
  const to = DESTINATIONS.test(description) ? '' : (DESTINATIONS.exec(before)?.[0] ?? '');
  return description.replace(/(?=, from \S+ \[plan )/, to.replaceAll('$', '$$$$'));
}

/** `job` as one of the round after that of `before`, whose id is `jobId`: found by the same hash, and about the same keys. */
export function inNextRound(job: PlannedJob, before: PlannedJob, jobId: string): PlannedJob {
  const { hash, prefix, after = [] } = before;
  const round = roundOf(before) + 1;
  const { Tags, ...request } = job.request;
  return {
    ...job,
    ...defined({ prefix }),
    hash,
    round,
    after: [...after, jobId],
    request: {
      ...request,
      Description: described(request.Description, before.request.Description).replace(
        MARKS,
        `${planMark(hash)} [round ${round}]`,
      ),
      ...(Tags === undefined
        ? {}
        : { Tags: Tags.map(({ Key, Value }) => ({ Key, Value: Key === PLAN_TAG ? hash : Value })) }),
    },
  };
}
