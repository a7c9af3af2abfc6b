import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InventoryCopy, type InventoryCopyProps, parseSettings } from '../../../modules';
import { parseHandoff } from '../../../runner/target/handoff-schema';
import { targetOfHandoff } from '../../../runner/target/target';
import { newStack, synthesize, type Synthesized } from '../synthesis';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321';

let folder: string;
let props: InventoryCopyProps;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-test-'));
  const archivePath = path.join(folder, 'inventory-copy.zip');
  writeFileSync(archivePath, 'an archive');
  props = {
    sourceBucketName: 'source',
    prefix: 'folder/',
    destinationBucketName: 'copies',
    reportBucket: { create: { bucketName: 'reports' } },
    archivePath,
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function make(changes: Partial<InventoryCopyProps> = {}): Synthesized {
  const stack = newStack();
  new InventoryCopy(stack, 'copies', { ...props, ...changes });
  return synthesize(stack);
}

interface Statement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: readonly { readonly variable: string; readonly values: readonly string[] }[];
}

function policyOf(stack: Synthesized, id: string): Readonly<Record<string, Statement>> {
  const { statement } = stack.data('aws_iam_policy_document')[id] as { statement: readonly Statement[] };
  return Object.fromEntries(statement.map((one) => [one.sid, one]));
}

/** What Terraform would put in the places of references: their kind and their name. */
function handoffOf({ outputs }: Synthesized, name = 's3_backfill') {
  const applied = JSON.stringify(outputs[name]?.value)
    .replace(/\$\{\\"(\d+)\\"\}/g, '$1')
    .replace(/\$\{data\.aws_region\.[\w-]+\.id\}/g, 'eu-west-1')
    .replace(/\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}/g, '111122223333')
    .replace(/\$\{aws_sqs_queue\.copies_([\w-]+)\.url\}/g, 'https://sqs.eu-west-1.amazonaws.com/111122223333/$1')
    .replace(/\$\{aws_sqs_queue\.copies_([\w-]+)\.arn\}/g, 'arn:aws:sqs:eu-west-1:111122223333:$1')
    .replace(/\$\{aws_s3_bucket\.[\w-]+\.\w+\}/g, 'reports')
    .replace(/\$\{\w+\.copies_([\w-]+)\.\w+\}/g, '$1');
  return parseHandoff(JSON.parse(applied), 'the test');
}

describe('InventoryCopy', () => {
  it('hands queues, functions, and where all is written to the runner', () => {
    const handoff = handoffOf(make({ destinationPrefix: 'old/', destinationRegion: 'eu-central-1' }));
    expect(handoff).toEqual({
      version: 1,
      source: { bucket: 'source', region: 'eu-west-1', accountId: '111122223333' },
      destinations: [],
      rules: [],
      roles: {},
      inventory: {
        bucket: 'copies',
        prefix: 'old/',
        region: 'eu-central-1',
        overwrite: 'different',
        inventoryId: 's3-inventory-copy',
        inventories: { bucket: 'reports', prefix: 's3-backfill/inventory' },
        outcomes: { bucket: 'reports', prefix: 's3-backfill/reports' },
        listQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/lists-queue_messages',
        copyQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/copies-queue_messages',
        listDeadQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/lists-queue_dead-letters',
        listDeadQueueArn: 'arn:aws:sqs:eu-west-1:111122223333:lists-queue_dead-letters',
        copyDeadQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/copies-queue_dead-letters',
        copyDeadQueueArn: 'arn:aws:sqs:eu-west-1:111122223333:copies-queue_dead-letters',
        readerName: 'reader_function',
        workerName: 'worker_function',
        ruleName: 'rule',
      },
      report: { bucket: 'reports', prefix: 's3-backfill/reports' },
      prefixes: ['folder/'],
    });
    const { copyTo, inventory } = targetOfHandoff(handoff);
    expect(copyTo).toEqual({ bucket: 'copies', prefix: 'old/' });
    expect(inventory).toEqual(handoff.inventory);
  });

  it('has another name, another inventory and another output beside a second one', () => {
    const { outputs } = make({ name: 'second', handoffName: 's3_backfill_second' });
    expect(JSON.stringify(outputs['s3_backfill_second'])).toContain('"inventoryId":"second"');
  });

  it('has the current objects of one prefix listed each day, with what a copy has to know of them', () => {
    expect(make().resources('aws_s3_bucket_inventory')['copies_inventory']).toMatchObject({
      bucket: 'source',
      included_object_versions: 'Current',
      filter: { prefix: 'folder/' },
      optional_fields: ['Size', 'LastModifiedDate', 'ETag', 'StorageClass'],
      schedule: { frequency: 'Daily' },
      destination: { bucket: { format: 'CSV', prefix: 's3-backfill/inventory', encryption: { sse_s3: {} } } },
    });
  });

  it('lets S3 write inventories of this bucket and account, below their folder, and nothing else', () => {
    expect(policyOf(make(), 'copies_inventory-policy')['InventoriesByS3']).toMatchObject({
      actions: ['s3:PutObject'],
      resources: ['arn:P:s3:::reports/s3-backfill/inventory/*'],
      condition: [
        { variable: 'aws:SourceArn', values: ['arn:P:s3:::source'] },
        { variable: 'aws:SourceAccount', values: ['${data.aws_caller_identity.s3-backfill-account.account_id}'] },
      ],
    });
  });

  it('lets the rule of EventBridge send to the queue of lists, and nobody to that of copies', () => {
    const stack = make();
    expect(policyOf(stack, 'copies_lists-queue_policy-document')['InventoriesByEventBridge']).toMatchObject({
      actions: ['sqs:SendMessage'],
      condition: [
        { variable: 'aws:SourceArn', values: ['${aws_cloudwatch_event_rule.copies_rule.arn}'] },
        { variable: 'aws:SourceAccount' },
      ],
    });
    expect(Object.keys(policyOf(stack, 'copies_copies-queue_policy-document'))).toEqual(['DenyWithoutTls']);
  });

  it('waits for the checksum of an inventory, which S3 writes last', () => {
    const { event_pattern } = make().resources('aws_cloudwatch_event_rule')['copies_rule'] as { event_pattern: string };
    expect(JSON.parse(event_pattern)).toMatchObject({
      detail: { object: { key: [{ wildcard: 's3-backfill/inventory/source/s3-inventory-copy/*/manifest.checksum' }] } },
    });
  });

  it('gives messages that fail five attempts, six times the time of a function each, and dead letters', () => {
    const queues = make().resources('aws_sqs_queue');
    const { redrive_policy, visibility_timeout_seconds } = queues['copies_copies-queue_messages'] as Record<
      string,
      unknown
    >;
    expect(visibility_timeout_seconds).toBe(5400);
    expect(redrive_policy).toBe(
      '${jsonencode({"deadLetterTargetArn" = aws_sqs_queue.copies_copies-queue_dead-letters.arn, "maxReceiveCount" = 5})}',
    );
    const encrypted = Object.values(queues).map((queue) => queue['sqs_managed_sse_enabled']);
    expect(encrypted).toEqual([true, true, true, true]);
  });

  it('brakes by the concurrency of the mapping, which brings back alone what has failed', () => {
    const mappings = make({ maximumConcurrency: 40, enabled: false }).resources('aws_lambda_event_source_mapping');
    expect(mappings['copies_worker_mapping']).toMatchObject({
      batch_size: 10,
      enabled: false,
      function_response_types: ['ReportBatchItemFailures'],
      scaling_config: { maximum_concurrency: 40 },
    });
  });

  it('tells the worker where to copy, and how', () => {
    const variablesOf = (changes?: Partial<InventoryCopyProps>) => {
      const { environment } = make(changes).resources('aws_lambda_function')['copies_worker_function'] as {
        environment: { variables: Record<string, string> };
      };
      return environment.variables;
    };
    expect(variablesOf()).toMatchObject({
      SOURCE_PREFIX: 'folder/',
      DESTINATION_PREFIX: 'folder/',
      OVERWRITE: 'different',
    });
    const others = {
      destinationPrefix: '',
      storageClass: 'GLACIER_IR',
      overwrite: 'never',
      annotations: 'exclude',
    } as const;
    expect(variablesOf(others)).toMatchObject({
      ...{ DESTINATION_PREFIX: '', STORAGE_CLASS: 'GLACIER_IR', OVERWRITE: 'never', ANNOTATIONS: 'exclude' },
    });
  });

  it('grants each role its own queue, and below the prefixes alone', () => {
    const stack = make({ destinationPrefix: 'from/', sourceKmsKeyArns: [KEY] });
    const worker = policyOf(stack, 'copies_worker_permissions');
    expect(worker['SourceObjects']?.resources).toEqual(['arn:P:s3:::source/folder/*']);
    expect(worker['DestinationObjects']?.resources).toEqual(['arn:P:s3:::copies/from/*']);
    expect(worker['ReportObjects']).toMatchObject({ actions: ['s3:PutObject'] });
    expect(worker['SourceKey']).toMatchObject({ actions: ['kms:Decrypt'], resources: [KEY] });
    expect(Object.keys(worker)).not.toContain('ListQueue');
    expect(Object.keys(worker)).not.toContain('DestinationKey');
    const reader = policyOf(stack, 'copies_reader_permissions');
    expect(reader['CopyQueue']?.actions).toEqual(['sqs:SendMessage']);
    expect(Object.keys(reader)).not.toContain('SourceObjects');
    expect(reader['FunctionLogs']?.resources).toEqual(['${aws_cloudwatch_log_group.copies_reader_log.arn}:*']);
  });

  it('has alarms on dead letters, errors and age', () => {
    const alarms = make({ alarmActionArns: ['arn:aws:sns:eu-west-1:111122223333:ops'], alarmAgeHours: 2 });
    const made = alarms.resources('aws_cloudwatch_metric_alarm');
    expect(Object.keys(made)).toHaveLength(5);
    expect(made['copies_copies-age']).toMatchObject({
      threshold: 7200,
      alarm_actions: ['arn:aws:sns:eu-west-1:111122223333:ops'],
    });
  });

  it('has inventories in Parquet and under a key, which the reader may use and S3 is to be allowed', () => {
    const stack = make({ format: 'Parquet', inventoryKmsKeyArn: KEY });
    expect(stack.resources('aws_s3_bucket_inventory')['copies_inventory']).toMatchObject({
      destination: { bucket: { format: 'Parquet', encryption: { sse_kms: { key_id: KEY } } } },
    });
    expect(policyOf(stack, 'copies_reader_permissions')['InventoryKey']).toMatchObject({
      actions: ['kms:Decrypt'],
      resources: [KEY],
      condition: [
        { values: ['s3.eu-west-1.SUFFIX'] },
        {
          values: [
            'arn:P:s3:::${aws_s3_bucket.copies_reports_bucket.bucket}',
            'arn:P:s3:::${aws_s3_bucket.copies_reports_bucket.bucket}/*',
          ],
        },
      ],
    });
    expect(Object.keys(policyOf(stack, 'copies_worker_permissions'))).not.toContain('InventoryKey');
    expect(policyOf(stack, 'copies_inventory-key-policy')['InventoriesByS3']).toMatchObject({
      actions: ['kms:GenerateDataKey'],
      principals: [{ identifiers: ['s3.amazonaws.com'] }],
      condition: [{ variable: 'aws:SourceArn', values: ['arn:P:s3:::source'] }, { variable: 'aws:SourceAccount' }],
    });
    expect(stack.outputs['inventory_policies']?.value).toEqual({
      key_policies: [{ key_arn: KEY, policy: '${data.aws_iam_policy_document.copies_inventory-key-policy.json}' }],
    });
  });

  it('has queues under a key, which both functions may use through SQS, and EventBridge is to be allowed', () => {
    const stack = make({ queueKmsKeyArn: KEY });
    const queues = Object.values(stack.resources('aws_sqs_queue'));
    expect(queues.map(({ kms_master_key_id: key, sqs_managed_sse_enabled: own }) => [key, own])).toEqual(
      Array.from({ length: 4 }, () => [KEY, undefined]),
    );
    const through = { resources: [KEY], condition: [{ variable: 'kms:ViaService', values: ['sqs.eu-west-1.SUFFIX'] }] };
    expect(policyOf(stack, 'copies_reader_permissions')['QueueKey']).toMatchObject({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      ...through,
    });
    expect(policyOf(stack, 'copies_worker_permissions')['QueueKey']).toMatchObject({
      actions: ['kms:Decrypt'],
      ...through,
    });
    expect(policyOf(stack, 'copies_queue-key-policy')['InventoriesByEventBridge']).toMatchObject({
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      condition: [{ values: ['${aws_cloudwatch_event_rule.copies_rule.arn}'] }, { variable: 'aws:SourceAccount' }],
    });
  });

  it('hands out what another account has to allow the workers, and whoever runs s3-backfill', () => {
    const callerArns = ['arn:aws:iam::111122223333:role/pipeline'];
    const stack = make({
      destinationAccountId: '444455556666',
      destinationPrefix: 'old/',
      destinationKmsKeyArns: [KEY],
      callerArns,
    });
    const bucket = policyOf(stack, 'copies_bucket-policy');
    const worker = [{ identifiers: ['${aws_iam_role.copies_worker_role.arn}'] }];
    expect(bucket['DestinationObjects']).toMatchObject({ principals: worker, resources: ['arn:P:s3:::copies/old/*'] });
    expect(bucket['DestinationBucket']).toMatchObject({ principals: worker, actions: ['s3:ListBucket'] });
    expect(bucket['ComparedObjects']).toMatchObject({ principals: [{ identifiers: callerArns }] });
    expect(policyOf(stack, 'copies_key-policy')['DestinationKey']).toMatchObject({
      principals: worker,
      resources: ['*'],
    });
    expect(stack.outputs['replication_destination_policies']?.value).toEqual([
      {
        bucket: 'copies',
        account_id: '${"444455556666"}',
        bucket_policy: '${data.aws_iam_policy_document.copies_bucket-policy.json}',
        key_policies: [{ key_arn: KEY, policy: '${data.aws_iam_policy_document.copies_key-policy.json}' }],
      },
    ]);
    expect(handoffOf(stack).inventory).toMatchObject({ accountId: '444455556666', prefix: 'old/' });
    expect(make().outputs).not.toHaveProperty('replication_destination_policies');
  });

  it('has a dashboard on request alone', () => {
    const bodyOf = (changes?: Partial<InventoryCopyProps>) =>
      make(changes).resources('aws_cloudwatch_dashboard')['copies_dashboard'] as { dashboard_body: string } | undefined;
    expect(bodyOf()).toBeUndefined();
    const { widgets } = JSON.parse(bodyOf({ dashboard: true })?.dashboard_body ?? '{}') as {
      widgets: { properties: { region: string; metrics: unknown[][] } }[];
    };
    expect(widgets).toHaveLength(5);
    expect(widgets[0]?.properties.metrics[0]?.slice(0, 4)).toEqual([
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      'QueueName',
      '${aws_sqs_queue.copies_copies-queue_messages.name}',
    ]);
    expect(widgets[0]?.properties.region).toBe('${data.aws_region.copies_region.id}');
  });

  it('touches neither policy nor notifications of a bucket that is there already', () => {
    const { types, outputs } = make({ reportBucket: { existing: 'theirs' } });
    expect(types.filter((type) => type.startsWith('aws_s3_'))).toEqual(['aws_s3_bucket_inventory']);
    expect(outputs['inventory_policies']?.value).toEqual({
      bucket: 'theirs',
      bucket_policy: '${data.aws_iam_policy_document.copies_inventory-policy.json}',
      key_policies: [],
    });
  });

  it.each<[string, Partial<InventoryCopyProps>, string]>([
    ['a concurrency of one', { maximumConcurrency: 1 }, 'maximumConcurrency: got 1; a whole number from 2 to 1000'],
    ['a name with spaces', { name: 'a b' }, 'name: got "a b"; one to 30 letters'],
    [
      'days that no log is kept for',
      { logRetentionDays: 31 },
      'logRetentionDays: got 31; CloudWatch Logs takes 1, 3, 5',
    ],
    ['no day at all', { logRetentionDays: 0 }, 'logRetentionDays: got 0; a whole number of days, at least 1'],
    ['an archive that is not there', { archivePath: 'none.zip' }, 'archivePath: got "none.zip"; there is no such file'],
    [
      'ORC',
      { format: 'ORC' as 'CSV' },
      'format: got "ORC"; CSV or Parquet: the reader knows no ORC, and Parquet holds',
    ],
    [
      'a key of another Region for what is in that of the source',
      { sourceRegion: 'eu-central-1', queueKmsKeyArn: KEY },
      `queueKmsKeyArn: got "${KEY}"; the key is in eu-west-1, and one in eu-central-1 is needed`,
    ],
    [
      'callers where no other account is',
      { callerArns: [] },
      'callerArns: got []; it is for a bucket of another account',
    ],
    ['a prefix with a slash', { prefix: '/folder' }, 'prefix: got "/folder"; keys do not begin with a slash'],
    [
      'copies among what is copied',
      { destinationBucketName: 'source', destinationPrefix: 'folder/copies/' },
      'destinationPrefix: got "folder/copies/"; the copies would be among the keys that are copied',
    ],
    [
      'reports among what is copied',
      { reportBucket: { existing: 'source' } },
      'reportBucket: got "source"; reports in the source bucket would be objects of it',
    ],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => make(wrong)).toThrow(message);
  });

  it('takes an expression for its archive, as an HCL module needs it', () => {
    const archivePath = '${path.module}/inventory-copy.zip';
    expect(make({ archivePath }).resources('aws_lambda_function')['copies_reader_function']).toMatchObject({
      filename: archivePath,
      source_code_hash: '${filebase64sha256("${path.module}/inventory-copy.zip")}',
    });
  });
});

describe('inventory of a settings file', () => {
  const SETTINGS = { region: 'eu-west-1', source_bucket: 'my-bucket', report_bucket: 'my-reports' };
  const inventory = (more: object) => ({
    inventory: { destination_bucket_arn: 'arn:aws:s3:::my-archive', destination_region: 'eu-central-1', ...more },
  });

  it.each<[object, string]>([
    [{ prefixes: ['a/', 'b/'], ...inventory({}) }, 'prefixes: got 2; an inventory lists one'],
    [inventory({ format: 'ORC' }), 'inventory.format: got "ORC"'],
    [inventory({ log_retention_days: 31 }), 'inventory.log_retention_days: got 31; CloudWatch Logs takes 1, 3'],
    [
      inventory({ destination_kms_arns: [KEY] }),
      'a key in eu-west-1; one in eu-central-1 is needed, the Region of the d',
    ],
    [{ ...inventory({}), region: 'eu-north-1' }, ''],
    [
      inventory({ destination_prefix: '/old' }),
      'inventory.destination_prefix: got "/old"; keys do not begin with a slash',
    ],
    [
      { ...inventory({}), role_name_prefix: 'acme-' },
      'role_name_prefix: roles, functions and queues have one beginning',
    ],
    [{ ...inventory({}), datasync: { destination_bucket_arn: 'arn:aws:s3:::x-y' } }, 'datasync: it is for another way'],
    [
      { ...inventory({}), confused_deputy_conditions: true },
      'confused_deputy_conditions: Lambda fills none of them in',
    ],
    [{ ...inventory({}), destination_caller_arns: ['arn:aws:iam::111122223333:role/a'] }, 'it needs inventory.dest'],
    [inventory({ destination_prefix: '' }), ''],
  ])('%j is taken, or refused in its own words: %s', (more, message) => {
    const parse = () => parseSettings(JSON.stringify({ ...SETTINGS, ...more }), 's.json');
    if (message === '') expect(parse).not.toThrow();
    else expect(parse).toThrow(message);
  });
});
