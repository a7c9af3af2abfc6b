// What a task of DataSync stands on is gone, belongs to another account that lets nobody in any more, or is at work by its schedule: the doctor says so,
// and a run sends nothing, or waits for its turn.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  CreateLocationS3Command,
  CreateTaskCommand,
  DeleteLocationCommand,
  DeleteTaskCommand,
  DescribeTaskCommand,
  StartTaskExecutionCommand,
} from '@aws-sdk/client-datasync';
import * as S3 from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import { ACCOUNT, POLICIES } from '../datasync-setup';
import { executionsOf, keysOf, PACE, putPolicy, startSync, WITH, words, type Started } from './started';

const built = builtProgram();
const ROLE = `arn:aws:iam::${ACCOUNT}:role/sync-destination`;

/** By its ARN alone, as a task that something else has made. */
const byArn = (taskArn: string): readonly string[] => [
  ...['--method', 'datasync', '--source-bucket', 'plain', '--task-arn', taskArn],
];

async function newTask({ sync }: Started, S3BucketArn: string): Promise<{ taskArn: string; location: string }> {
  const { SourceLocationArn, TaskReportConfig, Options } = await sync.client.send(
    new DescribeTaskCommand({ TaskArn: sync.taskArn }),
  );
  const { LocationArn: location = '' } = await sync.client.send(
    new CreateLocationS3Command({ S3BucketArn, Subdirectory: '/folder/', S3Config: { BucketAccessRoleArn: ROLE } }),
  );
  const { TaskArn: taskArn = '' } = await sync.client.send(
    new CreateTaskCommand({
      ...{ SourceLocationArn, DestinationLocationArn: location, TaskReportConfig, Options },
      TaskMode: 'ENHANCED',
    }),
  );
  return { taskArn, location };
}

it('a location, or a task, that is gone is named at once; nothing is sent', async () => {
  const started = await startSync(built, ['folder/a']);
  const { client } = started.sync;
  const { taskArn, location } = await newTask(started, 'arn:aws:s3:::copies');
  // DataSync deletes none that a task uses.
  await expect(client.send(new DeleteLocationCommand({ LocationArn: location }))).rejects.toThrow('uses it');
  started.program.running.emulator.world.syncLocations.delete(location);
  await client.send(new DeleteTaskCommand({ TaskArn: started.sync.taskArn }));
  for (const [gone, named] of [
    [location, byArn(taskArn)],
    [started.sync.taskArn, byArn(started.sync.taskArn)],
    [started.sync.taskArn, WITH],
  ] as const)
    for (const verb of ['doctor', 'run']) {
      const said = await started.run([verb, ...named, ...(verb === 'run' ? PACE : [])], { limitMs: 10_000 });
      expect([verb, named.length, said.exitCode, words(said)]).toEqual([
        ...[verb, named.length, 2],
        expect.stringMatching(`nothing was sent: [^]*${gone}`),
      ]);
    }
  expect(await keysOf(started, 'copies')).toEqual([]);
}, 60_000);

it('a bucket of another account that does not let the role in any more is named, with what its policy needs', async () => {
  const started = await startSync(built, ['folder/a']);
  const theirs = started.program.running.s3({
    region: 'us-east-1',
    credentials: started.program.running.credentials(1),
  });
  await theirs.send(new S3.CreateBucketCommand({ Bucket: 'theirs' }));
  const statements = (JSON.parse(POLICIES.destination.replaceAll('copies', 'theirs')) as { Statement: object[] })
    .Statement;
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((one) => ({ ...one, Principal: { AWS: ROLE } })),
  });
  await theirs.send(new S3.PutBucketPolicyCommand({ Bucket: 'theirs', Policy }));
  await putPolicy(started, 'sync-destination', POLICIES.destination.replaceAll('copies', '*'));
  const { taskArn } = await newTask(started, 'arn:aws:s3:::theirs');
  await theirs.send(new S3.DeleteBucketPolicyCommand({ Bucket: 'theirs' }));
  // Whoever looks by one identity, of the account of the task, may not read that policy.
  const doctor = words(await started.run(['doctor', ...byArn(taskArn)]));
  expect(doctor).toMatch(
    /unsure datasync-role-permissions: role of the destination .*the policy of the bucket 'theirs' could not be read/,
  );
  const { accessKeyId, secretAccessKey } = started.program.running.credentials(1);
  const profile = `[theirs]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  writeFileSync(path.join(started.program.folder, 'profiles'), profile);
  const both = { env: { AWS_SHARED_CREDENTIALS_FILE: 'profiles' } };
  for (const verb of ['doctor', 'run']) {
    const parameters = [verb, ...byArn(taskArn), '--destination-profile', 'theirs', ...(verb === 'run' ? PACE : [])];
    const said = await started.run(parameters, both);
    expect([verb, said.exitCode, words(said)]).toEqual([
      ...[verb, 2],
      expect.stringMatching(/role of the destination .*s3:PutObject.*the policy of the bucket 'theirs' does not allow/),
    ]);
  }
  expect(await theirs.send(new S3.ListObjectsV2Command({ Bucket: 'theirs' }))).toMatchObject({ KeyCount: 0 });
}, 60_000);

it('an execution that the schedule has begun is gone on with: the run begins no second one, and ends green', async () => {
  const started = await startSync(built, ['folder/a', 'folder/b'], {}, { timing: { jobStateMs: 1_000 } });
  const { client, taskArn } = started.sync;
  const { TaskExecutionArn = '' } = await client.send(new StartTaskExecutionCommand({ TaskArn: taskArn }));
  const said = await started.run(['run', ...WITH, ...PACE]);
  expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("all 2 objects are in 'copies/folder/'") });
  expect(words(said)).toContain(`attached execution ${TaskExecutionArn}: it is at work already, and copies the same`);
  expect(await executionsOf(started)).toBe(1);
}, 60_000);
