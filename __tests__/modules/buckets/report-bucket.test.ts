import { describe, expect, it } from '@jest/globals';
import { ReportBucket, type ReportBucketProps } from '../../../modules';
import { synthesized } from '../synthesis';

const make = (props: Partial<ReportBucketProps> = {}) =>
  synthesized((stack) => {
    new ReportBucket(stack, 'b', { bucketName: 'reports', ...props });
  });
const BUCKET = '${aws_s3_bucket.b_bucket.id}';

describe('the report bucket', () => {
  it('keeps reports in it from being destroyed, unless it is told otherwise', () => {
    expect(make().resources('aws_s3_bucket')['b_bucket']).toEqual({ bucket: 'reports', force_destroy: false });
    const told = make({ forceDestroy: true, tags: { team: 'a' } });
    expect(told.resources('aws_s3_bucket')['b_bucket']).toMatchObject({ force_destroy: true, tags: { team: 'a' } });
  });

  it('is closed to the public, without ACLs, and encrypted as S3 writes reports: SSE-S3', () => {
    const stack = make();
    expect(stack.resources('aws_s3_bucket_public_access_block')['b_public-access']).toEqual({
      bucket: BUCKET,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(stack.resources('aws_s3_bucket_ownership_controls')['b_ownership']).toEqual({
      bucket: BUCKET,
      rule: { object_ownership: 'BucketOwnerEnforced' },
    });
    expect(stack.resources('aws_s3_bucket_server_side_encryption_configuration')['b_encryption']).toMatchObject({
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
    });
  });

  it.each([
    ['365 days', {}, 365],
    ['the days that it is given', { expireDays: 30 }, 30],
  ])('removes reports after %s, and unfinished uploads after a week', (_, props, days) => {
    expect(make(props).resources('aws_s3_bucket_lifecycle_configuration')['b_lifecycle']).toMatchObject({
      rule: [
        {
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
        },
      ],
    });
  });

  it('merges the policies that it is given into the one that it has', () => {
    const stack = make({ policyDocuments: ['${data.x.json}'] });
    expect(stack.data('aws_iam_policy_document')['b_tls-only-policy']).toMatchObject({
      source_policy_documents: ['${data.x.json}'],
    });
  });

  it('denies requests without TLS, and waits with that policy for the public access block', () => {
    const stack = make();
    expect(stack.data('aws_iam_policy_document')['b_tls-only-policy']).toMatchObject({
      statement: [
        {
          effect: 'Deny',
          resources: ['${aws_s3_bucket.b_bucket.arn}', '${aws_s3_bucket.b_bucket.arn}/*'],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    expect(stack.resources('aws_s3_bucket_policy')['b_tls-only']).toMatchObject({
      policy: '${data.aws_iam_policy_document.b_tls-only-policy.json}',
      depends_on: ['aws_s3_bucket_public_access_block.b_public-access'],
    });
  });
});
