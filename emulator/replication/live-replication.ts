// Live replication: what happens by itself to a version that is written while a rule selects it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-status.html
import type { Bucket, ObjectVersion } from '../s3/bucket';
import type { World } from '../world';
import { replicateVersion } from './replicate-version';
import { eligibleRules } from './rule-match';

/**
 * For a version that was just written, or whose tags were just changed. Its status is PENDING until the attempt, which
 * comes after the delay that the emulator was started with. A version that no rule replicates gets no status at all.
 */
export function scheduleLiveReplication(world: World, bucket: Bucket, version: ObjectVersion): void {
  const { replication } = bucket;
  if (replication === undefined || bucket.versioning !== 'Enabled') return;
  const isReplica = version.replicationStatus === 'REPLICA';
  const rules = eligibleRules(replication, version).filter((rule) => !isReplica || rule.replicaModifications);
  if (rules.length === 0) return;
  if (!isReplica) version.replicationStatus = 'PENDING';
  world.background.run(async (signal) => {
    await world.clock.sleep(world.timing.liveReplicationMs, signal);
    // Deleted in the meantime: there is nothing left to replicate.
    if (bucket.versions.find(version.key, version.versionId) !== version) return;
    replicateVersion(world, bucket, version, replication.roleArn, rules);
  });
}
