import type { FullProps } from './batch-replication-in-full';
import type { BatchReplicationProps } from './batch-replication-props';
import { existingRefusals, takeOver } from './existing-replication';
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
import { alarmRefusals } from './replication-alarms';
import { resolveRules } from './replication-rule';
import { ruleRefusals } from './replication-rule-refusals';
import { roleRefusals } from './role';

/** Everything of the props that cannot be applied. */
export function batchReplicationRefusals(given: BatchReplicationProps, props: FullProps): readonly Refusal[] {
  const { sourceBucketName, rules, sourceKmsKeyArns = [], prefixes = [], existingReplication } = props;
  const notAsPrinted = existingRefusals('existingReplication', existingReplication);
  const isReadable = existingReplication !== undefined && notAsPrinted.length === 0;
  const beside = isReadable ? takeOver(existingReplication).identities : [];
  return [
    ...bucketNameRefusals('sourceBucketName', sourceBucketName),
    ...regionRefusals('sourceRegion', props.sourceRegion),
    ...accountIdRefusals('sourceAccountId', props.sourceAccountId),
    ...shortFormRefusals(given),
    ...notAsPrinted,
    ...ruleRefusals(sourceBucketName, rules, beside),
    ...sourceKmsKeyArns.flatMap((arn, index) => kmsKeyArnRefusals(`sourceKmsKeyArns[${index}]`, arn)),
    ...prefixes.flatMap((prefix, index) => prefixRefusals(`prefixes[${index}]`, prefix)),
    ...folderRefusals('reportPrefix', props.reportPrefix),
    ...folderRefusals('manifestPrefix', props.manifestPrefix),
    ...roleRefusals('replicationRole', props.replicationRole),
    ...roleRefusals('batchJobRole', props.batchJobRole),
    ...keyRefusals(props),
    ...adoptionRefusals(props),
    ...reportRefusals(props),
    ...destinationRefusals(props),
    ...(props.afterCare?.alarms === undefined
      ? []
      : alarmRefusals('afterCare.alarms.', props.afterCare.alarms, resolveRules(rules))),
  ];
}

function shortFormRefusals(given: BatchReplicationProps): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const oneOf = (one: 'rules' | 'reportBucket', other: 'destinationBucketName' | 'reportBucketName') => {
    if ((given[one] === undefined) !== (given[other] === undefined)) return;
    const allowed = `exactly one of ${one} and ${other} is needed`;
    refusals.push({ prop: other, given: given[other], allowed });
  };
  oneOf('rules', 'destinationBucketName');
  oneOf('reportBucket', 'reportBucketName');
  return refusals;
}

function keyRefusals({ rules, sourceKmsKeyArns = [], sourceRegion, ...props }: FullProps): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const needsKeys =
    props.adoptExistingReplication !== true && rules.some(({ replicaKmsKeyArn }) => replicaKmsKeyArn !== undefined);
  if (needsKeys && sourceKmsKeyArns.length === 0) {
    const allowed =
      'rules with replicaKmsKeyArn copy objects under SSE-KMS: name the keys that these are encrypted with';
    refusals.push({ prop: 'sourceKmsKeyArns', given: sourceKmsKeyArns, allowed });
  }
  if (sourceRegion === undefined || !isKnown(sourceRegion)) return refusals;
  for (const [index, arn] of sourceKmsKeyArns.entries()) {
    const keyRegion = isKnown(arn) ? arn.split(':')[3] : undefined;
    if (keyRegion === undefined || keyRegion === sourceRegion) continue;
    const allowed = `the key is in ${keyRegion}, and S3 uses keys of the source's Region ${sourceRegion} only`;
    refusals.push({ prop: `sourceKmsKeyArns[${index}]`, given: arn, allowed });
  }
  return refusals;
}

function adoptionRefusals({ adoptExistingReplication, ...props }: FullProps): readonly Refusal[] {
  if (adoptExistingReplication !== true) return [];
  const refusals: Refusal[] = [];
  if (props.manageVersioning !== undefined) {
    const allowed = 'with adoptExistingReplication the buckets are left as they are: leave one of the two out';
    refusals.push({ prop: 'manageVersioning', given: props.manageVersioning, allowed });
  }
  if (props.existingReplication !== undefined) {
    const allowed =
      'a configuration is either left to others (adoptExistingReplication) or taken over: leave one of the two out';
    refusals.push({ prop: 'existingReplication', given: props.existingReplication, allowed });
  }
  return refusals;
}

function reportRefusals({ reportBucket, sourceBucketName }: FullProps): readonly Refusal[] {
  const name = 'existing' in reportBucket ? reportBucket.existing : reportBucket.create.bucketName;
  // An empty name is the one that nobody gave.
  const refusals =
    'existing' in reportBucket && name !== '' ? [...bucketNameRefusals('reportBucket.existing', name)] : [];
  if (isKnown(name) && name === sourceBucketName) {
    const allowed = 'reports in the source bucket would be objects of it: take another bucket';
    refusals.push({ prop: 'reportBucket', given: name, allowed });
  }
  return refusals;
}

function destinationRefusals({ destinations = [], rules }: FullProps): readonly Refusal[] {
  return destinations.flatMap(({ bucketName, attachPolicies, provider }, index): Refusal[] => {
    const at = `destinations[${index}]`;
    const refusals: Refusal[] = [];
    const refuse = (prop: string, given: unknown, allowed: string) =>
      refusals.push({ prop: `${at}.${prop}`, given, allowed });
    if (!rules.some(({ destinationBucketName }) => destinationBucketName === bucketName)) {
      refuse('bucketName', bucketName, 'no rule copies there: write it as the rules do');
    }
    if (destinations.findIndex((one) => one.bucketName === bucketName) < index) {
      refuse('bucketName', bucketName, 'each destination is named once');
    }
    if (attachPolicies === true && provider === undefined) {
      refuse(
        'attachPolicies',
        true,
        "policies are attached with a provider of the destination's account: set provider",
      );
    }
    return refusals;
  });
}
