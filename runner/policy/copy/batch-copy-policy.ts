// The policy of whoever runs jobs that copy, and that of the role by which they copy.
import { bucketArn, partitionOf, viaS3 } from '../../text/arn';
import { defined } from '../../text/defined';
import type { BucketPlace, TargetSource } from '../../target/target';
import { literally } from '../pattern';
import { grantsOf, type Grant, type PolicyDocument } from '../policy-document';
import { COPY_ROLE_NEEDS, type NeededOn } from '../role-needs';
import { BATCH_COPY_PERMISSIONS, type BatchCopyPlace } from './batch-copy-permissions';

export interface BatchCopyGrant {
  readonly source: TargetSource;
  /** Region of the jobs. */
  readonly region: string;
  /** Beginnings of the keys of the source. @default - every key */
  readonly prefixes?: readonly string[];
  readonly destinationBucket: string;
  /** Beginnings of the keys of the copies. @default - every key */
  readonly destinationPrefixes?: readonly string[];
  readonly report: BucketPlace;
  /** @default - no list is written, and S3's is not kept */
  readonly manifest?: BucketPlace;
  readonly copyRoleArn: string;
  /** ARNs of the keys of KMS that the two buckets encrypt by. @default - by none that may be granted */
  readonly keys?: Partial<Readonly<Record<'source' | 'destination', string>>>;
}

function below({ bucket, prefix }: BucketPlace, region: string): string {
  return `${bucketArn(bucket, region)}/${prefix === '' ? '' : `${literally(prefix)}/`}*`;
}

function objects(bucket: string, region: string, prefixes: readonly string[] = ['']): readonly string[] {
  return prefixes.map((prefix) => `${bucketArn(bucket, region)}/${literally(prefix)}*`);
}

function callerResources(on: BatchCopyPlace, grant: BatchCopyGrant): readonly string[] {
  const { source, region, destinationBucket, report, manifest, copyRoleArn } = grant;
  const partition = partitionOf(region);
  switch (on) {
    case 'every job of the account':
      return ['*'];
    case 'jobs':
      return [`arn:${partition}:s3:${region}:${source.accountId}:job/*`];
    case 'copy role':
      return [copyRoleArn];
    case 'managed policies':
      return [`arn:${partition}:iam::aws:policy/*`, `arn:${partition}:iam::${source.accountId}:policy/*`];
    case 'source bucket':
      return [bucketArn(source.bucket, region)];
    case 'source objects':
      return objects(source.bucket, region, grant.prefixes);
    case 'destination bucket':
      return [bucketArn(destinationBucket, region)];
    case 'destination objects':
      return objects(destinationBucket, region, grant.destinationPrefixes);
    case 'report bucket':
      return [bucketArn(report.bucket, region)];
    case 'report objects':
      return [below(report, region)];
    case 'manifest objects':
      return manifest === undefined ? [] : [below(manifest, region)];
    case 'keys of both buckets':
      return [...new Set(Object.values(grant.keys ?? {}))];
  }
}

/** What whoever plans, runs, watches, reports, retries and verifies such jobs needs: one for each permission. */
export function batchCopyCallerGrants(grant: BatchCopyGrant): readonly Grant[] {
  return BATCH_COPY_PERMISSIONS.map(({ action, on }) => ({ action, on, resources: callerResources(on, grant) }));
}

export function batchCopyCallerPolicy(grant: BatchCopyGrant): PolicyDocument {
  return grantsOf(batchCopyCallerGrants(grant));
}

/** Of locks nothing is granted: no job of the runner puts any. */
function roleResources(on: NeededOn, grant: BatchCopyGrant): readonly string[] {
  const { source, region, destinationBucket, report, manifest, keys = {} } = grant;
  const some = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text]);
  switch (on) {
    case 'source key':
      return some(keys.source);
    case 'destination key':
    case 'destination key of a bucket key':
      return some(keys.destination);
    case 'source bucket':
      return [bucketArn(source.bucket, region)];
    case 'source objects':
      return objects(source.bucket, region, grant.prefixes);
    case 'destination objects':
      return objects(destinationBucket, region, grant.destinationPrefixes);
    case 'report objects':
      return [below(report, region)];
    case 'manifest objects':
      return manifest === undefined ? [] : [below(manifest, region)];
    default:
      return [];
  }
}

/** What the role of the jobs may do. */
export function copyRolePolicy(grant: BatchCopyGrant): PolicyDocument {
  return grantsOf(
    COPY_ROLE_NEEDS.map(({ action, on }) => {
      const resources = roleResources(on, grant);
      const [keyArn] = action.startsWith('kms:') ? resources : [];
      // A key may be used through S3 only.
      const condition =
        keyArn === undefined
          ? undefined
          : { StringEquals: { 'kms:ViaService': viaS3(keyArn.split(':')[3] ?? grant.region) } };
      return { action, on, resources, ...defined({ condition }) };
    }),
  );
}
