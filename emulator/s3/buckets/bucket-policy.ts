// The bucket policy: stored as put, after the checks that S3 makes before it takes one.
import { ServiceError, type ServiceResponse } from '../../http/service';
import { element, leaf, xmlDocument } from '../../http/xml';
import type { Bucket } from '../../world/bucket';
import { accessDenied } from '../operation/faults';
import { NO_CONTENT, S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { s3Arn } from '../../world/arn';
import { notAuthorized } from '../../iam/access/caller-permission';
import { readPolicy } from '../../iam/access/policy-match';
import { admitPolicy } from '../bucket-policies/policy-admission';
import { blocks, isPublic } from '../bucket-policies/public-policy';

function putPolicy({ world, request, bucket }: BucketCall): ServiceResponse {
  const text = request.body.toString('utf8');
  const document = admitPolicy(world, bucket, text);
  if (blocks(bucket, 'BlockPublicPolicy') && isPublic(document)) {
    throw accessDenied(
      `${notAuthorized(request, 's3:PutBucketPolicy', `"${s3Arn(world, bucket.name)}"`)} because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
    );
  }
  bucket.documents.set('policy', text);
  return NO_CONTENT;
}

function policyOf(bucket: Bucket): string {
  const policy = bucket.documents.get('policy');
  if (policy !== undefined) return policy;
  throw new ServiceError(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist', { BucketName: bucket.name });
}

function getPolicy({ bucket }: BucketCall): ServiceResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: policyOf(bucket) };
}

function getPolicyStatus({ bucket }: BucketCall): ServiceResponse {
  const document = readPolicy(policyOf(bucket), 'resource') ?? [];
  return xmlResponse(xmlDocument(element('PolicyStatus', [leaf('IsPublic', isPublic(document))], S3_NAMESPACE)));
}

function deletePolicy({ bucket }: BucketCall): ServiceResponse {
  bucket.documents.delete('policy');
  return NO_CONTENT;
}

export const POLICY_OPERATIONS: OperationTable = {
  'GET bucket policy': { on: 'bucket', actions: ['s3:GetBucketPolicy'], handle: getPolicy },
  'PUT bucket policy': { on: 'bucket', actions: ['s3:PutBucketPolicy'], handle: putPolicy },
  'DELETE bucket policy': { on: 'bucket', actions: ['s3:DeleteBucketPolicy'], handle: deletePolicy },
  'GET bucket policyStatus': { on: 'bucket', actions: ['s3:GetBucketPolicyStatus'], handle: getPolicyStatus },
};
