// A job of a plan, and what became of it.
import type { Outcome } from '../../events/exit-code';
import type { FailedVersions } from '../../evidence/failed-versions';
import type { NothingMatchedReason } from '../../events/events';
import type { PlannedJob } from './plan-jobs';
import type { Watched } from './watch/watched-job';

export interface Concluded {
  readonly planned: PlannedJob;
  readonly job: Watched;
  readonly conclusion: Conclusion;
}

/** What became of one job, in a few words. */
export interface Conclusion {
  readonly outcome: Outcome;
  readonly summary: string;
  /** Absent: there was no report to tell. */
  readonly failed?: FailedVersions;
  /** Why the job found nothing. */
  readonly nothing?: NothingMatchedReason;
  /** Whether its report may tell later what is not known now. @default false */
  readonly open?: boolean;
}
