// Every operation of DataSync and of CloudWatch Logs that is emulated, through the SDK for JavaScript.
import * as Logs from '@aws-sdk/client-cloudwatch-logs';
import * as DS from '@aws-sdk/client-datasync';
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';

export async function walkLogs(client: Logs.CloudWatchLogsClient): Promise<void> {
  const logGroupName = '/copies';
  await client.send(new Logs.CreateLogGroupCommand({ logGroupName, tags: { team: 'storage' } }));
  await client.send(new Logs.PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
  const { logGroups } = await client.send(new Logs.DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
  expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 30, logGroupClass: 'STANDARD' }]);
  const resource = { resourceArn: logGroups?.[0]?.logGroupArn };
  await client.send(new Logs.TagResourceCommand({ ...resource, tags: { a: 'b' } }));
  await client.send(new Logs.UntagResourceCommand({ ...resource, tagKeys: ['team'] }));
  expect((await client.send(new Logs.ListTagsForResourceCommand(resource))).tags).toEqual({ a: 'b' });
  const policyName = 'copies';
  const policyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'datasync.amazonaws.com' }, Action: 'logs:*', Resource: '*' }],
  });
  await client.send(new Logs.PutResourcePolicyCommand({ policyName, policyDocument }));
  const { resourcePolicies } = await client.send(new Logs.DescribeResourcePoliciesCommand({}));
  expect(resourcePolicies).toMatchObject([{ policyName, policyDocument }]);
  await client.send(new Logs.DeleteResourcePolicyCommand({ policyName }));
  await client.send(new Logs.DeleteRetentionPolicyCommand({ logGroupName }));
  await client.send(new Logs.DeleteLogGroupCommand({ logGroupName }));
}

export async function walkDataSync(client: DS.DataSyncClient, s3: S3.S3Client, iam: IAM.IAMClient): Promise<void> {
  for (const Bucket of ['sync-from', 'sync-to']) await s3.send(new S3.CreateBucketCommand({ Bucket }));
  await s3.send(new S3.PutObjectCommand({ Bucket: 'sync-from', Key: 'in/key', Body: 'hello' }));
  const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
  const trust = { Effect: 'Allow', Principal: { Service: 'datasync.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const text = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  const RoleName = 'sync';
  const { Role } = await iam.send(new IAM.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: text(trust) }));
  await iam.send(new IAM.PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: text(allow) }));
  const make = (bucket: string) =>
    client.send(
      new DS.CreateLocationS3Command({
        S3BucketArn: `arn:aws:s3:::${bucket}`,
        S3Config: { BucketAccessRoleArn: Role?.Arn },
      }),
    );
  const [from, to] = [await make('sync-from'), await make('sync-to')];
  await client.send(new DS.UpdateLocationS3Command({ LocationArn: from.LocationArn, Subdirectory: '/in' }));
  const found = await client.send(new DS.DescribeLocationS3Command({ LocationArn: from.LocationArn }));
  expect(found).toMatchObject({ LocationUri: 's3://sync-from/in/', CreationTime: expect.any(Date) });
  expect((await client.send(new DS.ListLocationsCommand({}))).Locations).toHaveLength(2);
  const { TaskArn } = await client.send(
    new DS.CreateTaskCommand({
      SourceLocationArn: from.LocationArn,
      DestinationLocationArn: to.LocationArn,
      TaskMode: 'ENHANCED',
    }),
  );
  await client.send(new DS.UpdateTaskCommand({ TaskArn, Name: 'copies', Options: { BytesPerSecond: 100 } }));
  expect(await client.send(new DS.DescribeTaskCommand({ TaskArn }))).toMatchObject({
    Name: 'copies',
    Status: 'AVAILABLE',
  });
  expect((await client.send(new DS.ListTasksCommand({}))).Tasks).toMatchObject([{ TaskArn }]);
  const task = { ResourceArn: TaskArn };
  const Tags = [{ Key: 'team', Value: 'storage' }];
  await client.send(new DS.TagResourceCommand({ ...task, Tags }));
  expect((await client.send(new DS.ListTagsForResourceCommand(task))).Tags).toEqual(Tags);
  await client.send(new DS.UntagResourceCommand({ ...task, Keys: ['team'] }));
  const { TaskExecutionArn } = await client.send(new DS.StartTaskExecutionCommand({ TaskArn }));
  const execution = { TaskExecutionArn };
  await client.send(new DS.UpdateTaskExecutionCommand({ ...execution, Options: { BytesPerSecond: -1 } }));
  expect((await client.send(new DS.ListTaskExecutionsCommand({ TaskArn }))).TaskExecutions).toMatchObject([execution]);
  const second = await client.send(new DS.StartTaskExecutionCommand({ TaskArn }));
  await client.send(new DS.CancelTaskExecutionCommand({ TaskExecutionArn: second.TaskExecutionArn }));
  const describe = (arn = TaskExecutionArn) =>
    client.send(new DS.DescribeTaskExecutionCommand({ TaskExecutionArn: arn }));
  for (const arn of [TaskExecutionArn, second.TaskExecutionArn]) {
    while (!['SUCCESS', 'ERROR'].includes((await describe(arn)).Status ?? '')) continue;
  }
  expect(await describe()).toMatchObject({ Status: 'SUCCESS', FilesTransferred: 1, StartTime: expect.any(Date) });
  await client.send(new DS.DeleteTaskCommand({ TaskArn }));
  for (const { LocationArn } of [from, to]) await client.send(new DS.DeleteLocationCommand({ LocationArn }));
}
