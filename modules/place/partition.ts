// ARNs in whichever partition the stack is applied: `aws`, `aws-cn`, `aws-us-gov`.
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { Fn, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { isKnown } from '../values/known';
import { homeOf, madeWith } from './placed';

const ID = 's3-backfill-partition';
const ACCOUNT_ID = 's3-backfill-account';

/** The one `aws_partition` data source of what is made in one place. */
function partitionOf(scope: Construct): DataAwsPartition {
  const home = homeOf(scope);
  const found = home.node.tryFindChild(ID) as DataAwsPartition | undefined;
  return found ?? new DataAwsPartition(home, ID, madeWith(home));
}

/** Twelve digits: the account that the construct is applied in. */
export function accountIdOf(scope: Construct): string {
  const home = homeOf(scope);
  const found = home.node.tryFindChild(ACCOUNT_ID) as DataAwsCallerIdentity | undefined;
  return (found ?? new DataAwsCallerIdentity(home, ACCOUNT_ID, madeWith(home))).accountId;
}

export function bucketArn(scope: Construct, bucketName: string): string {
  return `arn:${partitionOf(scope).partition}:s3:::${bucketName}`;
}

/** Every object below `prefix`, which is empty or ends where the keys go on. */
export function objectsArn(scope: Construct, bucketName: string, prefix = ''): string {
  return `${bucketArn(scope, bucketName)}/${prefix}*`;
}

/** Every job of S3 Batch Operations in the account, in one Region. */
export function jobsArn(scope: Construct, region: string): string {
  return `arn:${partitionOf(scope).partition}:s3:${region}:${accountIdOf(scope)}:job/*`;
}

/** Policies that IAM keeps by themselves: AWS's, and those of the account. */
export function managedPoliciesArns(scope: Construct): string[] {
  const { partition } = partitionOf(scope);
  return [`arn:${partition}:iam::aws:policy/*`, `arn:${partition}:iam::${accountIdOf(scope)}:policy/*`];
}

/** Every KMS key that asks for a permission of this account's. */
export function keysArn(scope: Construct): string {
  return `arn:${partitionOf(scope).partition}:kms:*:*:key/*`;
}

/** What a state machine calls that invokes a function. */
export function invokeArn(scope: Construct): string {
  return `arn:${partitionOf(scope).partition}:states:::lambda:invoke`;
}

/** Everything of DataSync in the account, in whichever Region. */
export function dataSyncArn(scope: Construct, kind = '*'): string {
  return `arn:${partitionOf(scope).partition}:datasync:*:${accountIdOf(scope)}:${kind}`;
}

/** Every CloudWatch alarm of the account, in whichever Region. */
export function alarmsArn(scope: Construct): string {
  return `arn:${partitionOf(scope).partition}:cloudwatch:*:${accountIdOf(scope)}:alarm:*`;
}

/** `s3.eu-west-1.amazonaws.com`: what a use of a KMS key through S3 in the key's Region says it came through; each once. */
export function s3InRegionsOf(scope: Construct, kmsKeyArns: readonly string[]): string[] {
  return servicesInRegionsOf(scope, 's3', kmsKeyArns);
}

/** The same for another service. */
export function servicesInRegionsOf(scope: Construct, service: string, kmsKeyArns: readonly string[]): string[] {
  const { dnsSuffix } = partitionOf(scope);
  return [...new Set(kmsKeyArns.map(regionOf))].map((region) => `${service}.${region}.${dnsSuffix}`);
}

function regionOf(arn: string): string {
  if (isKnown(arn)) return arn.split(':')[3] ?? '';
  if (Token.isUnresolved(arn)) return Token.asString(Fn.element(Fn.split(':', arn), 3));
  // An expression that was written by hand: cdktf's functions would escape it.
  return `\${element(split(":", "${arn}"), 3)}`;
}
