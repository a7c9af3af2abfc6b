/** @group outside */
// aws datasync and aws logs: a task that copies, is looked at, and is cleared away.
import { beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../e2e/setup';
import { type AwsCli, awsCli } from './aws-cli';
import { withEmulator } from './setup';

const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

describeWith(['aws'], 'aws datasync and aws logs', () => {
  const local = withEmulator();
  let cli: AwsCli;

  beforeAll(() => {
    const { aws, folder } = local();
    cli = awsCli(aws, folder);
  });

  it('make log groups and policies', async () => {
    const group = ['--log-group-name', '/copies'];
    await cli.json('logs', 'create-log-group', ...group);
    await cli.json('logs', 'put-retention-policy', ...group, '--retention-in-days', '30');
    const document = policy({
      Effect: 'Allow',
      Principal: { Service: 'datasync.amazonaws.com' },
      Action: 'logs:*',
      Resource: '*',
    });
    await cli.json('logs', 'put-resource-policy', '--policy-name', 'p', '--policy-document', document);
    await Promise.all([
      expect(cli.json('logs', 'describe-log-groups', '--log-group-name-prefix', '/copies')).resolves.toMatchObject({
        logGroups: [{ logGroupName: '/copies', retentionInDays: 30 }],
      }),
      expect(cli.json('logs', 'describe-resource-policies')).resolves.toMatchObject({
        resourcePolicies: [{ policyName: 'p', policyDocument: document }],
      }),
      expect(cli.refusal('logs', 'create-log-group', ...group)).resolves.toBe('ResourceAlreadyExistsException'),
    ]);
    await cli.json('logs', 'delete-resource-policy', '--policy-name', 'p');
    await cli.json('logs', 'delete-log-group', ...group);
  }, 90_000);

  it('copy from bucket to bucket', async () => {
    const role = ['--role-name', 'sync'];
    const trust = policy({
      Effect: 'Allow',
      Principal: { Service: 'datasync.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    await cli.json('iam', 'create-role', ...role, '--assume-role-policy-document', trust);
    const all = policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' });
    await cli.json('iam', 'put-role-policy', ...role, '--policy-name', 'all', '--policy-document', all);
    await Promise.all(['from', 'to'].map((name) => cli.json('s3api', 'create-bucket', '--bucket', `sync-${name}`)));
    const body = cli.file('body', 'hello');
    await cli.json('s3api', 'put-object', '--bucket', 'sync-from', '--key', 'in/ä b', '--body', body);

    const arn = (answer: unknown, name: string) => (answer as Record<string, string>)[name] ?? '';
    const make = async (bucket: string, folder: string) =>
      arn(
        await cli.json(
          ...['datasync', 'create-location-s3', '--s3-bucket-arn', `arn:aws:s3:::${bucket}`, '--subdirectory', folder],
          ...['--s3-config', 'BucketAccessRoleArn=arn:aws:iam::111122223333:role/sync'],
        ),
        'LocationArn',
      );
    const [from, to] = await Promise.all([make('sync-from', '/in'), make('sync-to', '/copy/')]);
    const locations = ['--source-location-arn', from, '--destination-location-arn', to];
    const options = ['--options', 'VerifyMode=ONLY_FILES_TRANSFERRED,LogLevel=BASIC', '--tags', 'Key=team,Value=x'];
    const task = arn(
      await cli.json(
        'datasync',
        'create-task',
        ...locations,
        '--task-mode',
        'ENHANCED',
        '--name',
        'copies',
        ...options,
      ),
      'TaskArn',
    );
    const execution = arn(await cli.json('datasync', 'start-task-execution', '--task-arn', task), 'TaskExecutionArn');
    const found = ['datasync', 'describe-task-execution', '--task-execution-arn', execution];
    for (let look = 0; look < 10; look++) {
      if (/SUCCESS|ERROR/.test(arn(await cli.json(...found), 'Status'))) break;
    }
    const posix = ['--override-options', 'PosixPermissions=PRESERVE'];
    await Promise.all([
      expect(cli.json(...found)).resolves.toMatchObject({
        Status: 'SUCCESS',
        FilesTransferred: 1,
        FilesFailed: { Prepare: 0, Transfer: 0, Verify: 0, Delete: 0 },
      }),
      expect(cli.json('s3api', 'head-object', '--bucket', 'sync-to', '--key', 'copy/ä b')).resolves.toMatchObject({
        ContentLength: 5,
        Metadata: { 'file-mtime': expect.stringMatching(/^\d+$/) },
      }),
      expect(cli.json('datasync', 'list-tags-for-resource', '--resource-arn', task)).resolves.toMatchObject({
        Tags: [{ Key: 'team', Value: 'x' }],
      }),
      expect(cli.json('datasync', 'list-task-executions', '--task-arn', task)).resolves.toMatchObject({
        TaskExecutions: [{ TaskExecutionArn: execution, Status: 'SUCCESS' }],
      }),
      expect(cli.refusal('datasync', 'start-task-execution', '--task-arn', task, ...posix)).resolves.toBe(
        'InvalidRequestException',
      ),
    ]);
    const update = ['datasync', 'update-task', '--task-arn', task, '--excludes', 'FilterType=SIMPLE_PATTERN,Value=/x*'];
    await cli.json(...update, '--options', 'ObjectTags=NONE,VerifyMode=ONLY_FILES_TRANSFERRED');
    await Promise.all([
      expect(cli.json('datasync', 'describe-task', '--task-arn', task)).resolves.toMatchObject({
        Status: 'AVAILABLE',
        Options: { ObjectTags: 'NONE' },
        Excludes: [{ Value: '/x*' }],
      }),
      expect(cli.json('datasync', 'list-tasks')).resolves.toMatchObject({ Tasks: [{ TaskArn: task, Name: 'copies' }] }),
      expect(cli.json('datasync', 'describe-location-s3', '--location-arn', to)).resolves.toMatchObject({
        LocationUri: 's3://sync-to/copy/',
        S3StorageClass: 'STANDARD',
      }),
      expect(cli.refusal('datasync', 'cancel-task-execution', '--task-execution-arn', execution)).resolves.toBe(
        'InvalidRequestException',
      ),
    ]);
    await cli.json('datasync', 'delete-task', '--task-arn', task);
    await cli.json('datasync', 'delete-location', '--location-arn', from);
    expect(await cli.json('datasync', 'list-locations')).toMatchObject({ Locations: [{ LocationArn: to }] });
  }, 120_000);
});
