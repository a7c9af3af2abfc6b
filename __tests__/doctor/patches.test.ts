// What the doctor says repairs a fault does: pasted as it is, the fault is gone.
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../emulator/running';
import {
  allow,
  arn,
  putBucketPolicy,
  putRolePolicy,
  put,
  putRules,
  REPLICATION_STATEMENTS,
  REPORTS,
  setStage,
  strike,
  type Stage,
  without,
} from '../emulator/stage';
import { findings, lines } from './examined';
import { letIn, replicateThere, THEIRS } from './other-account';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  await put(stage, 'plain');
  await putRules(stage);
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

async function patches(): Promise<readonly { readonly language: string; readonly text: string }[]> {
  return (await findings(stage)).flatMap(({ answer, patch }) =>
    answer === 'wrong' && patch !== undefined ? [patch] : [],
  );
}

describe('a patch', () => {
  it('makes an exception in a bucket policy that denies, and leaves its other conditions', async () => {
    const Condition = { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } };
    const demand = { ...allow('s3:PutObject', arn(REPORTS, '*')), Effect: 'Deny' as const, Principal: '*', Condition };
    await putBucketPolicy(stage.s3, REPORTS, [demand]);
    const [patch] = await patches();
    const statement = JSON.parse(patch?.text ?? '') as typeof demand;
    expect(statement).toMatchObject(demand);
    await putBucketPolicy(stage.s3, REPORTS, [statement]);
    expect(lines(await findings(stage))).toEqual([]);
  });

  it('lets the role into a bucket of another account', async () => {
    await replicateThere(stage, []);
    const missing = (await patches()).map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    expect(missing).toContainEqual({
      Sid: 'S3Backfill',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:role/replication' },
      Action: 's3:ReplicateObject',
      Resource: arn(THEIRS, '*'),
    });
    await letIn(
      stage,
      missing.map(({ Action }) => String(Action)),
    );
    expect((await findings(stage)).filter(({ answer }) => answer === 'wrong')).toEqual([]);
  });

  it('for a role is HCL of one more inline policy', async () => {
    await putRolePolicy(stage.iam, 'replication', without('s3:ReplicateObject', REPLICATION_STATEMENTS));
    expect((await patches()).map(({ text }) => text)).toMatchInlineSnapshot(`
     [
       "resource "aws_iam_role_policy" "s3_backfill_replication_replicateobject_replicas_of_stage" {
       name   = "s3-backfill-ReplicateObject-replicas-of-stage"
       role   = "replication"
       policy = jsonencode({
         Version = "2012-10-17"
         Statement = [
           {
             Effect = "Allow"
             Action = "s3:ReplicateObject"
             Resource = "arn:aws:s3:::replicas-of-stage/*"
           },
         ]
       })
     }",
     ]
    `);
  });

  it('for versioning is HCL of the resource', async () => {
    const VersioningConfiguration = { Status: 'Suspended' as const };
    await stage.away.send(new S3.PutBucketVersioningCommand({ Bucket: 'replicas-of-stage', VersioningConfiguration }));
    expect((await patches()).map(({ text }) => text)).toMatchInlineSnapshot(`
     [
       "resource "aws_s3_bucket_versioning" "s3_backfill_replicas_of_stage" {
       bucket = "replicas-of-stage"
       versioning_configuration {
         status = "Enabled"
       }
     }",
     ]
    `);
  });
});
