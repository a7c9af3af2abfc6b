// cdktf makes a new token for each use of an attribute: one bucket, one account and one key are one all the same.
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { describe, expect, it } from '@jest/globals';
import { BatchReplication, type BatchReplicationProps, DataBucket, ReplicationConfiguration } from '../../../modules';
import { ROLE } from '../refused';
import { newStack, synthesize } from '../synthesis';

function setUp() {
  const stack = newStack();
  const there = new AwsProvider(stack, 'there', { alias: 'there', region: 'us-east-1' });
  const bucket = (name: string) => new S3Bucket(stack, name, { bucket: name });
  const build = (props: Omit<BatchReplicationProps, 'reportBucketName'>) =>
    new BatchReplication(stack, 'backfill', { reportBucketName: 'reports', ...props });
  return { stack, there, bucket, build };
}

describe('a bucket that only Terraform knows', () => {
  it('is one destination, however often it is asked for its name', () => {
    const { stack, there, bucket, build } = setUp();
    const [source, replica, key] = [bucket('source'), bucket('replica'), new KmsKey(stack, 'key', { provider: there })];
    const rule = (prefix: string) => ({
      prefix,
      destinationBucketName: replica.bucket,
      destinationAccountId: '444455556666',
      replicaKmsKeyArn: key.arn,
    });
    expect(replica.bucket).not.toBe(replica.bucket);
    build({
      sourceBucketName: source.bucket,
      sourceKmsKeyArns: [key.arn, key.arn],
      rules: [rule('a/'), rule('b/')],
      destinations: [{ bucketName: replica.bucket, provider: there, attachPolicies: true }],
      manageVersioning: {},
    });
    const made = synthesize(stack);
    expect(Object.values(made.resources('aws_s3_bucket_policy'))).toHaveLength(1);
    expect(Object.values(made.resources('aws_kms_grant'))).toHaveLength(1);
    expect(made.resources('aws_s3_bucket_versioning')).toMatchObject({
      'backfill_destination-versioning': { provider: 'aws.there' },
    });
    const permissions = made.data('aws_iam_policy_document')['backfill_replication-role_permissions'];
    expect(permissions?.['statement']).toContainEqual(
      expect.objectContaining({
        sid: 'DestinationObjects',
        resources: ['arn:P:s3:::${aws_s3_bucket.replica.bucket}/*'],
      }),
    );
    expect(permissions?.['statement']).toContainEqual(
      expect.objectContaining({ sid: 'SourceKey', resources: ['${aws_kms_key.key.arn}'] }),
    );
  });

  it('is no destination of itself, and no place for its reports', () => {
    const { stack, bucket } = setUp();
    const one = bucket('one');
    const build = () =>
      new BatchReplication(stack, 'backfill', {
        sourceBucketName: one.bucket,
        destinationBucketName: one.bucket,
        reportBucketName: one.bucket,
      });
    expect(build).toThrow(/the destination is another bucket than the source[\s\S]*take another bucket/);
  });

  it('has one configuration', () => {
    const { stack, bucket, build } = setUp();
    const source = bucket('source');
    build({ sourceBucketName: source.bucket, destinationBucketName: 'replica' });
    const props = { replicationRoleArn: ROLE, rules: [{ destinationBucketName: 'other' }] };
    expect(() => new ReplicationConfiguration(stack, 'second', { ...props, sourceBucketName: source.bucket })).toThrow(
      'a bucket has only one',
    );
  });

  it('is a link of a chain', () => {
    const { stack, bucket, build } = setUp();
    const middle = bucket('middle');
    build({ sourceBucketName: 'first', destinationBucketName: middle.bucket });
    const { node } = new BatchReplication(stack, 'next', {
      sourceBucketName: middle.bucket,
      destinationBucketName: 'third',
      reportBucketName: 'reports',
      handoffName: 's3_backfill_next',
    });
    expect(node.metadata.map(({ data }) => String(data))).toEqual([
      expect.stringContaining('which stack/next copies on'),
    ]);
  });

  it('is in the account of the source, if that is asked for twice', () => {
    const { stack, build } = setUp();
    const caller = new DataAwsCallerIdentity(stack, 'caller');
    const made = build({
      sourceBucketName: 'source',
      sourceAccountId: caller.accountId,
      rules: [{ destinationBucketName: 'replica', destinationAccountId: caller.accountId }],
    });
    expect(made.destinationAccess).toEqual({});
  });
});

describe('a DataBucket whose policy is attached', () => {
  it.each([
    ['its bucketName', (bucket: DataBucket) => bucket.bucketName],
    ['the name that it was given', () => 'replica'],
  ])('keeps the policy that it has, and gets one statement more: by %s', (_, nameOf) => {
    const { stack, there, build } = setUp();
    const replica = new DataBucket(stack, 'replica', { bucketName: 'replica', provider: there });
    build({
      sourceBucketName: 'source',
      rules: [{ destinationBucketName: nameOf(replica), destinationAccountId: '444455556666', ownerOverride: true }],
      destinations: [{ bucketName: nameOf(replica), provider: there, attachPolicies: true }],
    });
    const made = synthesize(stack);
    expect(Object.keys(made.resources('aws_s3_bucket_policy'))).toEqual(['replica_tls-only']);
    const documents = made.data('aws_iam_policy_document');
    expect(documents['replica_tls-only-policy']).toMatchObject({
      source_policy_documents: ['${data.aws_iam_policy_document.replica_replication-policy.json}'],
    });
    expect(JSON.stringify(documents['replica_replication-policy'])).toContain('s3:ObjectOwnerOverrideToBucketOwner');
    expect(Object.values(made.resources('aws_s3_bucket_replication_configuration'))).toMatchObject([
      { depends_on: ['aws_iam_role_policy.backfill_replication-role_policy', 'aws_s3_bucket_policy.replica_tls-only'] },
    ]);
  });
});
