// A public policy, and a bucket that Block Public Access restricts because of it.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runJob, taskCodes } from '../../job-on-stage';
import { bugs, errorOf } from '../../running';
import {
  ACCOUNT,
  allow,
  arn,
  AWAY,
  createBucket,
  OTHER_ACCOUNT,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICATION_STATEMENTS,
  rule,
  setStage,
  strike,
  type Stage,
} from '../../stage';

const Bucket = 'open-to-all';
const WRITING = ['s3:ReplicateObject', 's3:ReplicateTags'];

describe('a bucket with a public policy', () => {
  let stage: Stage;
  let theirs: S3.S3Client;

  const restrict = async (RestrictPublicBuckets: boolean): Promise<void> => {
    const PublicAccessBlockConfiguration = { RestrictPublicBuckets };
    await theirs.send(new S3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  };
  const says = (Principal: unknown): Promise<void> =>
    putBucketPolicy(theirs, Bucket, [
      { ...allow('s3:ListBucket', arn(Bucket)), Principal: { AWS: ACCOUNT } },
      { ...allow(WRITING, arn(Bucket, '*')), Principal },
    ]);
  const list = (client = stage.away): Promise<unknown> => client.send(new S3.ListObjectsV2Command({ Bucket }));

  beforeAll(async () => {
    stage = await setStage();
    theirs = stage.running.s3({ region: AWAY, credentials: stage.running.credentials(1) });
    await createBucket(theirs, Bucket, AWAY);
    await restrict(false);
    await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, allow(WRITING, arn(Bucket, '*'))]);
    await put(stage, 'plain');
    await putRules(stage, rule({ Destination: { Bucket: arn(Bucket), Account: OTHER_ACCOUNT } }));
  });
  afterAll(() => strike(stage));

  it('keeps out another account, and the role of a replication, while it is public', async () => {
    await says('*');
    await list();
    await restrict(true);
    expect(await errorOf(list())).toMatchObject({ name: 'AccessDenied', status: 403 });
    await list(theirs);
    const { JobId = '' } = await runJob(stage);
    expect(await taskCodes(stage, JobId)).toEqual(['DstPutObjectNotPermitted']);

    await restrict(false);
    await says({ AWS: ACCOUNT });
    await restrict(true);
    await list();
    const { JobId: second = '' } = await runJob(stage);
    expect(await taskCodes(stage, second)).toEqual([]);
    expect(bugs(stage.running)).toEqual([]);
  });
});
