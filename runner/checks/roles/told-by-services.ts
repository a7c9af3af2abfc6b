// What S3 and Lambda can tell when they assume a role, or act as themselves, which policies may ask for.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
import type { Target } from '../../target/target';
import type { Told } from '../../policy/trust-policy';
import { bucketArn, partitionOf } from '../../text/arn';
import { soon } from '../../policy/soon';
import { probeKey } from '../asked/probe-key';

/** S3 as a service, which policies name. */
export const S3_SERVICE = 's3.amazonaws.com';

/** A service is no principal of an account: it has no organization, no second factor, and comes through no VPC endpoint. */
const NOT_OF_A_SERVICE: Told = {
  'sts:ExternalId': null,
  'aws:PrincipalOrgID': null,
  'aws:PrincipalOrgPaths': null,
  'aws:PrincipalAccount': null,
  'aws:PrincipalArn': null,
  'aws:PrincipalType': null,
  'aws:MultiFactorAuthPresent': null,
  'aws:MultiFactorAuthAge': null,
  'aws:FederatedProvider': null,
  'aws:SourceVpc': null,
  'aws:SourceVpce': null,
  'aws:VpcSourceIp': null,
};

/**
 * AWS does not document whether the service tells for which account and for what it assumes a role: it can be these, or nothing.
 * @param arns of what the service works for
 */
function told(accountId: string, arns: readonly string[]): Told {
  return { ...NOT_OF_A_SERVICE, 'aws:SourceAccount': [accountId, null], 'aws:SourceArn': [...arns, null] };
}

/** @param nowMs milliseconds since 1970; undefined: nobody says */
export function toldByReplication({ source: { bucket, region, accountId } }: Target, nowMs?: number): Told {
  return { ...told(accountId, [bucketArn(bucket, region)]), ...soon(nowMs) };
}

/**
 * What S3 tells when it delivers an inventory, as itself.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/configure-inventory.html
 */
export function toldByInventory({ source: { bucket, region, accountId } }: Target, nowMs?: number): Told {
  return {
    ...NOT_OF_A_SERVICE,
    'aws:username': null,
    'aws:userid': null,
    'aws:PrincipalTag/*': null,
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': S3_SERVICE,
    'aws:SecureTransport': 'true',
    'aws:SourceAccount': accountId,
    'aws:SourceArn': bucketArn(bucket, region),
    's3:x-amz-acl': 'bucket-owner-full-control',
    ...soon(nowMs),
  };
}

/** @param arn of the role, which is one of the account of the function. */
export function toldByLambda(arn: string, name: string, region: string, nowMs?: number): Told {
  const accountId = arn.split(':')[4] ?? '';
  const functionArn = `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${name}`;
  return { ...told(accountId, [functionArn]), ...soon(nowMs) };
}

/** Of a job nobody knows the id before it is made. */
export function toldByBatchOperations({ source: { bucket, region, accountId } }: Target, nowMs?: number): Told {
  const job = `arn:${partitionOf(region)}:s3:${region}:${accountId}:job/${probeKey('')}`;
  return { ...told(accountId, [job, bucketArn(bucket, region)]), ...soon(nowMs) };
}
