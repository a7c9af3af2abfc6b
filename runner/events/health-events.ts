// What `health` tells: whether live replication keeps up.
import type { StatusCount } from './comparisons/comparison';

/** How live replication keeps up. */
export interface HealthEvent {
  readonly kind: 'health';
  /** The source bucket. */
  readonly bucket: string;
  /** Object versions and delete markers that were listed. */
  readonly listed: number;
  /** Of them, object versions that are recent and that a rule covers. */
  readonly recent: number;
  /** Of those, the newest ones whose replication status was read. */
  readonly lookedAt: number;
  /** Replication statuses that were read. */
  readonly statuses: readonly StatusCount[];
  /** Keys of versions that are FAILED: a few. */
  readonly failedKeys: readonly string[];
  /** Age of the oldest version that is PENDING; absent: there is none. */
  readonly oldestPendingSeconds?: number;
  /** One entry for each enabled rule. */
  readonly rules: readonly RuleHealth[];
}

export interface RuleHealth {
  /** Id of the rule. */
  readonly rule: string;
  /** The destination bucket. */
  readonly destination: string;
  /** Operations that wait, by CloudWatch; absent: not known. */
  readonly pendingOperations?: number;
  /** Operations that failed within the last hour, by CloudWatch; absent: not known. */
  readonly failedOperations?: number;
  /** How far the destination is behind, by CloudWatch; absent: not known. */
  readonly latencySeconds?: number;
  /** Why something is not known. */
  readonly unknown?: string;
}
