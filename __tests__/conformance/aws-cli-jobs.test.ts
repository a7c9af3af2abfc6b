/** @group outside */
// aws iam, sts and s3control: from the roles to the completion report of a Batch Replication job; and a copy job.
import { IAMClient } from '@aws-sdk/client-iam';
import { beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { type AwsCli, awsCli } from './aws-cli';
import { EXISTING_KEY, prepareJobs } from './sdk-batch';
import { withEmulator } from './setup';

const ACCOUNT = '111122223333';
const trusting = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
const allowing = (...actions: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

describeWith(['aws'], 'aws iam and aws s3control', () => {
  const local = withEmulator();
  let cli: AwsCli;
  const iam = (...words: readonly string[]) => cli.json('iam', ...words);
  const api = (...words: readonly string[]) => cli.json('s3api', ...words);
  const control = (operation: string, ...more: readonly string[]) =>
    cli.json('s3control', operation, '--account-id', ACCOUNT, ...more);

  beforeAll(async () => {
    const { aws, folder } = local();
    cli = awsCli(aws, folder);
    const { accessKeyId = '', secretAccessKey = '' } = aws.accounts[0] ?? {};
    const client = new IAMClient({
      ...{ endpoint: aws.endpoint, region: aws.region },
      credentials: { accessKeyId, secretAccessKey },
    });
    await prepareJobs(aws.s3, client);
    client.destroy();
  });

  it('makes roles and policies, and unmakes them in the right order', async () => {
    const named = ['--role-name', 'worker'];
    const trust = ['--assume-role-policy-document', trusting('s3.amazonaws.com')];
    expect(await iam('create-role', ...named, ...trust, '--tags', 'Key=team,Value=a b')).toMatchObject({
      Role: { Arn: `arn:aws:iam::${ACCOUNT}:role/worker` },
    });
    await Promise.all([
      iam('put-role-policy', ...named, '--policy-name', 'inline', '--policy-document', allowing('s3:GetObject')),
      iam('tag-role', ...named, '--tags', 'Key=more,Value=1'),
      iam('update-role', ...named, '--description', 'copies', '--max-session-duration', '7200'),
      expect(cli.refusal('iam', 'create-role', ...named, ...trust)).resolves.toBe('EntityAlreadyExists'),
      expect(cli.refusal('iam', 'get-role', '--role-name', 'absent')).resolves.toBe('NoSuchEntity'),
      expect(
        cli.refusal('iam', 'create-role', '--role-name', 'x', '--assume-role-policy-document', '{}'),
      ).resolves.toBe('MalformedPolicyDocument'),
    ]);
    const { Policy } = (await iam(
      ...['create-policy', '--policy-name', 'managed', '--policy-document', allowing('s3:ListBucket')],
    )) as { Policy: { Arn: string } };
    const policy = ['--policy-arn', Policy.Arn];
    await iam('attach-role-policy', ...named, ...policy);
    await Promise.all([
      iam('create-policy-version', ...policy, '--policy-document', allowing('s3:ListAllMyBuckets'), '--set-as-default'),
      expect(iam('get-role', ...named)).resolves.toMatchObject({
        Role: {
          Description: 'copies',
          MaxSessionDuration: 7200,
          AssumeRolePolicyDocument: JSON.parse(trusting('s3.amazonaws.com')) as unknown,
          Tags: [
            { Key: 'team', Value: 'a b' },
            { Key: 'more', Value: '1' },
          ],
        },
      }),
      expect(iam('get-role-policy', ...named, '--policy-name', 'inline')).resolves.toMatchObject({
        PolicyDocument: JSON.parse(allowing('s3:GetObject')) as unknown,
      }),
      expect(iam('list-role-policies', ...named)).resolves.toEqual({ PolicyNames: ['inline'] }),
      expect(iam('list-attached-role-policies', ...named)).resolves.toMatchObject({
        AttachedPolicies: [{ PolicyName: 'managed' }],
      }),
      expect(cli.refusal('iam', 'delete-role', ...named)).resolves.toBe('DeleteConflict'),
    ]);
    await Promise.all([
      expect(iam('list-policy-versions', ...policy)).resolves.toMatchObject({
        Versions: [{ VersionId: 'v2', IsDefaultVersion: true }, { VersionId: 'v1' }],
      }),
      expect(
        iam(
          ...['simulate-principal-policy', '--policy-source-arn', `arn:aws:iam::${ACCOUNT}:role/worker`],
          ...['--action-names', 's3:GetObject', 's3:PutObject', '--query', 'EvaluationResults[].EvalDecision'],
        ),
      ).resolves.toEqual(['allowed', 'implicitDeny']),
      expect(cli.json('sts', 'get-caller-identity')).resolves.toMatchObject({ Account: ACCOUNT }),
    ]);
    await iam('detach-role-policy', ...named, ...policy);
    await iam('delete-role-policy', ...named, '--policy-name', 'inline');
    await iam('delete-policy-version', ...policy, '--version-id', 'v1');
    await iam('delete-policy', ...policy);
    await iam('delete-role', ...named);
    expect(await cli.refusal('iam', 'get-role', ...named)).toBe('NoSuchEntity');
  }, 240_000);

  it('replicates existing objects by a job: created, confirmed, watched, reported', async () => {
    const job = await create('first', ['NONE'], '--confirmation-required', '--tags', 'Key=team,Value=data');
    expect(await until(job, 'Suspended')).toMatchObject({ Job: { Priority: 10, SuspendedCause: expect.any(String) } });
    await Promise.all([
      expect(control('list-jobs', '--job-statuses', 'Suspended')).resolves.toMatchObject({
        Jobs: [{ JobId: job, Operation: 'S3ReplicateObject', Status: 'Suspended' }],
      }),
      expect(control('get-job-tagging', '--job-id', job)).resolves.toEqual({ Tags: [{ Key: 'team', Value: 'data' }] }),
      expect(control('update-job-priority', '--job-id', job, '--priority', '42')).resolves.toEqual({
        JobId: job,
        Priority: 42,
      }),
    ]);
    await control('put-job-tagging', '--job-id', job, '--tags', 'Key=team,Value=other');
    expect(await control('get-job-tagging', '--job-id', job)).toEqual({ Tags: [{ Key: 'team', Value: 'other' }] });
    await control('delete-job-tagging', '--job-id', job);
    expect(await control('get-job-tagging', '--job-id', job)).toEqual({ Tags: [] });
    await control('update-job-status', '--job-id', job, '--requested-job-status', 'Ready');
    expect(await until(job, 'Complete')).toMatchObject({
      Job: {
        Priority: 42,
        ProgressSummary: { TotalNumberOfTasks: 1, NumberOfTasksSucceeded: 1, NumberOfTasksFailed: 0 },
      },
    });
    const report = await cli.text('s3', 'ls', '--recursive', 's3://reports/done/');
    expect(report).toContain(`done/job-${job}/manifest.json`);
    expect(await api('head-object', '--bucket', 'destination', '--key', EXISTING_KEY)).toMatchObject({
      ReplicationStatus: 'REPLICA',
    });
    expect(await api('head-object', '--bucket', 'source', '--key', EXISTING_KEY)).toMatchObject({
      ReplicationStatus: 'COMPLETED',
    });
  }, 240_000);

  it('copies objects of a prefix by a job', async () => {
    const copy = { TargetResource: 'arn:aws:s3:::destination', TargetKeyPrefix: 'copied', StorageClass: 'STANDARD_IA' };
    const filter = { KeyNameConstraint: { MatchAnyPrefix: ['out/'] } };
    const job = await createJob('copy', { S3PutObjectCopy: copy }, filter, '--no-confirmation-required');
    expect(await until(job, 'Complete')).toMatchObject({
      Job: {
        Operation: { S3PutObjectCopy: copy },
        ProgressSummary: { TotalNumberOfTasks: 1, NumberOfTasksSucceeded: 1, NumberOfTasksFailed: 0 },
      },
    });
    expect(await api('head-object', '--bucket', 'destination', '--key', 'copied/out/1')).toMatchObject({
      ContentLength: 1,
      StorageClass: 'STANDARD_IA',
    });
  }, 240_000);

  it('cancels a job, gives the same job for the same token, and refuses what is wrong', async () => {
    // The object may be replicated already: the order of these tests is random.
    const again = () => create('second', ['NONE', 'COMPLETED'], '--confirmation-required');
    const job = await again();
    await until(job, 'Suspended');
    expect(await again()).toBe(job);
    await control('update-job-status', ...['--job-id', job, '--requested-job-status', 'Cancelled']);
    await until(job, 'Cancelled');
    const wrong = (operation: string, ...more: readonly string[]) =>
      cli.refusal('s3control', operation, '--account-id', ACCOUNT, ...more);
    await Promise.all([
      expect(wrong('describe-job', '--job-id', '00000000-0000-0000-0000-000000000000')).resolves.toBe('NoSuchJob'),
      expect(wrong('describe-job', '--job-id', job, '--region', 'eu-west-1')).resolves.toBe('NoSuchJob'),
      expect(wrong('update-job-status', '--job-id', job, '--requested-job-status', 'Ready')).resolves.toBe(
        'JobStatusException',
      ),
      expect(cli.refusal('s3control', 'list-jobs', '--account-id', '444455556666')).resolves.toBe('AccessDenied'),
    ]);
  }, 240_000);

  function create(token: string, statuses: readonly string[], ...more: readonly string[]): Promise<string> {
    const filter = { EligibleForReplication: true, ObjectReplicationStatuses: statuses };
    return createJob(token, { S3ReplicateObject: {} }, filter, ...more);
  }

  async function createJob(
    token: string,
    operation: object,
    Filter: object,
    ...more: readonly string[]
  ): Promise<string> {
    const generator = {
      S3JobManifestGenerator: { SourceBucket: 'arn:aws:s3:::source', EnableManifestOutput: false, Filter },
    };
    const report = {
      ...{ Bucket: 'arn:aws:s3:::reports', Prefix: 'done', Format: 'Report_CSV_20180820' },
      ...{ Enabled: true, ReportScope: 'AllTasks' },
    };
    const created = await control(
      ...['create-job', '--operation', JSON.stringify(operation), '--priority', '10'],
      ...['--role-arn', `arn:aws:iam::${ACCOUNT}:role/batch`, '--client-request-token', token],
      ...['--manifest-generator', JSON.stringify(generator), '--report', JSON.stringify(report)],
      ...more,
    );
    return (created as { JobId: string }).JobId;
  }

  async function until(job: string, status: string): Promise<unknown> {
    const ends = Date.now() + 60_000;
    for (;;) {
      const described = (await control('describe-job', '--job-id', job)) as { Job: { Status: string } };
      if (described.Job.Status === status) return described;
      if (Date.now() > ends || described.Job.Status === 'Failed')
        throw new Error(`the job is ${described.Job.Status}, not ${status}`);
    }
  }
});
