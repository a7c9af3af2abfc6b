// The manifest that S3 makes by itself: the versions of a bucket that the filter selects.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/specify-batchjob-manifest.html
import { trusts } from '../../iam/access/trust';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import { roleMay } from '../../s3/access/role-access';
import { uriEncodePath } from '../../http/uri-encode';
import type { World } from '../../world/world';
import { BATCH_SERVICE, type Job, JobFailure, type ManifestGenerator, type Task } from '../../world/batch-job';
import { keepManifest } from './keep-manifest';
import { selectVersions } from './select-versions';

/** Keys between two looks at what goes on elsewhere. */
const KEYS_AT_A_TIME = 2000;

/**
 * @param giveWay - lets others have their turn
 * @throws JobFailure
 */
export async function generateManifest(
  world: World,
  job: Job,
  generator: ManifestGenerator,
  giveWay: () => Promise<void>,
): Promise<readonly Task[]> {
  const source = sourceOf(world, job, generator);
  const copies = job.order.operation.kind === 'S3PutObjectCopy';
  const tasks: Task[] = [];
  let keys = 0;
  for (const versions of selectVersions(world, source, generator.filter)) {
    for (const version of versions) {
      // There is nothing to copy of a delete marker.
      if (!copies || !version.deleteMarker) tasks.push(taskOf(source, version));
    }
    if (++keys % KEYS_AT_A_TIME === 0) await giveWay();
  }
  if (tasks.length === 0) {
    throw generationFailed('Manifest generation found no keys matching the filter criteria.');
  }
  if (generator.output !== undefined) {
    job.generatedManifest = await keepManifest(world, job, generator.output, source, tasks, giveWay);
  }
  return tasks;
}

function taskOf({ name, versioning }: Bucket, { key, versionId, replicationStatus }: ObjectVersion): Task {
  const task: Task = { bucket: name, key, listedKey: uriEncodePath(key) };
  if (versioning === undefined) return task;
  return replicationStatus === 'PENDING' ? { ...task, versionId, wasPending: true } : { ...task, versionId };
}

function generationFailed(reason: string): JobFailure {
  return new JobFailure('ManifestGenerationFailed', reason);
}

function sourceOf(world: World, job: Job, { sourceBucket, expectedOwner }: ManifestGenerator): Bucket {
  const { roleArn } = job.order;
  const failed = (why: string): JobFailure => generationFailed(`Manifest generation failed: ${why}`);
  if (!trusts(world, roleArn, BATCH_SERVICE)) {
    throw failed(`the role ${roleArn} could not be assumed (AssumeRoleNotPermitted)`);
  }
  const source = world.buckets.get(sourceBucket);
  if (source === undefined) throw failed(`the bucket ${sourceBucket} does not exist`);
  if (source.region !== job.region)
    throw failed(`${sourceBucket} is in ${source.region}, not in the Region of the job`);
  if (expectedOwner !== undefined && expectedOwner !== source.accountId) {
    throw failed(`AccessDenied, ${sourceBucket} is not owned by ${expectedOwner}`);
  }
  const replicates = job.order.operation.kind === 'S3ReplicateObject';
  const actions = ['s3:PutInventoryConfiguration', ...(replicates ? ['s3:GetReplicationConfiguration'] : [])];
  for (const action of actions) {
    if (roleMay({ world, roleArn, action, bucket: source })) continue;
    throw failed(`AccessDenied, the role ${roleArn} is not allowed ${action}`);
  }
  if (replicates && source.replication === undefined) throw failed(`${sourceBucket} has no replication configuration`);
  return source;
}
