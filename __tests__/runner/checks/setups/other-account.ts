// A destination in another account.
import type { S3Client } from '@aws-sdk/client-s3';
import {
  allow,
  arn,
  AWAY,
  createBucket,
  OTHER_ACCOUNT,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  rule,
  type Stage,
} from '../../../emulator/stage';

export const THEIRS = 'replicas-of-other';
const ACTIONS = ['s3:ReplicateObject', 's3:ReplicateTags'];

function theirs({ running }: Stage): S3Client {
  return running.s3({ region: AWAY, credentials: running.credentials(1) });
}

/** What their bucket lets in, and lets us see. */
export async function letIn(stage: Stage, actions: readonly string[]): Promise<void> {
  const seen = ['s3:GetBucketPolicy', 's3:GetBucketVersioning', 's3:ListBucket'];
  await putBucketPolicy(theirs(stage), THEIRS, [
    { ...allow(seen, arn(THEIRS)), Principal: { AWS: '111122223333' } },
    ...(actions.length === 0 ? [] : [{ ...allow(actions, arn(THEIRS, '*')), Principal: { AWS: REPLICATION_ROLE } }]),
  ]);
}

/** A rule that replicates there, and a role that may. */
export async function replicateThere(stage: Stage, actions: readonly string[] = ACTIONS): Promise<void> {
  await createBucket(theirs(stage), THEIRS, AWAY);
  await letIn(stage, actions);
  await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, allow(ACTIONS, arn(THEIRS, '*'))]);
  await putRules(stage, rule({ Destination: { Bucket: arn(THEIRS), Account: OTHER_ACCOUNT } }));
}
