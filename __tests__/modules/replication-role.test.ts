import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { describe, expect, it } from '@jest/globals';
import { ReplicationRole, type ReplicationRoleProps } from '../../modules';
import { synthesized } from './synthesis';

const SOURCE_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const REPLICA_KEY = 'arn:aws:kms:eu-central-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321';

const make = (props: Partial<ReplicationRoleProps> = {}) =>
  synthesized((stack) => {
    new ReplicationRole(stack, 'r', { sourceBucketName: 'source', destinationBucketNames: ['replica'], ...props });
  });
const statements = (props?: Partial<ReplicationRoleProps>) =>
  make(props).data('aws_iam_policy_document')['r_permissions']?.['statement'] as unknown[];

const PLAIN = [
  {
    sid: 'SourceBucket',
    effect: 'Allow',
    actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
    resources: ['arn:P:s3:::source'],
  },
  {
    sid: 'SourceObjects',
    effect: 'Allow',
    actions: ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
    resources: ['arn:P:s3:::source/*'],
  },
  {
    sid: 'DestinationObjects',
    effect: 'Allow',
    actions: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
    resources: ['arn:P:s3:::replica/*'],
  },
];

describe('the replication role', () => {
  it('is trusted by S3 alone', () => {
    expect(make().data('aws_iam_policy_document')['r_trust']).toEqual({
      statement: [
        {
          sid: 'AssumedByService',
          effect: 'Allow',
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['s3.amazonaws.com'] }],
        },
      ],
    });
  });

  it('has exactly what copying objects without KMS needs', () => {
    expect(statements()).toEqual(PLAIN);
  });

  it('may use keys only through S3 in their Regions, and only for the objects or, under a bucket key, the buckets', () => {
    const using = (region: string, arns: string[]) => [
      { test: 'StringEquals', variable: 'kms:ViaService', values: [`s3.${region}.SUFFIX`] },
      { test: 'StringLike', variable: 'kms:EncryptionContext:aws:s3:arn', values: arns },
    ];
    expect(statements({ sourceKmsKeyArns: [SOURCE_KEY], replicaKmsKeyArns: [REPLICA_KEY, REPLICA_KEY] })).toEqual([
      ...PLAIN,
      {
        sid: 'SourceKey',
        effect: 'Allow',
        actions: ['kms:Decrypt'],
        resources: [SOURCE_KEY],
        condition: using('eu-west-1', ['arn:P:s3:::source', 'arn:P:s3:::source/*']),
      },
      {
        sid: 'ReplicaKey',
        effect: 'Allow',
        actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
        resources: [REPLICA_KEY],
        condition: using('eu-central-1', ['arn:P:s3:::replica', 'arn:P:s3:::replica/*']),
      },
      {
        sid: 'ReplicaKeyOfABucketKey',
        effect: 'Allow',
        actions: ['kms:Decrypt'],
        resources: [REPLICA_KEY],
        condition: using('eu-central-1', ['arn:P:s3:::replica']),
      },
    ]);
  });

  it('takes the Region out of the ARN of a key that Terraform knows later', () => {
    const stack = synthesized((scope) => {
      const { arn } = new KmsKey(scope, 'ours', {});
      const byHand = '${aws_kms_key.theirs.arn}';
      const props = { sourceKmsKeyArns: [arn], replicaKmsKeyArns: [byHand] };
      new ReplicationRole(scope, 'r', { sourceBucketName: 'source', destinationBucketNames: ['replica'], ...props });
    });
    const conditions = JSON.stringify(stack.data('aws_iam_policy_document')).replaceAll('\\"', "'");
    expect(conditions).toContain("s3.${element(split(':', aws_kms_key.ours.arn), 3)}.SUFFIX");
    expect(conditions).toContain("s3.${element(split(':', '${aws_kms_key.theirs.arn}'), 3)}.SUFFIX");
  });

  it('may write to each destination once', () => {
    expect(statements({ destinationBucketNames: ['one', 'two', 'one'] })).toContainEqual(
      expect.objectContaining({ sid: 'DestinationObjects', resources: ['arn:P:s3:::one/*', 'arn:P:s3:::two/*'] }),
    );
  });

  it('carries its policy inside, so that the policy goes when the role goes', () => {
    const stack = make();
    expect(stack.types).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
    expect(stack.resources('aws_iam_role_policy')['r_policy']).toEqual({
      name: 's3-backfill',
      role: '${aws_iam_role.r_role.name}',
      policy: '${data.aws_iam_policy_document.r_permissions.json}',
    });
  });

  it('has the name, path, boundary and tags that it is given', () => {
    const boundary = 'arn:aws:iam::111122223333:policy/boundary';
    const options = { roleName: 'mine', path: '/teams/', permissionsBoundaryArn: boundary, tags: { team: 'a' } };
    const role = make(options).resources('aws_iam_role')['r_role'];
    expect(role).toMatchObject({ name: 'mine', path: '/teams/', permissions_boundary: boundary, tags: { team: 'a' } });
    expect(role).not.toHaveProperty('name_prefix');
    expect(make().resources('aws_iam_role')['r_role']).toMatchObject({ name_prefix: 's3-replication-' });
  });
});
