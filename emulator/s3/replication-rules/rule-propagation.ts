// GetBucketReplication shows a new configuration at once; replication and jobs act on it some time later.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
import type { Bucket, ReplicationConfiguration, RuleChange } from '../../world/bucket';
import type { World } from '../../world/world';
import { newestAt, stillNeeded } from '../../time/past';

/** Sets the configuration, or removes it, and remembers what it was. */
export function changeRules(world: World, bucket: Bucket, configuration: ReplicationConfiguration | undefined): void {
  const change: RuleChange = {
    sinceMs: world.clock.now(),
    ...(configuration === undefined ? {} : { configuration }),
  };
  bucket.ruleHistory = stillNeeded([...(bucket.ruleHistory ?? []), change], horizonMs(world));
  if (configuration === undefined) delete bucket.replication;
  else bucket.replication = configuration;
}

/** The configuration that replication and jobs act on now. */
export function rulesInEffect(world: World, bucket: Bucket): ReplicationConfiguration | undefined {
  if (bucket.ruleHistory === undefined || world.timing.rulePropagationMs === 0) return bucket.replication;
  return newestAt(bucket.ruleHistory, horizonMs(world))?.configuration;
}

function horizonMs({ clock, timing }: World): number {
  return clock.now() - timing.rulePropagationMs;
}
