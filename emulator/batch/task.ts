// One task of a Batch Replication job: one row of the manifest, replicated or not.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
import { forbidden, notFound, type Failure } from '../replication/outcome';
import { replicateVersion } from '../replication/replicate-version';
import { eligibleRules } from '../replication/rule-match';
import type { Bucket, ObjectVersion } from '../s3/bucket';
import { roleMay } from '../s3/role-access';
import type { World } from '../world';
import type { Job, Task } from './job';

/** @returns why the task failed; undefined if the version has its replicas now */
export function performTask(world: World, job: Job, task: Task): Failure | undefined {
  const bucket = world.buckets.get(task.bucket);
  if (bucket === undefined) return notFound('SrcBucketNotFound', `The source bucket ${task.bucket} does not exist`);
  if (bucket.region !== job.region) {
    return { code: 'SrcBucketInvalidRegion', httpStatus: 400, message: `The source bucket is in ${bucket.region}` };
  }
  const { roleArn } = job.order;
  if (!roleMay({ world, roleArn, action: 's3:InitiateReplication', bucket, key: task.key })) {
    const message = `The role ${roleArn} is not allowed s3:InitiateReplication`;
    return forbidden('InitiateReplicationNotPermitted', message);
  }
  const { replication } = bucket;
  if (replication === undefined) {
    return notFound('SrcBucketReplicationConfigMissing', 'The source bucket has no replication configuration');
  }
  const found = findTaskVersion(bucket, task);
  if ('code' in found) return found;
  const rules = eligibleRules(replication, found);
  if (rules.length === 0) {
    return { code: 'SrcObjectNotEligible', httpStatus: 500, message: 'Object is not eligible for replication' };
  }
  return replicateVersion(world, bucket, found, replication.roleArn, rules);
}

function findTaskVersion(bucket: Bucket, { key, versionId }: Task): ObjectVersion | Failure {
  if (versionId === undefined) {
    return { code: 'InvalidRequest', httpStatus: 400, message: 'Task failed due to missing VersionId' };
  }
  const version = bucket.versions.find(key, versionId);
  if (version !== undefined) return version;
  return bucket.versions.current(key) === undefined
    ? notFound('SrcKeyNotFound', 'The source object key does not exist')
    : notFound('SrcVersionNotFound', 'The source object version does not exist');
}
