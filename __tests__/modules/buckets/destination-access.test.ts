import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { describe, expect, it } from '@jest/globals';
import { BatchReplication, type BatchReplicationProps, type DestinationOptions } from '../../../modules';
import { newStack, synthesize } from '../synthesis';

const SOURCE_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const REPLICA_KEY = 'arn:aws:kms:us-east-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321';
const ROLE = '${aws_iam_role.backfill_replication-role.arn}';

const keyed = (replicaBucketKeys: 'all' | 'some' | 'none') => ({
  destinationBucketName: 'theirs',
  destinationAccountId: '444455556666',
  replicaKmsKeyArn: REPLICA_KEY,
  replicaBucketKeys,
});

function make(props: Partial<BatchReplicationProps> = {}, destination: Partial<DestinationOptions> = {}) {
  const stack = newStack();
  const there = new AwsProvider(stack, 'there', { alias: 'there', region: 'us-east-1' });
  const { node } = new BatchReplication(stack, 'backfill', {
    sourceBucketName: 'source',
    sourceAccountId: '111122223333',
    sourceKmsKeyArns: [SOURCE_KEY],
    rules: [
      {
        destinationBucketName: 'theirs',
        destinationAccountId: '444455556666',
        replicaKmsKeyArn: REPLICA_KEY,
        ownerOverride: true,
      },
      { prefix: 'mine/', destinationBucketName: 'ours', destinationAccountId: '111122223333' },
    ],
    reportBucketName: 'reports',
    ...(Object.keys(destination).length === 0
      ? {}
      : { destinations: [{ bucketName: 'theirs', provider: there, ...destination }] }),
    ...props,
  });
  const warnings = node
    .findAll()
    .flatMap((one) => one.node.metadata.flatMap(({ type, data }) => (type === '@cdktf/warn' ? String(data) : [])));
  return { ...synthesize(stack), warnings };
}

describe('a destination in another account', () => {
  it('hands out what its bucket and its key have to allow, and attaches nothing', () => {
    const stack = make();
    const documents = stack.data('aws_iam_policy_document');
    expect(stack.outputs['replication_destination_policies']?.value).toEqual([
      {
        account_id: '${"444455556666"}',
        bucket: 'theirs',
        bucket_policy: '${data.aws_iam_policy_document.backfill_destination-access_1_bucket-policy.json}',
        key_policies: [
          {
            key_arn: REPLICA_KEY,
            policy: '${data.aws_iam_policy_document.backfill_destination-access_1_key-policy.json}',
          },
        ],
      },
    ]);
    expect(documents['backfill_destination-access_1_bucket-policy']).toMatchObject({
      statement: [
        {
          sid: 'DestinationObjects',
          principals: [{ type: 'AWS', identifiers: [ROLE] }],
          resources: ['arn:P:s3:::theirs/*'],
        },
        { sid: 'DestinationObjectsThatChangeOwner', actions: ['s3:ObjectOwnerOverrideToBucketOwner'] },
      ],
    });
    const bucketOrObject = ['arn:P:s3:::theirs', 'arn:P:s3:::theirs/*'];
    expect(documents['backfill_destination-access_1_key-policy']).toMatchObject({
      statement: [
        {
          sid: 'ReplicaKey',
          actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
          principals: [{ type: 'AWS', identifiers: [ROLE] }],
          resources: ['*'],
          condition: [{ values: ['s3.us-east-1.SUFFIX'] }, { values: bucketOrObject }],
        },
        { sid: 'ReplicaKeyOfABucketKey', actions: ['kms:Decrypt'] },
      ],
    });
    expect(stack.types).toEqual(['aws_iam_role', 'aws_iam_role_policy', 'aws_s3_bucket_replication_configuration']);
  });

  const CALLERS = ['arn:aws:iam::111122223333:role/pipeline', 'arn:aws:iam::111122223333:user/someone'];

  it.each([[{ attachPolicies: true }], [{}]])('lets those read it who run s3-backfill, and nobody else: %j', (more) => {
    const stack = make({}, { callerArns: CALLERS, ...more });
    const { statement } = stack.data('aws_iam_policy_document')['backfill_destination-access_1_bucket-policy'] as {
      readonly statement: readonly Readonly<Record<string, unknown>>[];
    };
    const principals = [{ type: 'AWS', identifiers: CALLERS }];
    expect(statement.slice(2)).toEqual([
      {
        sid: 'ComparedBucket',
        effect: 'Allow',
        actions: ['s3:ListBucketVersions', 's3:ListBucket', 's3:GetBucketVersioning'],
        resources: ['arn:P:s3:::theirs'],
        principals,
      },
      {
        sid: 'ComparedObjects',
        effect: 'Allow',
        actions: ['s3:GetObjectVersion', 's3:GetObjectVersionTagging'],
        resources: ['arn:P:s3:::theirs/*'],
        principals,
      },
    ]);
    const replicating = [{ type: 'AWS', identifiers: [ROLE] }];
    expect(statement.slice(0, 2).map((one) => one['principals'])).toEqual([replicating, replicating]);
  });

  it('lets in no session, which ends, and nobody where the destination is in the same account', () => {
    const session = 'arn:aws:sts::111122223333:assumed-role/pipeline/build-7';
    expect(() => make({}, { callerArns: [session] })).toThrow(
      /destinations\[0\].callerArns\[0\]: .*a session ends: name its role, arn:aws:iam::111122223333:role\/pipeline/,
    );
    expect(() => make({ destinations: [{ bucketName: 'ours', callerArns: CALLERS }] })).toThrow(
      /a policy of the callers' own is enough within one account/,
    );
  });

  it('has it attached with a provider of its account, before the configuration', () => {
    const stack = make({ rules: [keyed('all')] }, { attachPolicies: true });
    expect(stack.outputs).not.toHaveProperty('replication_destination_policies');
    expect(stack.warnings).toEqual([]);
    expect(stack.resources('aws_s3_bucket_policy')['backfill_destination-access_1_attached-policy']).toEqual({
      bucket: 'theirs',
      policy: '${data.aws_iam_policy_document.backfill_destination-access_1_bucket-policy.json}',
      provider: 'aws.there',
    });
    expect(stack.resources('aws_kms_grant')['backfill_destination-access_1_key-grant']).toEqual({
      name: 's3-backfill',
      key_id: REPLICA_KEY,
      grantee_principal: ROLE,
      operations: ['Encrypt', 'GenerateDataKey', 'Decrypt'],
      // What the key's policy would ask for, as far as a grant can: this bucket and no other use of the key.
      constraints: [{ encryption_context_subset: { 'aws:s3:arn': 'arn:P:s3:::theirs' } }],
      provider: 'aws.there',
    });
    const [configuration] = Object.values(stack.resources('aws_s3_bucket_replication_configuration'));
    expect(configuration?.['depends_on']).toEqual([
      'aws_iam_role_policy.backfill_replication-role_policy',
      'aws_s3_bucket_policy.backfill_destination-access_1_attached-policy',
      'aws_kms_grant.backfill_destination-access_1_key-grant',
    ]);
  });

  it.each([
    ['some', 1],
    ['none', 0],
  ] as const)(
    'is handed the statements of its key where a grant cannot be held to its objects: %s replicas under a bucket key',
    (bucketKeys, grants) => {
      const stack = make({ rules: [keyed(bucketKeys)] }, { attachPolicies: true });
      expect(Object.values(stack.resources('aws_kms_grant'))).toHaveLength(grants);
      expect(stack.outputs['replication_destination_policies']?.value).toEqual([
        {
          account_id: '${"444455556666"}',
          bucket: 'theirs',
          key_policies: [
            {
              key_arn: REPLICA_KEY,
              policy: '${data.aws_iam_policy_document.backfill_destination-access_1_key-policy.json}',
            },
          ],
        },
      ]);
      expect(stack.warnings.join()).toContain('replicas without a bucket key fail until');
    },
  );

  it('has no grant that would do for another use of the key, whatever the rules say', () => {
    for (const bucketKeys of ['all', 'some', 'none'] as const) {
      const stack = make({ rules: [keyed(bucketKeys)] }, { attachPolicies: true });
      for (const grant of Object.values(stack.resources('aws_kms_grant'))) {
        expect(grant['constraints']).toEqual([{ encryption_context_subset: { 'aws:s3:arn': 'arn:P:s3:::theirs' } }]);
      }
    }
  });

  it('names its output after the handoff, so that several instances go into one stack', () => {
    expect(Object.keys(make({ handoffName: 's3_backfill_two' }).outputs)).toEqual([
      'replication_destination_policies_two',
      's3_backfill_two',
    ]);
  });

  it('gets its versioning switched on by its own provider', () => {
    const stack = make({ manageVersioning: {} }, { attachPolicies: false });
    const versioned = Object.values(stack.resources('aws_s3_bucket_versioning'));
    expect(Object.fromEntries(versioned.map(({ bucket, provider }) => [bucket, provider]))).toEqual({
      source: undefined,
      theirs: 'aws.there',
      ours: undefined,
    });
  });

  it.each<[string, Partial<DestinationOptions>, string]>([
    [
      'a bucket that no rule copies to',
      { bucketName: 'other' },
      'destinations[0].bucketName: got "other"; no rule copies there',
    ],
  ])('refuses %s', (_, destination, message) => {
    expect(() => make({}, destination)).toThrow(message);
  });

  it('refuses to attach without a provider, and one bucket twice', () => {
    const destinations = [{ bucketName: 'theirs', attachPolicies: true }, { bucketName: 'theirs' }];
    expect(() => make({ destinations })).toThrow(
      /destinations\[0\]\.attachPolicies[\s\S]*destinations\[1\]\.bucketName/,
    );
  });
});
