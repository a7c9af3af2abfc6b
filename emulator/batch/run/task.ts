// One task of a job: one row of the manifest, and what the job does with it.
import { trusts } from '../../iam/access/trust';
import type { CachedAnswers } from '../../replication/cached-answers';
import { forbidden, type Failure } from '../../replication/failure';
import type { World } from '../../world/world';
import { BATCH_SERVICE, type Job, type Task } from '../../world/batch-job';
import { copyTask } from './copy-task';
import { replicateTask } from './replicate-task';

/**
 * @param answers - those of the tasks that are done in one go
 * @returns why the task failed; undefined if it is done
 */
export function performTask(world: World, job: Job, task: Task, answers: CachedAnswers): Failure | undefined {
  const { roleArn, operation } = job.order;
  if (!answers.once('batch', () => trusts(world, roleArn, BATCH_SERVICE))) {
    return forbidden('AssumeRoleNotPermitted', `S3 Batch Operations could not assume the role ${roleArn}`);
  }
  return operation.kind === 'S3PutObjectCopy'
    ? copyTask(world, job, operation.copy, task)
    : replicateTask(world, job, task, answers);
}
