// One task of a Batch Replication job: one row of the manifest, replicated or not.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
import type { CachedAnswers } from '../../replication/cached-answers';
import { conflict, forbidden, MISSING_VERSION_ID, notFound, type Failure } from '../../replication/failure';
import { replicateVersion } from '../../replication/replicate-version';
import { eligibleRules } from '../../replication/rule-match';
import { rulesInEffect } from '../../s3/replication-rules/rule-propagation';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import { NULL_VERSION_ID } from '../../s3/versions/version-id';
import type { World } from '../../world/world';
import type { Job, Task } from '../../world/batch-job';

/**
 * @param answers - those of the tasks that are done in one go
 * @returns why the task failed; undefined if the version has its replicas now
 */
export function replicateTask(world: World, job: Job, task: Task, answers: CachedAnswers): Failure | undefined {
  const { roleArn } = job.order;
  const bucket = world.buckets.get(task.bucket);
  if (bucket === undefined) return notFound('SrcBucketNotFound', `The source bucket ${task.bucket} does not exist`);
  if (bucket.region !== job.region) {
    return { code: 'SrcBucketInvalidRegion', httpStatus: 400, message: `The source bucket is in ${bucket.region}` };
  }
  if (!answers.onObject({ world, roleArn, action: 's3:InitiateReplication', bucket, key: task.key })) {
    const message = `The role ${roleArn} is not allowed s3:InitiateReplication`;
    return forbidden('InitiateReplicationNotPermitted', message);
  }
  const configuration = rulesInEffect(world, bucket);
  if (configuration === undefined) {
    return notFound('SrcBucketReplicationConfigMissing', 'The source bucket has no replication configuration');
  }
  const version = findTaskVersion(bucket, task);
  if ('code' in version) return version;
  const rules = eligibleRules(world, bucket, configuration, version);
  if (rules.length === 0) {
    return { code: 'SrcObjectNotEligible', httpStatus: 500, message: 'Object is not eligible for replication' };
  }
  if (task.wasPending === true && version.replicationStatus === 'COMPLETED') {
    return conflict('SrcReplicationNotPending', 'The object was replicated in the meantime');
  }
  return replicateVersion({
    world,
    source: bucket,
    version,
    roleArn: configuration.roleArn,
    rules,
    extent: 'object',
    answers,
  });
}

function findTaskVersion({ versions }: Bucket, { key, versionId }: Task): ObjectVersion | Failure {
  if (versionId === undefined) return MISSING_VERSION_ID;
  const version = versions.find(key, versionId);
  if (version !== undefined) return version;
  if (versions.current(key) === undefined) return notFound('SrcKeyNotFound', 'The source object key does not exist');
  return versionId === NULL_VERSION_ID
    ? notFound('SrcObjectNotFound', 'The source object does not exist')
    : notFound('SrcVersionNotFound', 'The source object version does not exist');
}
