// Live replication: what happens by itself to a version that is written, or changed, while a rule covers it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-status.html
import type { Bucket, ObjectVersion, ReplicationConfiguration, ReplicationRule } from '../world/bucket';
import type { World } from '../world/world';
import { markAnnotations, replicateAnnotations, waitingAnnotations } from './annotations';
import type { Extent } from './attempt';
import { replicateVersion } from './replicate-version';
import { beginWait } from './replication-metrics';
import { eligibleRules, rulesOfReplicas } from './rule-match';
import { rulesInEffect } from '../s3/replication-rules/rule-propagation';

/** From now on, versions are replicated when they are written or changed. */
export function addLiveReplication(world: World): void {
  world.versionHooks.push({
    written: (bucket, version) => replicateWritten(world, bucket, version),
    changed: (bucket, version) => replicateChange(world, bucket, version),
    annotated: (bucket, version, name) => replicateAnnotated(world, bucket, version, [name]),
  });
}

/**
 * For a version that was just written. Its status is PENDING until the attempt, which comes after the delay that the
 * emulator was started with. A version that no rule replicates gets no status at all.
 */
function replicateWritten(world: World, bucket: Bucket, version: ObjectVersion): void {
  const configuration = rulesInEffect(world, bucket);
  if (configuration === undefined || bucket.versioning !== 'Enabled') return;
  const rules = eligibleRules(world, bucket, configuration, version);
  schedule(world, bucket, version, configuration, rules, 'object');
}

/**
 * For a version whose tags, ACL or lock were just changed. Nothing happens to one that was never replicated, nor to a
 * replica unless a rule synchronizes changes of replicas.
 */
function replicateChange(world: World, bucket: Bucket, version: ObjectVersion): void {
  const configuration = rulesInEffect(world, bucket);
  if (configuration === undefined) return;
  schedule(world, bucket, version, configuration, rulesOfReplicas(configuration, version), 'metadata');
}

/**
 * For annotations that were just added or replaced. An object that was never replicated has no replica that they could
 * go to; one that waits to be replicated takes them along.
 */
function replicateAnnotated(world: World, bucket: Bucket, version: ObjectVersion, names: readonly string[]): void {
  const configuration = rulesInEffect(world, bucket);
  if (configuration === undefined || version.replicationStatus === 'REPLICA' || names.length === 0) return;
  const rules = rulesOfReplicas(configuration, version);
  const isUnderWay = version.replicationStatus === 'PENDING' && version.replicas === undefined;
  if (rules.length === 0 && !isUnderWay) return;
  markAnnotations(version, 'PENDING', names);
  bucket.versions.changed(version);
  if (rules.length === 0) return;
  world.background.run(async (signal) => {
    await world.clock.sleep(world.timing.liveReplicationMs, signal);
    if (bucket.versions.find(version.key, version.versionId) !== version) return;
    const waiting = waitingAnnotations(version).filter((name) => names.includes(name));
    const { roleArn } = configuration;
    if (waiting.length > 0) replicateAnnotations({ world, source: bucket, version, roleArn, rules }, waiting);
  });
}

/** For a bucket that was saved and loaded: what was still to be replicated then is attempted now. */
export function resumeReplication(world: World, bucket: Bucket): void {
  for (const versions of bucket.versions.ascend()) {
    for (const version of versions) {
      if (version.replicationStatus === 'PENDING') replicateWritten(world, bucket, version);
      else if (version.annotations !== undefined) {
        replicateAnnotated(world, bucket, version, waitingAnnotations(version));
      }
    }
  }
}

function schedule(
  world: World,
  source: Bucket,
  version: ObjectVersion,
  { roleArn }: ReplicationConfiguration,
  rules: readonly ReplicationRule[],
  extent: Extent,
): void {
  if (rules.length === 0) return;
  if (version.replicationStatus !== 'REPLICA') version.replicationStatus = 'PENDING';
  source.versions.changed(version);
  const endWait = beginWait(world, source, rules, version);
  world.background.run(async (signal) => {
    await world.clock.sleep(world.timing.liveReplicationMs, signal);
    // Deleted in the meantime, or replicated by a job: there is nothing left to do.
    if (source.versions.find(version.key, version.versionId) === version) {
      replicateVersion({ world, source, version, roleArn, rules, extent });
    }
    endWait();
  });
}
