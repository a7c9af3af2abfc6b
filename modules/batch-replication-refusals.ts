import type { BatchReplicationProps } from './batch-replication';
import {
  accountIdRefusals,
  bucketNameRefusals,
  folderRefusals,
  isKnown,
  kmsKeyArnRefusals,
  prefixRefusals,
  regionRefusals,
  type Refusal,
} from './refusal';
import { ruleRefusals } from './replication-rule-refusals';

/** Everything of the props that cannot be applied. */
export function batchReplicationRefusals(props: BatchReplicationProps): readonly Refusal[] {
  const {
    sourceBucketName,
    rules,
    sourceKmsKeyArns = [],
    prefixes = [],
    reportBucket,
    adoptExistingReplication,
  } = props;
  const refusals: Refusal[] = [
    ...bucketNameRefusals('sourceBucketName', sourceBucketName),
    ...regionRefusals('sourceRegion', props.sourceRegion),
    ...accountIdRefusals('sourceAccountId', props.sourceAccountId),
    ...ruleRefusals(sourceBucketName, rules),
    ...sourceKmsKeyArns.flatMap((arn, index) => kmsKeyArnRefusals(`sourceKmsKeyArns[${index}]`, arn)),
    ...prefixes.flatMap((prefix, index) => prefixRefusals(`prefixes[${index}]`, prefix)),
    ...folderRefusals('reportPrefix', props.reportPrefix),
    ...folderRefusals('manifestPrefix', props.manifestPrefix),
  ];
  if ('existing' in reportBucket) refusals.push(...bucketNameRefusals('reportBucket.existing', reportBucket.existing));
  const needsKeys =
    adoptExistingReplication !== true && rules.some(({ replicaKmsKeyArn }) => replicaKmsKeyArn !== undefined);
  if (needsKeys && sourceKmsKeyArns.length === 0) {
    const allowed =
      'rules with replicaKmsKeyArn copy objects under SSE-KMS: name the keys that these are encrypted with';
    refusals.push({ prop: 'sourceKmsKeyArns', given: sourceKmsKeyArns, allowed });
  }
  const name = 'existing' in reportBucket ? reportBucket.existing : reportBucket.create.bucketName;
  if (adoptExistingReplication === true && props.manageVersioning !== undefined) {
    const allowed = 'with adoptExistingReplication the buckets are left as they are: leave one of the two out';
    refusals.push({ prop: 'manageVersioning', given: props.manageVersioning, allowed });
  }
  if (isKnown(name) && name === sourceBucketName) {
    const allowed = 'reports in the source bucket would be objects of it: take another bucket';
    refusals.push({ prop: 'reportBucket', given: name, allowed });
  }
  return refusals;
}
