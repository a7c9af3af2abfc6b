// What people say about a run in the account.
import type { BatchReplication } from '../batch-replication/batch-replication';
import type { InventoryRoleOptions, INVENTORY_RUNTIMES } from '../inventory-copy/props';
import type { Placed } from '../place/placed';

export interface DetachedRunProps extends Placed {
  /** What is backfilled, a `BatchReplication`: the run does what `s3-backfill run` would do with its handoff. */
  readonly replication: Pick<BatchReplication, 'handoff' | 'destinationBucketNames'>;
  /**
   * Names of the buckets that are copied to, which the function may list and whose objects it may look at. To be given where the replication
   * is adopted, which names none.
   * @default - those of the replication
   */
  readonly destinationBucketNames?: readonly string[];
  /** ARN of an SNS topic, in the Region of the source, that is told how each run ended. It has to let EventBridge in. @default - nobody is told */
  readonly topicArn?: string;
  /** ARNs of SNS topics, or of other actions, for the alarm on runs that did not succeed; topics in the Region of the source. @default - the alarm tells nobody */
  readonly alarmActionArns?: readonly string[];
  /** Seconds before the first step, from 0: S3 acts on replication rules some minutes after they were applied. @default 300 */
  readonly startAfterSeconds?: number;
  /** Seconds between two looks at the job, from 10. @default 300 */
  readonly pollSeconds?: number;
  /** Seconds after which the run ends as `TIMED_OUT`, while its job goes on; at most 2,500 times `pollSeconds`. @default 604800 - a week */
  readonly timeoutSeconds?: number;
  /** Memory of the function in MB, from 512 to 10,240; its share of a processor grows with it. @default 1769 - one processor */
  readonly memoryMegabytes?: number;
  /** Runtime of the function. The provider has to know it. @default 'nodejs22.x' */
  readonly runtime?: (typeof INVENTORY_RUNTIMES)[number];
  /** The archive of the function, or an expression that names it. @default - the one of this package */
  readonly archivePath?: string;
  /** Name of machine and function, and beginning of those of the roles, at most 30 characters; two in one account and Region need two. @default 's3-backfill-run' */
  readonly name?: string;
  /** Days for which logs are kept. @default 30 */
  readonly logRetentionDays?: number;
  /** Path, boundary and tags of both roles. @default - those of `InventoryRoleOptions` */
  readonly role?: InventoryRoleOptions;
  /** Tags of machine, function and log. @default - none beside the provider's default tags */
  readonly tags?: { readonly [key: string]: string };
}
