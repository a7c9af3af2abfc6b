import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { describe, expect, it } from '@jest/globals';
import { ReplicationRole, type ReplicationRoleProps } from '../../../modules';
import { synthesized } from '../synthesis';

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
    actions: [
      's3:GetObjectVersionForReplication',
      's3:GetObjectVersionAcl',
      's3:GetObjectVersionTagging',
      's3:GetObjectVersionAnnotationForReplication',
    ],
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

  it.each<[ReplicationRoleProps['sourceBucketKeys'], string[]]>([
    ['none', ['arn:P:s3:::source/*']],
    ['all', ['arn:P:s3:::source']],
    ['some', ['arn:P:s3:::source', 'arn:P:s3:::source/*']],
  ])('asks for source keys in the name that really occurs: %s of the objects are under a bucket key', (given, arns) => {
    const granted = statements({
      sourceKmsKeyArns: [SOURCE_KEY],
      ...(given === undefined ? {} : { sourceBucketKeys: given }),
    });
    expect(granted).toContainEqual(
      expect.objectContaining({
        sid: 'SourceKey',
        condition: [expect.anything(), expect.objectContaining({ values: arns })],
      }),
    );
  });

  it('decrypts with a replica key only where replicas may be under a bucket key', () => {
    const sids = (keys: 'none' | 'all') =>
      (statements({ replicaKmsKeyArns: [REPLICA_KEY], replicaBucketKeys: keys }) as { sid: string }[]).map(
        ({ sid }) => sid,
      );
    expect(sids('none')).not.toContain('ReplicaKeyOfABucketKey');
    expect(sids('all')).toContain('ReplicaKeyOfABucketKey');
  });

  it('names the service of a Region once for all keys of it', () => {
    const keys = [SOURCE_KEY, SOURCE_KEY.replace('1234abcd', 'mrk-1234abcd')];
    expect(JSON.stringify(statements({ sourceKmsKeyArns: keys }))).toContain('"values":["s3.eu-west-1.SUFFIX"]');
  });

  it('takes a multi-Region key as the key of one Region, by its ARN there', () => {
    const key = 'arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
    const [via] = (statements({ replicaKmsKeyArns: [key] }) as { sid: string; condition?: object[] }[])
      .filter(({ sid }) => sid === 'ReplicaKey')
      .flatMap(({ condition = [] }) => condition);
    expect(via).toMatchObject({ variable: 'kms:ViaService', values: ['s3.cn-north-1.SUFFIX'] });
  });

  it('reads locks, and changes owners, only where it is told to', () => {
    const asked = statements({ sourceObjectLock: true, ownerOverrideBucketNames: ['replica'] });
    const lock = {
      sid: 'SourceObjectsUnderALock',
      actions: ['s3:GetObjectRetention', 's3:GetObjectLegalHold'],
      resources: ['arn:P:s3:::source/*'],
    };
    const owner = {
      sid: 'DestinationObjectsThatChangeOwner',
      actions: ['s3:ObjectOwnerOverrideToBucketOwner'],
      resources: ['arn:P:s3:::replica/*'],
    };
    expect(asked).toEqual(expect.arrayContaining([expect.objectContaining(lock), expect.objectContaining(owner)]));
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

  it('has a name that begins as it is told', () => {
    const role = make({ roleNamePrefix: 'acme-replication-' }).resources('aws_iam_role')['r_role'];
    expect(role).toMatchObject({ name_prefix: 'acme-replication-' });
  });

  it('is assumed for one account alone when somebody asks for it: AWS does not say that it works', () => {
    const trust = make({ confusedDeputyConditions: true }).data('aws_iam_policy_document')['r_trust'];
    expect(trust).toMatchObject({
      statement: [
        {
          condition: [
            {
              test: 'StringEquals',
              variable: 'aws:SourceAccount',
              values: ['${data.aws_caller_identity.s3-backfill-account.account_id}'],
            },
          ],
        },
      ],
    });
  });

  it.each<[Partial<ReplicationRoleProps>, string]>([
    [{ roleName: 'a b' }, 'r.roleName: got "a b"'],
    [{ roleNamePrefix: 'x'.repeat(39) }, 'at most 38'],
    [{ path: 'teams' }, 'r.path: got "teams"; a path begins and ends with a slash'],
    [{ permissionsBoundaryArn: 'boundary' }, 'the ARN of a policy'],
    [{ roleName: 'a', roleNamePrefix: 'b' }, 'leave one of the two out'],
  ])('refuses %j', (props, message) => {
    expect(() => make(props)).toThrow(message);
  });
});
