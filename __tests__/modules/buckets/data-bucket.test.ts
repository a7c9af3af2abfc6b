import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { describe, expect, it } from '@jest/globals';
import { BatchReplication, DataBucket, type DataBucketProps, RefusedProps } from '../../../modules';
import { newStack, synthesize, synthesized } from '../synthesis';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ROLE = 'arn:aws:iam::444455556666:role/replication';
const make = (props: Partial<DataBucketProps> = {}) =>
  synthesized((stack) => {
    new DataBucket(stack, 'b', { bucketName: 'data', ...props });
  });

describe('a bucket for data', () => {
  it('is versioned, closed, and not removed by terraform destroy', () => {
    const stack = make({ tags: { team: 'a' } });
    expect(stack.types).toEqual([
      'aws_s3_bucket',
      'aws_s3_bucket_ownership_controls',
      'aws_s3_bucket_policy',
      'aws_s3_bucket_public_access_block',
      'aws_s3_bucket_server_side_encryption_configuration',
      'aws_s3_bucket_versioning',
    ]);
    expect(stack.resources('aws_s3_bucket')['b_bucket']).toEqual({
      bucket: 'data',
      tags: { team: 'a' },
      lifecycle: { prevent_destroy: true },
    });
    expect(stack.resources('aws_s3_bucket_versioning')['b_versioning']).toEqual({
      bucket: '${aws_s3_bucket.b_bucket.bucket}',
      versioning_configuration: { status: 'Enabled' },
    });
  });

  it('goes with everything in it when somebody allows that', () => {
    expect(make({ allowDestroy: true }).resources('aws_s3_bucket')['b_bucket']).toEqual({
      bucket: 'data',
      force_destroy: true,
    });
  });

  it.each<[string, Partial<DataBucketProps>, object]>([
    ['SSE-S3', {}, { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
    [
      'a KMS key, under a bucket key',
      { kmsKeyArn: KEY },
      {
        apply_server_side_encryption_by_default: { kms_master_key_id: KEY, sse_algorithm: 'aws:kms' },
        bucket_key_enabled: true,
      },
    ],
    ['a KMS key, without a bucket key', { kmsKeyArn: KEY, bucketKey: false }, { bucket_key_enabled: false }],
  ])('encrypts with %s', (_, props, rule) => {
    expect(make(props).resources('aws_s3_bucket_server_side_encryption_configuration')['b_encryption']).toMatchObject({
      rule: [rule],
    });
  });

  it('has a name that makes a replication configuration wait for its versioning', () => {
    const stack = synthesized((scope) => {
      const [from, to] = ['here', 'there'].map((bucketName) => new DataBucket(scope, bucketName, { bucketName }));
      new BatchReplication(scope, 'backfill', {
        sourceBucketName: from?.bucketName ?? '',
        destinationBucketName: to?.bucketName ?? '',
        reportBucketName: 'reports',
      });
    });
    const configuration = stack.resources('aws_s3_bucket_replication_configuration')[
      'backfill_replication_configuration'
    ];
    expect(configuration).toMatchObject({ bucket: '${aws_s3_bucket_versioning.here_versioning.bucket}' });
    expect(JSON.stringify(configuration)).toContain('arn:P:s3:::${aws_s3_bucket_versioning.there_versioning.bucket}');
  });

  it('lets roles of other accounts write replicas, each with a policy of its own', () => {
    const stack = newStack();
    const bucket = new DataBucket(stack, 'b', { bucketName: 'data' });
    expect(JSON.stringify(synthesize(stack).data('aws_iam_policy_document'))).not.toContain('source_policy_documents');
    bucket.allowReplicationFrom(ROLE);
    bucket.allowReplicationFrom(`${ROLE}-2`, { ownerOverride: true });
    const documents = synthesize(stack).data('aws_iam_policy_document');
    expect(documents['b_replication-policy']).toEqual({
      statement: [
        {
          sid: 'DestinationObjects',
          effect: 'Allow',
          actions: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
          principals: [{ type: 'AWS', identifiers: [ROLE] }],
          resources: ['${aws_s3_bucket.b_bucket.arn}/*'],
        },
      ],
    });
    expect(JSON.stringify(documents['b_replication-policy-2'])).toContain('s3:ObjectOwnerOverrideToBucketOwner');
    expect(documents['b_tls-only-policy']).toMatchObject({
      source_policy_documents: [
        '${data.aws_iam_policy_document.b_replication-policy.json}',
        '${data.aws_iam_policy_document.b_replication-policy-2.json}',
      ],
    });
  });

  it('merges the policies that it is given into the one that it has', () => {
    const stack = newStack();
    const bucket = new DataBucket(stack, 'b', { bucketName: 'data', policyDocuments: ['${data.x.json}'] });
    expect(synthesize(stack).data('aws_iam_policy_document')['b_tls-only-policy']).toMatchObject({
      source_policy_documents: ['${data.x.json}'],
      statement: [{ sid: 'DenyWithoutTls' }],
    });
    bucket.allowReplicationFrom(ROLE);
    expect(synthesize(stack).data('aws_iam_policy_document')['b_tls-only-policy']).toMatchObject({
      source_policy_documents: ['${data.x.json}', '${data.aws_iam_policy_document.b_replication-policy.json}'],
    });
  });

  it('has Object Lock from its beginning, when it is asked for', () => {
    expect(make({ objectLock: true }).resources('aws_s3_bucket')['b_bucket']).toMatchObject({
      object_lock_enabled: true,
    });
  });

  it('is closed like the bucket of reports: public access, ACLs, requests without TLS', () => {
    const stack = make();
    expect(Object.values(stack.resources('aws_s3_bucket_public_access_block'))).toMatchObject([
      { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true },
    ]);
    expect(Object.values(stack.resources('aws_s3_bucket_ownership_controls'))).toMatchObject([
      { rule: { object_ownership: 'BucketOwnerEnforced' } },
    ]);
    expect(stack.data('aws_iam_policy_document')['b_tls-only-policy']).toMatchObject({
      statement: [{ effect: 'Deny', condition: [{ variable: 'aws:SecureTransport', values: ['false'] }] }],
    });
  });

  it('is made with the provider that it is given', () => {
    const stack = newStack();
    const provider = new AwsProvider(stack, 'there', { alias: 'there', region: 'us-east-1' });
    new DataBucket(stack, 'b', { bucketName: 'data', provider });
    const made = synthesize(stack);
    const providers = made.types.flatMap((type) =>
      Object.values(made.resources(type)).map((block) => block['provider']),
    );
    expect(new Set(providers)).toEqual(new Set(['aws.there']));
  });

  it('refuses a name that no bucket has, and an alias as key', () => {
    expect(() => make({ bucketName: 'A', kmsKeyArn: 'alias/x' })).toThrow(RefusedProps);
    expect(() => make({ bucketName: 'A', kmsKeyArn: 'alias/x' })).toThrow(/bucketName: got "A"[\s\S]*not of an alias/);
  });
});
