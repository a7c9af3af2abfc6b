import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { describe, expect, it } from '@jest/globals';
import {
  BatchCopy,
  type BatchCopyProps,
  BatchReplication,
  type BatchReplicationProps,
  DataBucket,
} from '../../../modules';
import { parseHandoff } from '../../../runner/target/handoff-schema';
import { newStack, synthesize, type Synthesized } from '../synthesis';

const PROPS: BatchCopyProps = {
  sourceBucketName: 'source',
  destinationBucketName: 'copies',
  reportBucketName: 'reports',
};
const THEIRS = { sourceAccountId: '111122223333', destinationAccountId: '444455556666' };
const KEY = 'arn:aws:kms:us-east-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321';
const COPY_ROLE = '${aws_iam_role.copies_batch-copy-role.arn}';

function make(props: Partial<BatchCopyProps> = {}): Synthesized {
  const stack = newStack();
  new BatchCopy(stack, 'copies', { ...PROPS, ...props });
  return synthesize(stack);
}

function handoffOf({ outputs }: Synthesized) {
  const applied = JSON.stringify(outputs['s3_backfill']?.value)
    .replace(/\$\{aws_iam_role\.([\w-]+)\.arn\}/g, 'arn:aws:iam::111122223333:role/$1')
    .replace(/\$\{aws_s3_bucket\.[\w-]+\.bucket\}/g, 'made-reports')
    .replace(/\$\{data\.aws_region\.[\w-]+\.id\}/g, 'eu-west-1')
    .replace(/\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}/g, '111122223333')
    .replace(/\$\{\\"(\d+)\\"\}/g, '$1');
  return parseHandoff(JSON.parse(applied), 'the test');
}

const policyOf = (stack: Synthesized, id: string) =>
  (stack.data('aws_iam_policy_document')[id] as { statement: { sid: string; resources: string[] }[] }).statement;

describe('BatchCopy', () => {
  it('makes one role, and neither rules nor versioning', () => {
    expect(make().types).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
  });

  it('hands the runner what it needs, without a job role and without rules', () => {
    const stack = make({ destinationPrefix: 'archive/', prefixes: ['a/'], destinationRegion: 'us-east-1' });
    expect(handoffOf(stack)).toEqual({
      version: 1,
      source: { bucket: 'source', region: 'eu-west-1', accountId: '111122223333' },
      destinations: [],
      rules: [],
      roles: { batchCopyArn: 'arn:aws:iam::111122223333:role/copies_batch-copy-role' },
      copy: { bucket: 'copies', prefix: 'archive', region: 'us-east-1' },
      report: { bucket: 'reports', prefix: 's3-backfill/reports' },
      manifest: { bucket: 'reports', prefix: 's3-backfill/manifests' },
      prefixes: ['a/'],
    });
    expect(policyOf(stack, 'copies_batch-copy-role_permissions')).toContainEqual(
      expect.objectContaining({ sid: 'DestinationObjects', resources: ['arn:P:s3:::copies/archive/*'] }),
    );
  });

  it('makes the report bucket where it is asked to, keeps no manifest with an empty prefix, and takes every key for one', () => {
    const stack = make({
      reportBucketName: undefined as never,
      reportBucket: { create: { bucketName: 'new-reports' } },
      reportPrefix: 'r/',
      manifestPrefix: '',
      prefixes: [''],
    });
    const { report, manifest, prefixes } = handoffOf(stack);
    expect([report, manifest, prefixes]).toEqual([{ bucket: 'made-reports', prefix: 'r' }, undefined, []]);
    const sids = policyOf(stack, 'copies_batch-copy-role_permissions').map(({ sid }) => sid);
    expect(sids).not.toContain('ManifestObjects');
  });

  it('hands out what the account of a destination has to allow', () => {
    const stack = make({ ...THEIRS, destinationPrefix: 'a', destinationKmsKeyArns: [KEY] });
    expect(stack.types).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
    expect(stack.outputs['replication_destination_policies']?.value).toEqual([
      {
        bucket: 'copies',
        account_id: '${"444455556666"}',
        bucket_policy: '${data.aws_iam_policy_document.copies_destination-access_1_bucket-policy.json}',
        key_policies: [
          { key_arn: KEY, policy: '${data.aws_iam_policy_document.copies_destination-access_1_key-policy.json}' },
        ],
      },
    ]);
    expect(policyOf(stack, 'copies_destination-access_1_bucket-policy')).toMatchObject([
      {
        sid: 'BatchCopyDestinationObjects',
        actions: ['s3:PutObject', 's3:PutObjectTagging', 's3:PutObjectAnnotation'],
        principals: [{ identifiers: [COPY_ROLE] }],
        resources: ['arn:P:s3:::copies/a/*'],
      },
    ]);
    expect(policyOf(stack, 'copies_destination-access_1_key-policy')).toMatchObject([
      { sid: 'BatchCopyDestinationKey', actions: ['kms:GenerateDataKey'], resources: ['*'] },
      { sid: 'BatchCopyDestinationKeyOfABucketKey', actions: ['kms:Decrypt'] },
    ]);
  });

  it('attaches the policy of the bucket, and grants of its keys, with a provider of that account', () => {
    const stack = newStack();
    const there = new AwsProvider(stack, 'there', { alias: 'there', region: 'us-east-1' });
    new BatchCopy(stack, 'copies', {
      ...PROPS,
      ...THEIRS,
      destinationKmsKeyArns: [KEY],
      destinationBucketKeys: 'all',
      attachWith: there,
      callerArns: ['arn:aws:iam::111122223333:role/pipeline'],
    });
    const made = synthesize(stack);
    expect(made.outputs).not.toHaveProperty('replication_destination_policies');
    expect(made.resources('aws_s3_bucket_policy')).toMatchObject({
      'copies_destination-access_1_attached-policy': { bucket: 'copies', provider: 'aws.there' },
    });
    expect(made.resources('aws_kms_grant')).toMatchObject({
      'copies_destination-access_1_copy-key-grant': {
        name: 's3-batch-copy',
        grantee_principal: COPY_ROLE,
        operations: ['GenerateDataKey', 'Decrypt'],
      },
    });
    const sids = policyOf(made, 'copies_destination-access_1_bucket-policy').map(({ sid }) => sid);
    expect(sids).toEqual(['BatchCopyDestinationObjects', 'ComparedBucket', 'ComparedObjects']);
  });

  it.each<[string, Partial<BatchCopyProps>, string]>([
    ['an ARN as source', { sourceBucketName: 'arn:aws:s3:::source' }, 'write "source"'],
    ['an ARN as destination', { destinationBucketName: 'arn:aws:s3:::copies' }, 'write "copies"'],
    ['a slash before the folder', { destinationPrefix: '/a' }, 'destinationPrefix: got "/a"'],
    ['a pattern as folder', { destinationPrefix: 'a*' }, 'destinationPrefix: got "a*"'],
    ['a Region that is none', { destinationRegion: 'Ireland' }, 'destinationRegion'],
    ['an account that is none', { destinationAccountId: '1' }, 'destinationAccountId'],
    [
      'a key of another Region',
      { destinationRegion: 'eu-west-1', destinationKmsKeyArns: [KEY] },
      "S3 uses keys of the destination's Region eu-west-1 only",
    ],
    ['reports in the source', { reportBucketName: 'source' }, 'reports in the source bucket'],
    ['no report bucket', { reportBucketName: undefined as never }, 'exactly one of reportBucket and reportBucketName'],
    ['a prefix within another', { prefixes: ['a/', 'a/b/'] }, 'would be copied twice'],
    ['callers for a bucket of ours', { callerArns: ['arn:aws:iam::111122223333:root'] }, 'set destinationAccountId'],
    ['two names of a role', { role: { roleName: 'a', roleNamePrefix: 'b' } }, 'role.roleNamePrefix'],
    ['another name of the output', { handoffName: 'copies' }, 'handoffName'],
  ])('refuses %s', (_, props, told) => {
    expect(() => make(props)).toThrow(told);
  });
});

describe('batchCopy beside replication', () => {
  const beside = (batchCopy: BatchReplicationProps['batchCopy'], more: Partial<BatchReplicationProps> = {}) => {
    const stack = newStack();
    new BatchReplication(stack, 'backfill', {
      sourceBucketName: 'source',
      destinationBucketName: 'replica',
      reportBucketName: 'reports',
      ...(batchCopy === undefined ? {} : { batchCopy }),
      ...more,
    });
    return synthesize(stack);
  };

  it('adds a role, and a place for copies to the one handoff', () => {
    const stack = beside({ destinationBucketName: 'replica', destinationPrefix: 'copies' });
    expect(Object.keys(stack.resources('aws_iam_role'))).toEqual([
      'backfill_batch-copy-role',
      'backfill_batch-job-role',
      'backfill_replication-role',
    ]);
    expect(handoffOf(stack)).toMatchObject({
      roles: {
        batchJobArn: 'arn:aws:iam::111122223333:role/backfill_batch-job-role',
        batchCopyArn: 'arn:aws:iam::111122223333:role/backfill_batch-copy-role',
      },
      copy: { bucket: 'replica', prefix: 'copies' },
      rules: [{ id: 'all-objects' }],
    });
    expect(handoffOf(beside(undefined))).not.toHaveProperty('copy');
  });

  it('goes with an adopted replication, too', () => {
    const stack = beside({ destinationBucketName: 'copies' }, { adoptExistingReplication: true });
    expect(Object.keys(stack.resources('aws_iam_role'))).toEqual([
      'backfill_batch-copy-role',
      'backfill_batch-job-role',
    ]);
  });

  it('is one policy with the replication where both go to one bucket of another account', () => {
    const rules = [{ destinationBucketName: 'theirs', destinationAccountId: '444455556666' }];
    const batchCopy = { destinationBucketName: 'theirs', destinationAccountId: '444455556666' };
    const stack = beside(batchCopy, { destinationBucketName: undefined as never, rules });
    const sids = policyOf(stack, 'backfill_destination-access_1_bucket-policy').map(({ sid }) => sid);
    expect(sids).toEqual(['DestinationObjects', 'BatchCopyDestinationObjects']);
    expect(stack.outputs['replication_destination_policies']?.value).toHaveLength(1);
  });

  it('gets its policy into that of a bucket of another account which is made in the stack', () => {
    const stack = newStack();
    const there = new AwsProvider(stack, 'there', { alias: 'there', region: 'us-east-1' });
    new DataBucket(stack, 'theirs', { bucketName: 'theirs', provider: there });
    new BatchCopy(stack, 'copies', { ...PROPS, ...THEIRS, destinationBucketName: 'theirs', attachWith: there });
    const made = synthesize(stack);
    expect(Object.keys(made.resources('aws_s3_bucket_policy'))).toEqual(['theirs_tls-only']);
    expect(JSON.stringify(made.data('aws_iam_policy_document')['theirs_tls-only-policy'])).toContain(
      'data.aws_iam_policy_document.theirs_replication-policy',
    );
  });

  it('is refused in words of its own prop, and not under the name of another role', () => {
    expect(() => beside({ destinationBucketName: 'Copies' })).toThrow('batchCopy.destinationBucketName');
    const role = { roleName: 'one' };
    expect(() => beside({ destinationBucketName: 'copies', role }, { batchJobRole: role })).toThrow(
      'batchCopy.role.roleName',
    );
  });
});
