// What is known of replication rules with metrics: what waits, and what was recorded minute by minute.

/** An operation that live replication has begun and not ended. */
export interface Waiting {
  readonly sinceMs: number;
  readonly bytes: number;
}

/** What was recorded of one minute. */
export interface MetricMinute {
  /** Operations, and their bytes, that were under way when the minute ended, and are over by now. */
  operations: number;
  bytes: number;
  /** Longest time that one of those, or one that ended within the minute, had taken by then. */
  latencyMs: number;
  /** Attempts that failed; absent if there was no attempt. */
  failed?: number;
}

/** Of one rule. */
export interface RuleMetrics {
  readonly waiting: Set<Waiting>;
  /** By the minute's number since 1970, in no order. */
  readonly minutes: Map<number, MetricMinute>;
}
