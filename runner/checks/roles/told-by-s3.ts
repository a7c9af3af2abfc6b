// What S3 can tell when it assumes a role, which a trust policy may ask for.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
import type { Target } from '../../target/target';
import type { Told } from '../../policy/trust-policy';
import { bucketArn, partitionOf } from '../../text/arn';
import { soon } from '../../policy/soon';
import { probeKey } from '../asked/probe-key';

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
 * AWS does not document whether S3 tells for which account and for what it assumes a role: it can be these, or nothing.
 * @param arns of what the service works for
 */
function told(accountId: string, arns: readonly string[]): Told {
  return { ...NOT_OF_A_SERVICE, 'aws:SourceAccount': [accountId, null], 'aws:SourceArn': [...arns, null] };
}

/** @param nowMs milliseconds since 1970; undefined: nobody says */
export function toldByReplication({ source: { bucket, region, accountId } }: Target, nowMs?: number): Told {
  return { ...told(accountId, [bucketArn(bucket, region)]), ...soon(nowMs) };
}

/** Of a job nobody knows the id before it is made. */
export function toldByBatchOperations({ source: { bucket, region, accountId } }: Target, nowMs?: number): Told {
  const job = `arn:${partitionOf(region)}:s3:${region}:${accountId}:job/${probeKey('')}`;
  return { ...told(accountId, [job, bucketArn(bucket, region)]), ...soon(nowMs) };
}
