// What the runner says of a fleet: many backfills, each of a bucket, under one question and with one verdict.
import type { Estimate } from '../../text/interval';
import type { Outcome } from '../exit-code';

/** Where one backfill of a fleet is. `planned`: it waits for the answer about all of them; `waiting`: for its turn. */
export type FleetState = 'planning' | 'planned' | 'waiting' | 'running' | 'comparing' | 'over';

export interface FleetRow {
  /** Its name in the fleet. */
  readonly member: string;
  /** Where it is. */
  readonly state: FleetState;
  /** Bucket that it copies from; absent: not known yet. */
  readonly sourceBucket?: string;
  /** Object versions that its plan counted; absent: nothing was counted. */
  readonly versions?: Estimate;
  /** Their size. */
  readonly bytes?: Estimate;
  /** What it would cost, in dollars that are paid once. */
  readonly once?: Estimate;
  /** Object versions in its transfers so far. */
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Absent: it is not over. */
  readonly outcome?: Outcome;
  /** That it would have had alone. */
  readonly exitCode?: number;
  /** How it ended, in words. */
  readonly summary?: string;
  /** The command that comes back to it alone. */
  readonly comeBack?: string;
}

/** One backfill of a fleet has come further. */
export interface FleetMemberEvent extends FleetRow {
  readonly kind: 'fleet-member';
  /** When, in milliseconds since 1970. */
  readonly atMs: number;
}

/** All plans of a fleet together: told once, before anything is sent. What they cost and how long they take follows. */
export interface FleetPlanEvent {
  readonly kind: 'fleet-plan';
  /** Backfills in the fleet. */
  readonly members: number;
  /** Of these, how many would send something. */
  readonly sending: number;
  /** Of these, how many need nothing. */
  readonly nothingToDo: number;
  /** Of these, how many cannot begin. */
  readonly refused: number;
  /** Object versions that all of them would copy. */
  readonly versions: Estimate;
  /** Their size. */
  readonly bytes: Estimate;
  /** Names of those of which nothing was counted; they are in no sum. */
  readonly uncounted: readonly string[];
}

/** How every backfill of a fleet has ended, in the order of the file. */
export interface FleetReportEvent {
  readonly kind: 'fleet-report';
  /** One for each. */
  readonly members: readonly FleetRow[];
}
