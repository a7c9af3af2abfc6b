import { describe, expect, it } from '@jest/globals';
import { BatchCopyRole, type BatchCopyRoleProps } from '../../../modules';
import { newStack, synthesized } from '../synthesis';

const PROPS: BatchCopyRoleProps = {
  sourceBucketName: 'source',
  destination: { bucketName: 'copies' },
  report: { bucketName: 'reports', prefix: 'done' },
};
const SOURCE_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const KEY = 'arn:aws:kms:eu-central-1:444455556666:key/2';

const documents = (props: Partial<BatchCopyRoleProps> = {}) =>
  synthesized((stack) => {
    new BatchCopyRole(stack, 'c', { ...PROPS, ...props });
  }).data('aws_iam_policy_document');

interface Statement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const statements = (props?: Partial<BatchCopyRoleProps>): Readonly<Record<string, Statement>> => {
  const { statement } = documents(props)['c_permissions'] as { statement: Statement[] };
  return Object.fromEntries(statement.map((one) => [one.sid, one]));
};

describe('the copy role', () => {
  it('is trusted by S3 Batch Operations alone', () => {
    expect(documents()['c_trust']).toMatchObject({
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['batchoperations.s3.amazonaws.com'] }],
        },
      ],
    });
  });

  it('reads the source and writes copies and reports, and has nothing that was not asked for', () => {
    const allow = { effect: 'Allow' };
    expect(Object.values(statements())).toEqual([
      {
        ...allow,
        sid: 'SourceBucket',
        actions: ['s3:PutInventoryConfiguration', 's3:ListBucket'],
        resources: ['arn:P:s3:::source'],
      },
      {
        ...allow,
        sid: 'SourceObjects',
        actions: [
          's3:GetObject',
          's3:GetObjectVersion',
          's3:GetObjectTagging',
          's3:GetObjectVersionTagging',
          's3:GetObjectAnnotation',
          's3:GetObjectVersionAnnotation',
        ],
        resources: ['arn:P:s3:::source/*'],
      },
      {
        ...allow,
        sid: 'DestinationObjects',
        actions: ['s3:PutObject', 's3:PutObjectTagging', 's3:PutObjectAnnotation'],
        resources: ['arn:P:s3:::copies/*'],
      },
      { ...allow, sid: 'ReportObjects', actions: ['s3:PutObject'], resources: ['arn:P:s3:::reports/done/*'] },
    ]);
  });

  it('writes below the prefix of the destination alone, with or without a slash at its end', () => {
    for (const prefix of ['archive/2024', 'archive/2024/']) {
      const { DestinationObjects: copies } = statements({ destination: { bucketName: 'copies', prefix } });
      expect(copies?.resources).toEqual(['arn:P:s3:::copies/archive/2024/*']);
    }
  });

  it('reads and writes the manifest where it is kept', () => {
    expect(statements({ manifest: { bucketName: 'reports', prefix: 'lists' } })['ManifestObjects']).toMatchObject({
      actions: ['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'],
      resources: ['arn:P:s3:::reports/lists/*'],
    });
  });

  it('uses each key through S3 in its Region, for the objects of its bucket: one to read, the other to write', () => {
    const used = statements({ sourceKmsKeyArns: [SOURCE_KEY], destinationKmsKeyArns: [KEY, KEY] });
    const only = (service: string, ...arns: string[]) => [
      { test: 'StringEquals', variable: 'kms:ViaService', values: [service] },
      { test: 'StringLike', variable: 'kms:EncryptionContext:aws:s3:arn', values: arns },
    ];
    expect(used['SourceKey']).toMatchObject({
      actions: ['kms:Decrypt'],
      resources: [SOURCE_KEY],
      condition: only('s3.eu-west-1.SUFFIX', 'arn:P:s3:::source', 'arn:P:s3:::source/*'),
    });
    expect(used['DestinationKey']).toMatchObject({
      actions: ['kms:GenerateDataKey'],
      resources: [KEY],
      condition: only('s3.eu-central-1.SUFFIX', 'arn:P:s3:::copies', 'arn:P:s3:::copies/*'),
    });
    expect(used['DestinationKeyOfABucketKey']).toMatchObject({
      actions: ['kms:Decrypt'],
      condition: only('s3.eu-central-1.SUFFIX', 'arn:P:s3:::copies'),
    });
    const without = statements({ destinationKmsKeyArns: [KEY], destinationBucketKeys: 'none' });
    expect(Object.keys(without)).not.toContain('DestinationKeyOfABucketKey');
  });

  it('may copy in place', () => {
    const { DestinationObjects: copies } = statements({ destination: { bucketName: 'source' } });
    expect(copies?.resources).toEqual(['arn:P:s3:::source/*']);
  });

  it('is refused with what S3 would not take, all of it at once', () => {
    const wrong = {
      sourceBucketName: 'arn:aws:s3:::source',
      destination: { bucketName: 'Copies', prefix: 'a*' },
      destinationKmsKeyArns: ['alias/a'],
    };
    const build = () => new BatchCopyRole(newStack(), 'c', { ...PROPS, ...wrong });
    for (const told of ['sourceBucketName', 'destination.bucketName', 'destination.prefix', 'destinationKmsKeyArns[0]'])
      expect(build).toThrow(told);
  });
});
