// What those who make and read jobs of S3 Batch Operations for a handoff are granted it on.
import type { Construct } from 'constructs';
import type { Handoff } from '../handoff';
import { bucketArn, jobsArn, objectsArn } from '../place/partition';
import type { GrantedTargets } from '../policies/document';
import { given } from '../values/given';
import { uniqueTexts } from '../values/same-text';
import { below } from './bucket-location';

export function jobTargets(
  scope: Construct,
  { source, report, manifest, roles }: Handoff,
  destinations: readonly string[],
): GrantedTargets {
  const buckets = uniqueTexts(scope, destinations);
  const objectsOf = ({ bucket, prefix }: Handoff['report']) => ({
    resources: [below(scope, { bucketName: bucket, prefix })],
  });
  return {
    'every job of the account': { resources: ['*'] },
    jobs: { resources: [jobsArn(scope, source.region)] },
    'source bucket': { resources: [bucketArn(scope, source.bucket)] },
    'source objects': { resources: [objectsArn(scope, source.bucket)] },
    'destination bucket': { resources: buckets.map((name) => bucketArn(scope, name)) },
    'destination objects': { resources: buckets.map((name) => objectsArn(scope, name)) },
    'report bucket': { resources: [bucketArn(scope, report.bucket)] },
    'report objects': objectsOf(report),
    ...given({
      'job role': roles.batchJobArn === undefined ? undefined : { resources: [roles.batchJobArn] },
      'manifest bucket': manifest && { resources: [bucketArn(scope, manifest.bucket)] },
      'manifest objects': manifest && objectsOf(manifest),
    }),
  };
}
