import { describe, expect, it } from '@jest/globals';
import { BatchJobRole, type BatchJobRoleProps } from '../../../modules';
import { synthesized } from '../synthesis';

const REPORT = { bucketName: 'reports', prefix: 'done' };

const documents = (props: Partial<BatchJobRoleProps> = {}) =>
  synthesized((stack) => {
    new BatchJobRole(stack, 'j', { sourceBucketName: 'source', report: REPORT, ...props });
  }).data('aws_iam_policy_document');

const WITHOUT_MANIFEST = [
  // On the objects: granted on the bucket, it denies every task.
  { sid: 'SourceObjects', effect: 'Allow', actions: ['s3:InitiateReplication'], resources: ['arn:P:s3:::source/*'] },
  {
    sid: 'SourceBucket',
    effect: 'Allow',
    actions: ['s3:GetReplicationConfiguration', 's3:PutInventoryConfiguration'],
    resources: ['arn:P:s3:::source'],
  },
  { sid: 'ReportObjects', effect: 'Allow', actions: ['s3:PutObject'], resources: ['arn:P:s3:::reports/done/*'] },
];

describe('the job role', () => {
  it('is trusted by S3 Batch Operations alone', () => {
    expect(documents()['j_trust']).toMatchObject({
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['batchoperations.s3.amazonaws.com'] }],
        },
      ],
    });
  });

  it('has exactly what a job with a generated manifest needs, and nothing of the destination', () => {
    expect(documents()['j_permissions']).toEqual({ statement: WITHOUT_MANIFEST });
  });

  it('reads and writes the manifest where it is kept', () => {
    const manifest = {
      sid: 'ManifestObjects',
      effect: 'Allow',
      actions: ['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'],
      resources: ['arn:P:s3:::reports/lists/*'],
    };
    const [objects, bucket, report] = WITHOUT_MANIFEST;
    expect(documents({ manifest: { bucketName: 'reports', prefix: 'lists' } })['j_permissions']).toEqual({
      statement: [objects, bucket, manifest, report],
    });
  });

  it('writes anywhere in the report bucket when no prefix is given', () => {
    expect(JSON.stringify(documents({ report: { bucketName: 'reports' } }))).toContain('"arn:P:s3:::reports/*"');
  });

  it('takes a prefix with a slash at its end as the one without', () => {
    const written = JSON.stringify(documents({ report: { bucketName: 'reports', prefix: 'r/' } }));
    expect(written).toContain('"arn:P:s3:::reports/r/*"');
  });
});
