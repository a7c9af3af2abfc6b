// The policies of the roles of a task, and of whoever starts its executions.
import type { BucketNeed } from '../bucket-need';
import type { BucketPlace, TargetSource } from '../../target/target';
import { bucketArn, partitionOf, viaS3 } from '../../text/arn';
import { defined } from '../../text/defined';
import { literally } from '../pattern';
import { grantsOf, type Grant, type PolicyDocument } from '../policy-document';
import { SYNC_PERMISSIONS, type SyncPlace } from './caller-permissions';
import { SYNC_DESTINATION_NEEDS, SYNC_MANIFEST_NEEDS, SYNC_REPORT_NEEDS, SYNC_SOURCE_NEEDS } from './role-needs';

export const DATASYNC_SERVICE = 'datasync.amazonaws.com';

export interface SyncGrant {
  readonly source: TargetSource;
  /** Of the source; empty: every key. */
  readonly prefix: string;
  readonly destination: { readonly bucket: string; readonly prefix: string };
  readonly report: BucketPlace;
  /** @default - no lists are written */
  readonly manifest?: BucketPlace;
  /** @default - every task of the account */
  readonly taskArn?: string;
  readonly roleArns: Readonly<Record<'source' | 'destination' | 'report', string>>;
  /** ARNs of the keys of KMS that the two buckets encrypt by. @default - by none that may be granted */
  readonly keys: Partial<Readonly<Record<'source' | 'destination', string>>>;
}

function objects(bucket: string, region: string, prefix: string): string {
  return `${bucketArn(bucket, region)}/${literally(prefix)}*`;
}

function below({ bucket, prefix }: BucketPlace, region: string): string {
  return objects(bucket, region, prefix === '' ? '' : `${prefix}/`);
}

function needed(needs: readonly BucketNeed[], side: string, bucket: string, all: string, region: string) {
  return needs.map(({ action, on }): Grant => ({
    action,
    on: `${side} ${on}`,
    resources: [on === 'bucket' ? bucketArn(bucket, region) : all],
  }));
}

function ofKey(arn: string | undefined, side: string, actions: readonly string[], region: string): readonly Grant[] {
  if (arn === undefined) return [];
  const condition = { StringEquals: { 'kms:ViaService': viaS3(arn.split(':')[3] ?? region) } };
  return actions.map((action) => ({ action, on: `${side} key`, resources: [arn], condition }));
}

export function sourceRolePolicy({ source, prefix, keys }: SyncGrant): PolicyDocument {
  const { bucket, region } = source;
  return grantsOf([
    ...needed(SYNC_SOURCE_NEEDS, 'source', bucket, objects(bucket, region, prefix), region),
    ...ofKey(keys.source, 'source', ['kms:Decrypt'], region),
  ]);
}

const OF_DESTINATION_KEY = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'];

export function destinationRolePolicy({ source: { region }, destination, keys }: SyncGrant): PolicyDocument {
  const { bucket, prefix } = destination;
  return grantsOf([
    ...needed(SYNC_DESTINATION_NEEDS, 'destination', bucket, objects(bucket, region, prefix), region),
    ...ofKey(keys.destination, 'destination', OF_DESTINATION_KEY, region),
  ]);
}

export function reportRolePolicy({ source: { region }, report, manifest }: SyncGrant): PolicyDocument {
  return grantsOf([
    ...needed(SYNC_REPORT_NEEDS, 'report', report.bucket, below(report, region), region),
    ...(manifest === undefined
      ? []
      : needed(SYNC_MANIFEST_NEEDS, 'manifest', manifest.bucket, below(manifest, region), region)),
  ]);
}

/** DataSync documents both conditions; a role of a task in another Region is assumed from there. */
export function syncTrust({ source }: SyncGrant): PolicyDocument {
  const { accountId, region } = source;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AssumedByService',
        Effect: 'Allow',
        Principal: { Service: DATASYNC_SERVICE },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': accountId },
          ArnLike: { 'aws:SourceArn': `arn:${partitionOf(region)}:datasync:*:${accountId}:*` },
        },
      },
    ],
  };
}

function placed(on: SyncPlace, grant: SyncGrant): readonly string[] {
  const { source, prefix, destination, report, manifest, taskArn, roleArns } = grant;
  const { region, accountId } = source;
  const partition = partitionOf(region);
  const any = `arn:${partition}:datasync:*:${accountId}`;
  switch (on) {
    case 'task':
      return [taskArn ?? `${any}:task/*`];
    case 'executions':
      return [`${taskArn ?? `${any}:task/*`}/execution/*`];
    case 'locations':
      return [`${any}:location/*`];
    case 'report role':
      return [roleArns.report];
    case 'roles':
      return Object.values(roleArns);
    case 'managed policies':
      return [`arn:${partition}:iam::aws:policy/*`, `arn:${partition}:iam::${accountId}:policy/*`];
    case 'keys':
      return Object.values(grant.keys);
    case 'source bucket':
      return [bucketArn(source.bucket, region)];
    case 'source objects':
      return [objects(source.bucket, region, prefix)];
    case 'destination bucket':
      return [bucketArn(destination.bucket, region)];
    case 'destination objects':
      return [objects(destination.bucket, region, destination.prefix)];
    case 'report bucket':
      return [bucketArn(report.bucket, region)];
    case 'report objects':
      return [below(report, region)];
    // Listings of both know no part of them.
    case 'log groups':
      return ['*'];
    case 'manifest objects':
      return manifest === undefined ? [] : [below(manifest, region)];
  }
}

/** Other than S3 Batch Operations, DataSync fills in whom the role is passed to. */
const PASSED = { StringEquals: { 'iam:PassedToService': DATASYNC_SERVICE } };

/** What whoever plans, runs, watches, reports, retries and verifies needs. */
export function syncCallerPolicy(grant: SyncGrant): PolicyDocument {
  return grantsOf(
    SYNC_PERMISSIONS.map(({ action, on }) => ({
      action,
      on,
      resources: placed(on, grant),
      ...defined({ condition: action === 'iam:PassRole' ? PASSED : undefined }),
    })),
  );
}
