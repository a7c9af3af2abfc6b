import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Testing } from 'cdktf';
import { describe, expect, it } from '@jest/globals';
import {
  addSettingsStack,
  DataSyncCopy,
  type DataSyncCopyProps,
  parseSettings,
  RefusedProps,
  SettingsError,
} from '../../../modules';
import { parseHandoff } from '../../../runner/target/handoff-schema';
import { targetOfHandoff } from '../../../runner/target/target';
import { newStack, synthesize, type Synthesized } from '../synthesis';

const PROPS: DataSyncCopyProps = {
  sourceBucketName: 'source',
  destinationBucketName: 'copies',
  reportBucketName: 'reports',
};
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321';
const TASK = 'arn:aws:datasync:eu-west-1:111122223333:task/task-0123456789abcdef0';

function make(props: Partial<DataSyncCopyProps> = {}): Synthesized {
  const stack = newStack();
  new DataSyncCopy(stack, 'copies', { ...PROPS, ...props });
  return synthesize(stack);
}

function refusalOf(props: Partial<DataSyncCopyProps>): string {
  try {
    new DataSyncCopy(newStack(), 'copies', { ...PROPS, ...props });
  } catch (error) {
    if (error instanceof RefusedProps) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

function handoffOf({ outputs }: Synthesized) {
  const applied = JSON.stringify(outputs['s3_backfill']?.value)
    .replace(/\$\{aws_datasync_task\.[\w-]+\.arn\}/g, TASK)
    .replace(/\$\{aws_iam_role\.([\w-]+)\.arn\}/g, 'arn:aws:iam::111122223333:role/$1')
    .replace(/\$\{data\.aws_region\.[\w-]+\.id\}/g, 'eu-west-1')
    .replace(/\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}/g, '111122223333');
  return parseHandoff(JSON.parse(applied), 'the test');
}

interface Statement {
  readonly sid: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly condition?: object[];
}

const policyOf = (stack: Synthesized, id: string) =>
  (stack.data('aws_iam_policy_document')[id] as { statement: Statement[] }).statement;
const taskOf = (stack: Synthesized) => stack.resources('aws_datasync_task')['copies_task'];

describe('DataSyncCopy', () => {
  it('makes two locations, a task and a role for each side and for reports', () => {
    const stack = make({ prefix: 'videos/', destinationPrefix: 'old/', storageClass: 'GLACIER_IR' });
    expect(stack.types).toEqual([
      'aws_datasync_location_s3',
      'aws_datasync_task',
      'aws_iam_role',
      'aws_iam_role_policy',
    ]);
    expect(stack.resources('aws_datasync_location_s3')).toMatchObject({
      copies_source: {
        s3_bucket_arn: 'arn:P:s3:::source',
        subdirectory: '/videos/',
        depends_on: ['aws_iam_role_policy.copies_source-role_policy'],
      },
      copies_destination: { subdirectory: '/old/', s3_storage_class: 'GLACIER_INSTANT_RETRIEVAL' },
    });
    expect(taskOf(stack)).toMatchObject({
      task_mode: 'ENHANCED',
      options: { verify_mode: 'ONLY_FILES_TRANSFERRED', preserve_deleted_files: 'PRESERVE', object_tags: 'PRESERVE' },
      task_report_config: { s3_destination: { subdirectory: '/s3-backfill/reports/' } },
    });
    expect(taskOf(stack)).not.toHaveProperty('cloudwatch_log_group_arn');
  });

  it('hands the runner the task, where it copies to, and what it lists', () => {
    const handoff = handoffOf(make({ prefix: 'videos/', destinationPrefix: 'old/', destinationRegion: 'eu-west-1' }));
    expect(handoff).toEqual({
      version: 1,
      source: { bucket: 'source', region: 'eu-west-1', accountId: '111122223333' },
      destinations: [],
      rules: [],
      roles: {},
      dataSync: {
        taskArn: TASK,
        bucket: 'copies',
        prefix: 'old/',
        region: 'eu-west-1',
        reportRoleArn: 'arn:aws:iam::111122223333:role/copies_report-role',
      },
      report: { bucket: 'reports', prefix: 's3-backfill/reports' },
      manifest: { bucket: 'reports', prefix: 's3-backfill/manifests' },
      prefixes: ['videos/'],
    });
    expect(targetOfHandoff(handoff)).toMatchObject({
      copyTo: { bucket: 'copies', prefix: 'old/' },
      dataSync: { taskArn: TASK, reportRoleArn: 'arn:aws:iam::111122223333:role/copies_report-role' },
    });
  });

  it('lets DataSync assume the roles for this account alone, each for one side and its keys', () => {
    const stack = make({ prefix: 'a/', sourceKmsKeyArns: [KEY], destinationKmsKeyArns: [KEY] });
    for (const role of ['source', 'destination', 'report'])
      expect(policyOf(stack, `copies_${role}-role_trust`)).toMatchObject([
        {
          principals: [{ type: 'Service', identifiers: ['datasync.amazonaws.com'] }],
          condition: [
            { test: 'StringEquals', variable: 'aws:SourceAccount' },
            {
              test: 'ArnLike',
              variable: 'aws:SourceArn',
              values: [expect.stringMatching(/^arn:P:datasync:\*:.*:\*$/)],
            },
          ],
        },
      ]);
    const actions = (side: string) => policyOf(stack, `copies_${side}-role_permissions`).flatMap((one) => one.actions);
    const resources = (side: string) =>
      policyOf(stack, `copies_${side}-role_permissions`).flatMap((one) => one.resources);
    expect(actions('source').filter((action) => /Put|Delete|Abort|Encrypt/.test(action))).toEqual([]);
    expect(actions('destination')).toEqual(expect.arrayContaining(['s3:PutObject', 'kms:GenerateDataKey*']));
    expect(actions('destination')).not.toContain('s3:DeleteObject');
    expect(resources('source')).toEqual(['arn:P:s3:::source', 'arn:P:s3:::source/a/*', KEY]);
    expect(resources('destination')).toEqual(['arn:P:s3:::copies', 'arn:P:s3:::copies/a/*', KEY]);
    expect(resources('report')).toEqual([
      'arn:P:s3:::reports/s3-backfill/reports/*',
      'arn:P:s3:::reports/s3-backfill/manifests/*',
    ]);
  });

  it('makes a log group that DataSync may write to, in Basic mode, before the task', () => {
    const stack = make({ taskMode: 'BASIC', verifyMode: 'POINT_IN_TIME_CONSISTENT', logRetentionDays: 7 });
    expect(stack.resources('aws_cloudwatch_log_group')['copies_log-group']).toMatchObject({ retention_in_days: 7 });
    expect(policyOf(stack, 'copies_log-policy-document')).toMatchObject([
      { actions: ['logs:PutLogEvents', 'logs:CreateLogStream'], resources: [expect.stringMatching(/:\*$/)] },
    ]);
    expect(taskOf(stack)).toMatchObject({
      task_mode: 'BASIC',
      cloudwatch_log_group_arn: '${aws_cloudwatch_log_group.copies_log-group.arn}',
      depends_on: expect.arrayContaining(['aws_cloudwatch_log_resource_policy.copies_log-policy']),
    });
    expect(make({ taskMode: 'BASIC', logLevel: 'OFF' }).types).not.toContain('aws_cloudwatch_log_group');
  });

  it('says filters and a schedule in the words of DataSync', () => {
    const stack = make({ includes: ['/2025*', '/2026*'], excludes: ['*/tmp/*'], schedule: 'rate(12 hours)' });
    expect(taskOf(stack)).toMatchObject({
      includes: { filter_type: 'SIMPLE_PATTERN', value: '/2025*|/2026*' },
      excludes: { value: '*/tmp/*' },
      schedule: { schedule_expression: 'rate(12 hours)' },
    });
  });

  it('makes the task and the location of the destination in its Region', () => {
    const stack = newStack();
    const there = new AwsProvider(stack, 'there', { alias: 'there', region: 'us-east-1' });
    new DataSyncCopy(stack, 'copies', { ...PROPS, destinationRegion: 'us-east-1', destinationProvider: there });
    const made = synthesize(stack);
    const [locations, task] = [made.resources('aws_datasync_location_s3'), taskOf(made)];
    expect(locations['copies_source']).not.toHaveProperty('provider');
    expect([locations['copies_destination'], task]).toMatchObject([
      { provider: 'aws.there' },
      { provider: 'aws.there' },
    ]);
  });

  it('hands out what the account of a destination has to allow, or attaches it before the location is made', () => {
    const theirs = { sourceAccountId: '111122223333', destinationAccountId: '444455556666', destinationPrefix: 'a/' };
    const stack = make({ ...theirs, destinationKmsKeyArns: [KEY] });
    expect(stack.outputs['replication_destination_policies']?.value).toMatchObject([
      { bucket: 'copies', bucket_policy: expect.any(String), key_policies: [{ key_arn: KEY }] },
    ]);
    expect(policyOf(stack, 'copies_bucket-policy')).toMatchObject([
      { sid: 'DestinationBucket', resources: ['arn:P:s3:::copies'] },
      { sid: 'DestinationObjects', resources: ['arn:P:s3:::copies/a/*'] },
    ]);
    const attaching = newStack();
    const attachWith = new AwsProvider(attaching, 'there', { alias: 'there' });
    const callerArns = ['arn:aws:iam::111122223333:role/pipeline'];
    new DataSyncCopy(attaching, 'copies', { ...PROPS, ...theirs, attachWith, callerArns });
    const made = synthesize(attaching);
    expect(made.outputs).not.toHaveProperty('replication_destination_policies');
    expect(made.resources('aws_datasync_location_s3')['copies_destination']).toMatchObject({
      depends_on: expect.arrayContaining(['aws_s3_bucket_policy.copies_attached-policy']),
    });
    expect(policyOf(made, 'copies_bucket-policy').map(({ sid }) => sid)).toContain('ComparedBucket');
  });

  it.each<[Partial<DataSyncCopyProps>, RegExp]>([
    [{ prefix: 'videos' }, /prefix: got "videos"; a location of DataSync is a folder: write "videos\/"/],
    [{ destinationPrefix: 'a//b/' }, /destinationPrefix: .* empty part/],
    [{ verifyMode: 'NONE' }, /verifyMode: got "NONE"; Enhanced mode verifies what it has transferred/],
    [{ logRetentionDays: 3 }, /logRetentionDays: got 3; Enhanced mode writes to the group \/aws\/datasync/],
    [
      { taskMode: 'BASIC', verifyMode: 'POINT_IN_TIME_CONSISTENT', storageClass: 'GLACIER' },
      /verifyMode: .* what is in GLACIER cannot be read/,
    ],
    [
      { storageClass: 'REDUCED_REDUNDANCY' },
      /storageClass: got "REDUCED_REDUNDANCY"; a location of DataSync has one of/,
    ],
    [{ includes: ['2026*'] }, /includes\[0\]: got "2026\*"; it begins with a slash.*write "\/2026\*"/],
    [{ includes: ['/a*b'] }, /includes\[0\]: got "\/a\*b"; DataSync takes \* only as the last character/],
    [{ excludes: ['/a|/b'] }, /excludes\[0\]: got "\/a\|\/b"; \| stands between patterns/],
    [{ role: { roleName: 'one' } }, /role\.roleName: got "one"; there are three roles/],
    [{ schedule: 'daily' }, /schedule: got "daily"; a schedule looks like cron/],
    [
      { sourceRegion: 'eu-west-1', destinationRegion: 'us-east-1' },
      /destinationProvider: got nothing; the task is made in us-east-1/,
    ],
    [{ destinationBucketName: 'source', destinationPrefix: 'x/' }, /neither folder may lie in the other/],
    [{ callerArns: ['arn:aws:iam::111122223333:role/a'] }, /callerArns: .* set destinationAccountId/],
    [{ destinationKmsKeyArns: [KEY], destinationRegion: 'us-east-1' }, /the key is in eu-west-1/],
  ])('refuses %j', (props, message) => {
    expect(refusalOf(props)).toMatch(message);
  });
});

describe('datasync of a settings file', () => {
  const SETTINGS = {
    region: 'eu-west-1',
    source_bucket: 'my-bucket',
    datasync: { destination_bucket_arn: 'arn:aws:s3:::my-archive' },
    report_bucket: 'my-reports',
  };
  const parse = (more: object) => parseSettings(JSON.stringify({ ...SETTINGS, ...more }), 's.json');
  const datasync = (more: object) => ({ datasync: { ...SETTINGS.datasync, ...more } });
  const faultOf = (more: object): string => {
    try {
      parse(more);
    } catch (error) {
      if (error instanceof SettingsError) return error.message;
      throw error;
    }
    return 'nothing was refused';
  };

  it('makes a task, in the Region of the destination, and folders as a location has them', () => {
    const given = {
      ...datasync({ destination_region: 'eu-central-1', destination_prefix: 'old', storage_class: 'DEEP_ARCHIVE' }),
      prefixes: ['videos/'],
      role_name_prefix: 'acme-',
    };
    const made = JSON.parse(Testing.synth(addSettingsStack(Testing.app(), parse(given)), true)) as {
      resource: Record<string, Record<string, Record<string, unknown>>>;
    };
    expect(Object.values(made.resource['aws_datasync_task'] ?? {})).toMatchObject([{ provider: 'aws.destination' }]);
    const folders = Object.values(made.resource['aws_datasync_location_s3'] ?? {}).map((one) => one['subdirectory']);
    expect(folders.sort()).toEqual(['/old/', '/videos/']);
    expect(Object.values(made.resource['aws_iam_role'] ?? {}).map((one) => one['name_prefix'])).toEqual(
      Array(3).fill('acme-datasync-'),
    );
  });

  it.each<[object, RegExp]>([
    [{ prefixes: ['a/', 'b/'] }, /prefixes: got 2; a task of DataSync copies one folder/],
    [{ prefixes: ['a'] }, /prefixes\[0\]: got "a"; a location of DataSync is a folder: write "a\/"/],
    [datasync({ verify_mode: 'NONE' }), /datasync\.verify_mode: got "NONE"; ENHANCED verifies/],
    [datasync({ includes: ['x'] }), /datasync\.includes\[0\]: got "x"; it begins with a slash/],
    [datasync({ destination_kms_arns: [KEY], destination_region: 'us-east-1' }), /one in us-east-1 is needed/],
    [{ filter_tags: { a: 'b' } }, /filter_tags: it is for another way of copying than datasync/],
    [{ batch_copy: { destination_bucket_arn: 'arn:aws:s3:::x-copies' } }, /batch_copy: it is for another way/],
    [{ confused_deputy_conditions: true }, /confused_deputy_conditions: the roles of DataSync always have them/],
    [{ report_bucket: undefined }, /got neither of report_bucket and create_report_bucket/],
  ])('refuses %j', (settings, message) => {
    expect(faultOf(settings)).toMatch(message);
  });
});
