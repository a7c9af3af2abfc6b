// What is written into policies of a stage.
import * as IAM from '@aws-sdk/client-iam';
import { arn, putBucketPolicy, REPLICAS, type Stage } from '../../../../emulator/stage';

type Put = (stage: Stage) => Promise<unknown>;

export const REPLICATION = 's3.amazonaws.com';
export const BATCH = 'batchoperations.s3.amazonaws.com';

function document(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** A statement of a trust policy; `changes` may take the action away. */
export function trusting(Service: string | readonly string[], changes: object = {}): object {
  return { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole', ...changes };
}

export function onlyIf(Condition: object): object {
  return { Condition };
}

export const trust =
  (RoleName: string, ...statements: readonly object[]): Put =>
  ({ iam }) =>
    iam.send(new IAM.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: document(...statements) }));

export function denying(Action: string | readonly string[], Resource: string | readonly string[], more = {}): object {
  return { Effect: 'Deny', Action, Resource, ...more };
}

/** A further policy of the role. */
export const beside =
  (RoleName: string, ...statements: readonly object[]): Put =>
  ({ iam }) =>
    iam.send(new IAM.PutRolePolicyCommand({ RoleName, PolicyName: 'beside', PolicyDocument: document(...statements) }));

export const bounded =
  (RoleName: string, ...statements: readonly object[]): Put =>
  async ({ iam }) => {
    const PolicyDocument = document(...statements);
    const { Policy } = await iam.send(new IAM.CreatePolicyCommand({ PolicyName: 'limit', PolicyDocument }));
    const PermissionsBoundary = Policy?.Arn ?? '';
    await iam.send(new IAM.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
  };

/** A bucket policy in which each statement is about everybody, unless it says otherwise. */
export const bucketSays =
  (bucket: string, ...statements: readonly object[]): Put =>
  ({ s3, away }) =>
    putBucketPolicy(
      bucket === REPLICAS ? away : s3,
      bucket,
      statements.map((one) => ({ Principal: '*', ...one })) as unknown as Parameters<typeof putBucketPolicy>[2],
    );

export const whole = (bucket: string): readonly string[] => [arn(bucket), arn(bucket, '*')];
