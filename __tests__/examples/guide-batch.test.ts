/** @group outside */
// The guide's examples do what the guide says, on a local AWS. Nothing here leaves this machine.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutBucketReplicationCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { BUCKETS, DESTINATION, SOURCE, startBuckets, type GuideBuckets } from './guide-buckets';
import { GUIDE, itWithAwsCli, PYTHON } from './guide-world';

let given: GuideBuckets;

describeWith(['aws', 'jq', PYTHON], 'batch-replication/', () => {
  beforeAll(async () => {
    given = await startBuckets();
    await replicateTheFolder();
  });
  afterAll(() => given.end());

  const region = { REGION: 'us-east-1', POLL_SECONDS: '0.1' };
  const one = {
    ...region,
    ACCOUNT: '111122223333',
    BUCKET: SOURCE,
    REPORTS: 'example-reports',
    ROLE: 'example-batch-job',
  };
  // KeyNameConstraint came in November 2023.
  const itWithFilters = itWithAwsCli({ v1: '1.31.0', v2: '2.14.0' });

  it('one-key.sh replicates the key that it is given, once', async () => {
    const key = 'folder/a b+c%20d.txt';
    const first = await given.world.run('batch-replication/one-key.sh', [key], one);
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^[0-9a-f-]{36}\n$/) });
    await given.world.emulator.idle();
    expect(await given.keysIn(DESTINATION)).toContain(key);
    const again = await given.world.run('batch-replication/one-key.sh', [key], one);
    expect(again.stdout).toBe(first.stdout);
  }, 60_000);

  itWithFilters(
    'job.sh replicates what is left, counts its report, and finds nothing in a second job',
    async () => {
      const first = await given.world.run('batch-replication/job.sh', [], region);
      expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/\d {2}succeeded/) });
      await given.world.emulator.idle();
      const inFolder = (versions: readonly string[]) => versions.filter((version) => version.startsWith('folder/'));
      expect(inFolder(await given.versionsIn(DESTINATION))).toEqual(inFolder(await given.versionsIn(SOURCE)));
      expect(await given.world.run('verify/versions.sh', [], BUCKETS)).toMatchObject({ exitCode: 0 });

      const again = await given.world.run('batch-replication/job.sh', [], region);
      expect(again.stdout.split('\n')[0]).toBe(first.stdout.split('\n')[0]);
      const second = await given.world.run('batch-replication/job.sh', [], { ...region, RUN: '2' });
      expect(second).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('no keys matching') });
    },
    60_000,
  );
});

/** What batch-replication/main.tf makes; the permissions are held against it. Terraform itself reads the file in guide-terraform.test.ts. */
async function replicateTheFolder(): Promise<void> {
  const { endpoint, region } = given.world.emulator;
  const iam = new IAMClient({ endpoint, region, credentials: given.world.credentials(0) });
  const arn = (bucket: string) => `arn:aws:s3:::${bucket}`;
  const allowed = new Set<string>();
  const allow = (Resource: string, ...Action: string[]) => {
    for (const action of Action) allowed.add(action);
    return { Effect: 'Allow', Resource, Action };
  };
  const role = async (RoleName: string, Service: string, statements: readonly object[]): Promise<void> => {
    const document = (Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
    const trust = document([{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }]);
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    const PolicyDocument = document(statements);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: RoleName, PolicyDocument }));
  };
  await role('example-replication', 's3.amazonaws.com', [
    allow(arn(SOURCE), 's3:GetReplicationConfiguration', 's3:ListBucket'),
    allow(
      `${arn(SOURCE)}/*`,
      's3:GetObjectVersionForReplication',
      's3:GetObjectVersionAcl',
      's3:GetObjectVersionTagging',
      's3:GetObjectVersionAnnotationForReplication',
    ),
    allow(`${arn(DESTINATION)}/*`, 's3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'),
  ]);
  await role('example-batch-job', 'batchoperations.s3.amazonaws.com', [
    allow(`${arn(SOURCE)}/*`, 's3:InitiateReplication'),
    allow(arn(SOURCE), 's3:GetReplicationConfiguration', 's3:PutInventoryConfiguration'),
    allow(`${arn('example-reports')}/*`, 's3:PutObject', 's3:GetObject', 's3:GetObjectVersion'),
  ]);
  iam.destroy();
  const file = readFileSync(path.join(GUIDE, 'batch-replication', 'main.tf'), 'utf8');
  expect(allowed).toEqual(new Set(file.match(/(?<=")s3:\w+(?=")/g)));
  const rule = {
    ID: 'folder',
    Status: 'Enabled' as const,
    Priority: 1,
    Filter: { Prefix: 'folder/' },
    DeleteMarkerReplication: { Status: 'Disabled' as const },
    Destination: { Bucket: arn(DESTINATION), StorageClass: 'STANDARD_IA' as const },
  };
  const ReplicationConfiguration = { Role: 'arn:aws:iam::111122223333:role/example-replication', Rules: [rule] };
  await given.s3.send(new PutBucketReplicationCommand({ Bucket: SOURCE, ReplicationConfiguration }));
}
