import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { describe, expect, it } from '@jest/globals';
import { BatchReplication, type BatchReplicationProps, type ReplicationRule } from '../../../modules';
import { parseHandoff } from '../../../runner/target/handoff-schema';
import { newStack, synthesize, synthesized, type Synthesized } from '../synthesis';

const PROPS: BatchReplicationProps = {
  sourceBucketName: 'source',
  rules: [{ prefix: 'folder/', destinationBucketName: 'replica' }],
  reportBucket: { existing: 'reports' },
};

const make = (props: Partial<BatchReplicationProps> = {}): Synthesized =>
  synthesized((stack) => {
    new BatchReplication(stack, 'backfill', { ...PROPS, ...props });
  });

/** The output as Terraform would know it after apply, read by the runner. */
function handoffOf(stack: Synthesized, name = 's3_backfill') {
  const applied = JSON.stringify(stack.outputs[name]?.value)
    .replace(/\$\{aws_iam_role\.([\w-]+)\.arn\}/g, 'arn:aws:iam::111122223333:role/$1')
    .replace(/\$\{aws_s3_bucket\.[\w-]+\.bucket\}/g, 'made-reports')
    .replace(/\$\{data\.aws_region\.[\w-]+\.id\}/g, 'eu-west-1')
    .replace(/\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}/g, '111122223333')
    .replace(/\$\{\\"(\d+)\\"\}/g, '$1');
  return parseHandoff(JSON.parse(applied), 'the test');
}

describe('BatchReplication', () => {
  it('makes two roles, one configuration and nothing else beside a report bucket that is there', () => {
    expect(make().types).toEqual(['aws_iam_role', 'aws_iam_role_policy', 'aws_s3_bucket_replication_configuration']);
  });

  it('hands the runner everything that it needs', () => {
    expect(handoffOf(make())).toEqual({
      version: 1,
      source: { bucket: 'source', region: 'eu-west-1', accountId: '111122223333' },
      destinations: [{ bucket: 'replica', ruleId: 'folder' }],
      rules: [{ id: 'folder', prefix: 'folder/', priority: 1, status: 'Enabled', deleteMarkers: false }],
      roles: {
        replicationArn: 'arn:aws:iam::111122223333:role/backfill_replication-role',
        batchJobArn: 'arn:aws:iam::111122223333:role/backfill_batch-job-role',
      },
      report: { bucket: 'reports', prefix: 's3-backfill/reports' },
      manifest: { bucket: 'reports', prefix: 's3-backfill/manifests' },
      prefixes: ['folder/'],
    });
  });

  it('hands over what a rule says of its destination', () => {
    const destination = {
      destinationRegion: 'eu-central-1',
      destinationAccountId: '444455556666',
      storageClass: 'GLACIER_IR',
      replicaKmsKeyArn: 'arn:aws:kms:eu-central-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321',
    };
    const stack = make({
      sourceRegion: 'us-east-1',
      sourceAccountId: '999900001111',
      sourceKmsKeyArns: ['arn:aws:kms:us-east-1:999900001111:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
      rules: [{ tags: { a: '1' }, destinationBucketName: 'replica', ...destination }],
    });
    const { source, destinations, rules, prefixes } = handoffOf(stack);
    expect(source).toEqual({ bucket: 'source', region: 'us-east-1', accountId: '999900001111' });
    expect(destinations).toEqual([
      {
        bucket: 'replica',
        region: 'eu-central-1',
        accountId: '444455556666',
        storageClass: 'GLACIER_IR',
        replicaKmsKeyArn: destination.replicaKmsKeyArn,
        ruleId: 'all-objects',
      },
    ]);
    expect(rules).toMatchObject([{ tags: { a: '1' } }]);
    expect(prefixes).toEqual([]);
    expect(stack.data('aws_caller_identity')).toEqual({});
    expect(stack.data('aws_region')).toEqual({});
  });

  it('applies the configuration after the policy of its role, and after the versioning that it manages', () => {
    const stack = make({ manageVersioning: {} });
    expect(
      stack.resources('aws_s3_bucket_replication_configuration')['backfill_replication_configuration'],
    ).toMatchObject({
      depends_on: [
        'aws_iam_role_policy.backfill_replication-role_policy',
        'aws_s3_bucket_versioning.backfill_source-versioning',
        'aws_s3_bucket_versioning.backfill_destination-versioning',
      ],
    });
    const enabled = { versioning_configuration: { status: 'Enabled' } };
    expect(stack.resources('aws_s3_bucket_versioning')).toEqual({
      'backfill_source-versioning': { bucket: 'source', ...enabled },
      'backfill_destination-versioning': { bucket: 'replica', ...enabled },
    });
  });

  it('switches on the versioning of each destination once, with the provider that it is given', () => {
    const stack = newStack();
    const elsewhere = new AwsProvider(stack, 'elsewhere', { alias: 'elsewhere', region: 'us-east-1' });
    const rules = ['one', 'two', 'one'].map((destinationBucketName, index) => ({
      prefix: `${index}/`,
      destinationBucketName,
    }));
    const manageVersioning = { source: false, destinationProvider: elsewhere };
    new BatchReplication(stack, 'backfill', { ...PROPS, rules, manageVersioning });
    const made = Object.values(synthesize(stack).resources('aws_s3_bucket_versioning'));
    expect(made.map(({ bucket, provider }) => `${String(bucket)} ${String(provider)}`).sort()).toEqual([
      'one aws.elsewhere',
      'two aws.elsewhere',
    ]);
  });

  it('leaves an adopted configuration, its role and its buckets alone', () => {
    const stack = make({ adoptExistingReplication: true });
    expect(stack.types).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
    expect(Object.keys(stack.resources('aws_iam_role'))).toEqual(['backfill_batch-job-role']);
    expect(handoffOf(stack).roles).toEqual({
      batchJobArn: 'arn:aws:iam::111122223333:role/backfill_batch-job-role',
    });
  });

  it('makes job role, report bucket and handoff beside an adopted configuration, and nothing else', () => {
    const stack = make({ adoptExistingReplication: true, reportBucket: { create: { bucketName: 'new-reports' } } });
    expect(Object.keys(stack.resources('aws_iam_role'))).toEqual(['backfill_batch-job-role']);
    expect(Object.keys(stack.resources('aws_s3_bucket'))).toEqual(['backfill_reports_bucket']);
    expect(stack.types).not.toContain('aws_s3_bucket_replication_configuration');
    expect(handoffOf(stack)).toMatchObject({ report: { bucket: 'made-reports' }, rules: [], destinations: [] });
  });

  it('gives both roles what their accounts allow: names, path, boundary, tags, a condition', () => {
    const options = (roleName: string) => ({
      roleName,
      path: '/teams/',
      permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/boundary',
      tags: { team: 'a' },
      confusedDeputyConditions: true,
    });
    const stack = make({ replicationRole: options('one'), batchJobRole: options('two') });
    const common = {
      path: '/teams/',
      permissions_boundary: 'arn:aws:iam::111122223333:policy/boundary',
      tags: { team: 'a' },
    };
    expect(stack.resources('aws_iam_role')).toMatchObject({
      'backfill_replication-role': { name: 'one', ...common },
      'backfill_batch-job-role': { name: 'two', ...common },
    });
    const documents = stack.data('aws_iam_policy_document');
    for (const id of ['backfill_replication-role_trust', 'backfill_batch-job-role_trust']) {
      expect(documents[id]).toMatchObject({ statement: [{ condition: [{ variable: 'aws:SourceAccount' }] }] });
    }
  });

  it('makes the report bucket, and lets only its own prefixes be written', () => {
    const stack = make({
      reportBucket: { create: { bucketName: 'new-reports' } },
      reportPrefix: 'r/',
      manifestPrefix: 'm',
    });
    expect(stack.resources('aws_s3_bucket')['backfill_reports_bucket']).toMatchObject({ bucket: 'new-reports' });
    expect(handoffOf(stack)).toMatchObject({
      report: { bucket: 'made-reports', prefix: 'r' },
      manifest: { bucket: 'made-reports', prefix: 'm' },
    });
    const permissions = JSON.stringify(stack.data('aws_iam_policy_document')['backfill_batch-job-role_permissions']);
    expect(permissions).toContain('${aws_s3_bucket.backfill_reports_bucket.bucket}/r/*');
    expect(permissions).toContain('${aws_s3_bucket.backfill_reports_bucket.bucket}/m/*');
  });

  it('keeps no manifest when its prefix is empty', () => {
    const stack = make({ manifestPrefix: '' });
    expect(handoffOf(stack)).not.toHaveProperty('manifest');
    expect(JSON.stringify(stack.data('aws_iam_policy_document'))).not.toContain('ManifestObjects');
  });

  it.each<[string, readonly ReplicationRule[], readonly string[]]>([
    [
      'those of the enabled rules',
      [
        { prefix: 'a/', destinationBucketName: 'replica' },
        { prefix: 'b/', destinationBucketName: 'replica', status: 'Disabled' },
        { prefix: 'a/', destinationBucketName: 'other' },
      ],
      ['a/'],
    ],
    [
      'none, which means every key, when an enabled rule covers every key',
      [{ prefix: 'a/', destinationBucketName: 'replica' }, { destinationBucketName: 'other' }],
      [],
    ],
  ])('takes as default prefixes %s', (_, rules, prefixes) => {
    expect(handoffOf(make({ rules })).prefixes).toEqual(prefixes);
  });

  it('takes the prefixes that it is given', () => {
    expect(handoffOf(make({ prefixes: ['folder/2024/'] })).prefixes).toEqual(['folder/2024/']);
  });

  it('has an output of its own for each instance in a stack, and one partition data source for all', () => {
    const stack = newStack();
    new BatchReplication(stack, 'one', PROPS);
    new BatchReplication(stack, 'two', { ...PROPS, sourceBucketName: 'other', handoffName: 's3_backfill_two' });
    const made = synthesize(stack);
    expect(Object.keys(made.outputs)).toEqual(['s3_backfill', 's3_backfill_two']);
    expect(Object.keys(made.data('aws_partition'))).toEqual(['s3-backfill-partition']);
    expect(handoffOf(made, 's3_backfill_two').source.bucket).toBe('other');
  });

  it('has a short form: one destination, prefixes, and a report bucket that is there', () => {
    const short = synthesized((stack) => {
      new BatchReplication(stack, 'backfill', {
        sourceBucketName: 'source',
        destinationBucketName: 'replica',
        prefixes: ['folder/', 'other/'],
        reportBucketName: 'reports',
      });
    });
    const rules = ['folder/', 'other/'].map((prefix) => ({ prefix, destinationBucketName: 'replica' }));
    expect(handoffOf(short)).toEqual(handoffOf(make({ rules })));
  });

  it('grants the keys by which a destination encrypts what arrives unencrypted', () => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const stack = make({ rules: [{ destinationBucketName: 'replica', destinationDefaultKmsKeyArn: key }] });
    const [configuration] = Object.values(stack.resources('aws_s3_bucket_replication_configuration'));
    expect(JSON.stringify(configuration)).not.toContain(key);
    const { statement } = stack.data('aws_iam_policy_document')['backfill_replication-role_permissions'] ?? {};
    expect(statement).toContainEqual(expect.objectContaining({ actions: ['kms:Encrypt', 'kms:GenerateDataKey'] }));
  });

  it('beside an existing replication makes what adopting it makes', () => {
    const beside = synthesized((stack) => {
      BatchReplication.fromExistingReplication(stack, 'backfill', PROPS);
    });
    expect(handoffOf(beside)).toEqual(handoffOf(make({ adoptExistingReplication: true })));
    expect(beside.types).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
  });

  const adopt = (props: Partial<BatchReplicationProps>): Synthesized =>
    synthesized((stack) => {
      const bare = { sourceBucketName: 'source', reportBucketName: 'reports' };
      BatchReplication.fromExistingReplication(stack, 'backfill', { ...bare, ...props });
    });
  const ROLE_OF_JOB = 'aws_iam_policy_document';

  it('beside an existing replication needs no destination, and hands over no rule, destination or role of it', () => {
    const stack = adopt({});
    expect(stack.types).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
    expect(handoffOf(stack)).toEqual({
      version: 1,
      source: { bucket: 'source', region: 'eu-west-1', accountId: '111122223333' },
      destinations: [],
      rules: [],
      roles: { batchJobArn: 'arn:aws:iam::111122223333:role/backfill_batch-job-role' },
      report: { bucket: 'reports', prefix: 's3-backfill/reports' },
      manifest: { bucket: 'reports', prefix: 's3-backfill/manifests' },
      prefixes: [],
    });
  });

  it.each<[string, Partial<BatchReplicationProps>, readonly string[]]>([
    ['prefixes', { prefixes: ['a/'] }, ['a/']],
    ['prefixes and the destination', { prefixes: ['a/'], destinationBucketName: 'replica' }, ['a/']],
    ['rules', { rules: [{ prefix: 'a/', priority: 7, destinationBucketName: 'replica' }] }, ['a/']],
    ['rules by their ids', { rules: [{ id: 'theirs', destinationBucketName: 'replica' }] }, []],
    [
      'all of a destination',
      {
        rules: [
          {
            id: 'theirs',
            destinationBucketName: 'replica',
            destinationRegion: 'eu-central-1',
            destinationAccountId: '444455556666',
            storageClass: 'GLACIER_IR',
          },
        ],
      },
      [],
    ],
  ])(
    'takes from %s of an adopted replication which prefixes are backfilled, and nothing else',
    (_, props, prefixes) => {
      expect(handoffOf(adopt(props))).toEqual({ ...handoffOf(adopt({})), prefixes });
    },
  );

  it('has no rules of an adopted replication, whatever was told of them', () => {
    const rules = [{ prefix: 'a/', destinationBucketName: 'replica' }];
    const props = { sourceBucketName: 'source', reportBucketName: 'reports', rules };
    const adopted = BatchReplication.fromExistingReplication(newStack(), 'backfill', props);
    expect(adopted.rules).toEqual([]);
    expect(adopted.destinationBucketNames).toEqual(['replica']);
  });

  it('gives the job role of an adopted replication what any job role gets: it has nothing to do with destinations', () => {
    const of = (stack: Synthesized) => stack.data(ROLE_OF_JOB)['backfill_batch-job-role_permissions'];
    expect(of(adopt({}))).toEqual(of(make()));
    expect(JSON.stringify(of(make()))).not.toContain('replica"');
  });

  it('watches the rules of an adopted replication by the ids that they have in S3', () => {
    const rules = [{ id: 'theirs', destinationBucketName: 'replica', metrics: true }];
    const alarms = Object.values(adopt({ rules, afterCare: { alarms: {} } }).resources('aws_cloudwatch_metric_alarm'));
    expect(alarms).toHaveLength(2);
    for (const alarm of alarms) expect(alarm).toMatchObject({ dimensions: { RuleId: 'theirs' } });
  });
});

describe('several buckets in one stack', () => {
  const link = (stack: ReturnType<typeof newStack>, from: string, to: string, handoffName: string) =>
    new BatchReplication(stack, `${from}-${to}`, {
      sourceBucketName: from,
      destinationBucketName: to,
      reportBucketName: 'reports',
      handoffName,
    });
  const notes = (made: BatchReplication) => made.node.metadata.map(({ data }) => String(data));

  it('are a chain if one copies on what another copies to it: that takes a job of its own', () => {
    const stack = newStack();
    expect(notes(link(stack, 'bbb', 'ccc', 's3_backfill_two'))).toEqual([]);
    expect(notes(link(stack, 'aaa', 'bbb', 's3_backfill'))).toEqual([
      expect.stringMatching(/aaa-bbb copies to bbb, which .*bbb-ccc copies on: live replication does not/),
    ]);
  });

  it('are no chain if they copy to each other', () => {
    const stack = newStack();
    link(stack, 'aaa', 'bbb', 's3_backfill');
    expect(notes(link(stack, 'bbb', 'aaa', 's3_backfill_back'))).toEqual([]);
  });
});
