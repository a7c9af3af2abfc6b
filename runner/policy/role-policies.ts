// The policies of the two roles, as the constructs make them: written for people without Terraform, from what the checks ask for.
import { bucketArn, viaS3 } from '../text/arn';
import { grantsOf, type Grant, type PolicyDocument, type PolicyStatement } from './policy-document';
import { JOB_ROLE_NEEDS, REPLICATION_ROLE_NEEDS, type NeededOn, type NeededPermission } from './role-needs';

export const REPLICATION_SERVICE = 's3.amazonaws.com';
export const JOB_SERVICE = 'batchoperations.s3.amazonaws.com';

interface Place {
  readonly bucket: string;
  /** Without a leading or trailing slash; empty: the whole bucket. */
  readonly prefix: string;
}

/** Keys of KMS, with the buckets whose objects they are used for. */
export interface KeyUse {
  readonly arns: readonly string[];
  readonly buckets: readonly string[];
}

interface Granted {
  readonly resources: readonly string[];
  readonly condition?: PolicyStatement['Condition'];
}

function policyOf(
  needs: readonly NeededPermission[],
  granted: Partial<Readonly<Record<NeededOn, Granted>>>,
): PolicyDocument {
  return grantsOf(needs.map(({ action, on }): Grant => ({ action, on, ...(granted[on] ?? { resources: [] }) })));
}

function objects(bucket: string, region: string, prefix = ''): string {
  return `${bucketArn(bucket, region)}/${prefix === '' ? '' : `${prefix}/`}*`;
}

/** @param region of the source bucket; every bucket here lies in its partition */
export function jobRolePolicy(
  sourceBucket: string,
  region: string,
  report: Place,
  manifest: Place | undefined,
): PolicyDocument {
  return policyOf(JOB_ROLE_NEEDS, {
    'source bucket': { resources: [bucketArn(sourceBucket, region)] },
    'source objects': { resources: [objects(sourceBucket, region)] },
    'report objects': { resources: [objects(report.bucket, region, report.prefix)] },
    ...(manifest === undefined
      ? {}
      : { 'manifest objects': { resources: [objects(manifest.bucket, region, manifest.prefix)] } }),
  });
}

export interface Replicating {
  readonly sourceBucket: string;
  readonly region: string;
  /** Destination buckets, each once. */
  readonly destinations: readonly string[];
  /** Those whose account becomes the owner of the replicas. */
  readonly changingOwner: readonly string[];
  readonly sourceKeys: KeyUse;
  readonly replicaKeys: KeyUse;
  /** Whether the source bucket has Object Lock. */
  readonly objectLock: boolean;
}

/**
 * A key may be used through S3 only, and only for the objects of these buckets.
 * @param always whether KMS is asked in the name of the bucket only: there is an S3 Bucket Key
 */
function keyGrant({ arns, buckets }: KeyUse, region: string, always = false): Granted {
  const regions = [...new Set(arns.map((arn) => arn.split(':')[3] ?? region))];
  const services = regions.map(viaS3);
  const contexts = buckets.flatMap((name) => [bucketArn(name, region), ...(always ? [] : [objects(name, region)])]);
  return {
    resources: arns,
    condition: {
      StringEquals: { 'kms:ViaService': services.length === 1 ? (services[0] ?? '') : services },
      StringLike: {
        'kms:EncryptionContext:aws:s3:arn': contexts.length === 1 ? (contexts[0] ?? '') : contexts,
      },
    },
  };
}

export function replicationRolePolicy(replicating: Replicating): PolicyDocument {
  const { sourceBucket, region, destinations, changingOwner, sourceKeys, replicaKeys, objectLock } = replicating;
  const source = { resources: [objects(sourceBucket, region)] };
  return policyOf(REPLICATION_ROLE_NEEDS, {
    'source bucket': { resources: [bucketArn(sourceBucket, region)] },
    'source objects': source,
    'destination objects': { resources: destinations.map((name) => objects(name, region)) },
    'destination objects that change owner': { resources: changingOwner.map((name) => objects(name, region)) },
    ...(objectLock ? { 'source objects under a lock': source } : {}),
    ...(sourceKeys.arns.length === 0 ? {} : { 'source key': keyGrant(sourceKeys, region) }),
    ...(replicaKeys.arns.length === 0
      ? {}
      : {
          'replica key': keyGrant(replicaKeys, region),
          'replica key of a bucket key': keyGrant(replicaKeys, region, true),
        }),
  });
}
