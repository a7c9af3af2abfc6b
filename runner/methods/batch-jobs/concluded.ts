// A job of a plan, and what became of it.
import type { Outcome } from '../../events/exit-code';
import type { FailedVersions } from '../../evidence/failed-versions';
import type { NothingMatchedReason } from '../../events/events';
import type { PlannedJob } from './planned-job';
import type { JobKind } from './job-kind';
import type { Watched } from './watch/watched-job';

export interface Concluded {
  readonly planned: PlannedJob;
  readonly job: Watched;
  readonly conclusion: Conclusion;
}

/** What became of one job. */
export interface Conclusion {
  readonly outcome: Outcome;
  /** In a few words; where a report counts, those are made of {@link reported} for all jobs together. */
  readonly summary: string;
  /** What its report says became of its object versions, those of a later round left out. @default - no report tells */
  readonly reported?: Reported;
  /** Absent: there was no report to tell. */
  readonly failed?: FailedVersions;
  /** Why the job found nothing. */
  readonly nothing?: NothingMatchedReason;
  /** What that comes to where nobody compares the destinations. @default - as the outcome says */
  readonly uncompared?: Outcome;
  /** The command that goes on from here. @default - nothing is left to do */
  readonly next?: string;
  /** Whether its report may tell later what is not known now. @default false */
  readonly open?: boolean;
}

export interface Reported {
  /** Beginning of its keys. @default - every key */
  readonly prefix?: string;
  /** What was done with those that did not fail. */
  readonly done: Pick<JobKind, 'done' | 'object'>;
  readonly replicated: number;
  readonly failed: number;
  /** Those that it does not list: what became of them is not known. @default 0 */
  readonly unlisted?: number;
  /** How to learn more, or what to do, in a sentence. @default - there is nothing more to it */
  readonly more?: string;
  /** Failed ones that no further round can mend as things are, where one follows. @default 0 */
  readonly left?: number;
}
