import { afterCareRefusals } from '../after-care/after-care';
import { athenaRefusals, destinationRefusals as comparedRefusals } from '../athena-evidence/refusals';
import { batchCopyRefusals } from '../batch-copy/copies';
import { reportPlaceRefusals, type ReportPlaceProps } from '../buckets/report-place';
import {
  accountIdRefusals,
  bucketNameRefusals,
  keyRegionOf,
  kmsKeyArnRefusals,
  regionRefusals,
} from '../refusals/aws-names';
import { coveringPrefix, prefixRefusals } from '../refusals/prefixes';
import { listRefusals, type Refusal } from '../refusals/refusal';
import { existingRefusals, takeOver } from '../replication/existing-configuration';
import { resolveRules } from '../replication/rule';
import { ruleRefusals } from '../replication/rule-refusals';
import { roleRefusals } from '../roles/role';
import { isKnown } from '../values/known';
import { destinationRefusals } from './destination-refusals';
import type { BatchReplicationProps } from './props';
import type { FullProps } from './props-in-full';

/** Everything of the props that cannot be applied. */
export function batchReplicationRefusals(given: BatchReplicationProps, props: FullProps): readonly Refusal[] {
  const { sourceBucketName, rules, existingReplication } = props;
  const notAsPrinted = existingRefusals('existingReplication', existingReplication);
  const isReadable = existingReplication !== undefined && notAsPrinted.length === 0;
  const beside = isReadable ? takeOver(existingReplication).identities : [];
  return [
    ...bucketNameRefusals('sourceBucketName', sourceBucketName),
    ...regionRefusals('sourceRegion', props.sourceRegion),
    ...accountIdRefusals('sourceAccountId', props.sourceAccountId),
    ...shortFormRefusals(given),
    ...notAsPrinted,
    // What is missing altogether is told once, by the form that is short of it.
    ...(namesRules(given) ? inWordsOf(given, ruleRefusals(sourceBucketName, rules, beside)) : []),
    ...listRefusals('sourceKmsKeyArns', props.sourceKmsKeyArns, kmsKeyArnRefusals),
    ...coverRefusals(props),
    ...roleRefusals('replicationRole', props.replicationRole),
    ...roleRefusals('batchJobRole', props.batchJobRole),
    ...oneRoleRefusals(props),
    ...keyRefusals(props),
    ...adoptionRefusals(props),
    ...reportPlaceRefusals(reportPlaceOf(given, props), sourceBucketName),
    ...(props.batchCopy === undefined ? [] : batchCopyRefusals('batchCopy.', props.batchCopy)),
    ...copyRoleRefusals(props),
    ...evidenceRefusals(props),
    ...(namesRules(given) && props.adoptExistingReplication !== true ? destinationRefusals(props) : []),
    ...careRefusals(given, props),
  ];
}

function evidenceRefusals({ athena, rules, sourceRegion }: FullProps): readonly Refusal[] {
  if (athena === undefined) return [];
  const destinations = [...new Set(rules.map(({ destinationBucketName }) => destinationBucketName))];
  return [
    ...athenaRefusals('athena.', athena, sourceRegion),
    ...comparedRefusals('athena.destinationBucketName', athena.destinationBucketName, destinations),
  ];
}

/** Whether there are rules to look at. */
function namesRules({ rules, destinationBucketName, adoptExistingReplication }: BatchReplicationProps): boolean {
  if (adoptExistingReplication === true) return (rules?.length ?? 0) > 0 || destinationBucketName !== undefined;
  return rules !== undefined || destinationBucketName !== undefined;
}

/** Of the short form each rule is one of `prefixes`, and all have the one destination. */
function inWordsOf({ rules }: BatchReplicationProps, refusals: readonly Refusal[]): readonly Refusal[] {
  if (rules !== undefined) return refusals;
  return refusals.map(({ prop, ...refusal }) => ({
    ...refusal,
    prop: prop
      .replace(/^rules\[\d+\]\.(?=destinationBucketName$)/, '')
      .replace(/^rules(\[\d+\])\.prefix$/, 'prefixes$1'),
  }));
}

function careRefusals(given: BatchReplicationProps, { afterCare, rules }: FullProps): readonly Refusal[] {
  if (afterCare === undefined) return [];
  const { alarms, ...more } = afterCare;
  if (given.adoptExistingReplication !== true || alarms === undefined)
    return namesRules(given)
      ? afterCareRefusals('afterCare.', afterCare, resolveRules(rules))
      : afterCareRefusals('afterCare.', more, []);
  // An alarm on an id that no rule has would never go off.
  if (given.rules?.length !== undefined && given.rules.length > 0 && given.rules.every(({ id }) => id !== undefined))
    return afterCareRefusals('afterCare.', afterCare, resolveRules(rules));
  const allowed =
    'alarms look at the metrics of each rule by its id, and of an adopted replication only S3 knows those: ' +
    'give rules with the id and the destinationBucketName that S3 has, and metrics, or leave alarms out';
  return [...afterCareRefusals('afterCare.', more, []), { prop: 'afterCare.alarms', given: {}, allowed }];
}

function shortFormRefusals(given: BatchReplicationProps): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const isAdopted = given.adoptExistingReplication === true;
  const hasBoth = given.rules !== undefined && given.destinationBucketName !== undefined;
  const hasNone = given.rules === undefined && given.destinationBucketName === undefined;
  if (hasBoth || (hasNone && !isAdopted)) {
    const adopting = 'for a bucket that replicates already: BatchReplication.fromExistingReplication';
    const what = hasNone
      ? `, to say where objects are copied to; neither ${adopting}; for copies without rules: BatchCopy`
      : ': leave one of the two out';
    const allowed = `exactly one of rules and destinationBucketName is needed${what}`;
    refusals.push({ prop: 'destinationBucketName', given: given.destinationBucketName, allowed });
  }
  if (given.destinationBucketName === undefined) return refusals;
  // Each of them becomes a rule, and nothing but its prefix tells it from the others.
  return [...refusals, ...listRefusals('prefixes', given.prefixes, () => []), ...overlapRefusals(given.prefixes ?? [])];
}

function overlapRefusals(prefixes: readonly string[]): readonly Refusal[] {
  return prefixes.flatMap((prefix, index) => {
    const covering = coveringPrefix(prefixes, index);
    if (covering === undefined) return [];
    const allowed = `"${covering}" covers it already, and one rule is enough for an object: leave one of them out`;
    return [{ prop: `prefixes[${index}]`, given: prefix, allowed }];
  });
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
    const keyRegion = keyRegionOf(arn);
    if (keyRegion === undefined || keyRegion === sourceRegion) continue;
    const allowed = `the key is in ${keyRegion}, and S3 uses keys of the source's Region ${sourceRegion} only`;
    refusals.push({ prop: `sourceKmsKeyArns[${index}]`, given: arn, allowed });
  }
  return refusals;
}

function oneRoleRefusals({ replicationRole, batchJobRole }: FullProps): readonly Refusal[] {
  const name = batchJobRole?.roleName;
  if (name === undefined || replicationRole?.roleName?.toLowerCase() !== name.toLowerCase()) return [];
  const allowed = 'the replication role has that name, and two services assume two roles: give it another';
  return [{ prop: 'batchJobRole.roleName', given: name, allowed }];
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
  if (props.destinations !== undefined) {
    const names = props.destinations.map(({ bucketName }) => bucketName);
    const allowed =
      'with adoptExistingReplication nothing is made for destinations, whose policies are up to the role that is there: leave one of the two out';
    refusals.push({ prop: 'destinations', given: names, allowed });
  }
  return refusals;
}

/** What was said, in texts that are one where they stand for one. */
function reportPlaceOf(given: BatchReplicationProps, { reportBucket, ...rest }: FullProps): ReportPlaceProps {
  return given.reportBucket === undefined ? rest : { ...rest, reportBucket };
}

function copyRoleRefusals({ batchCopy, batchJobRole, replicationRole }: FullProps): readonly Refusal[] {
  const name = batchCopy?.role?.roleName?.toLowerCase();
  const others = [batchJobRole, replicationRole].map((role) => role?.roleName?.toLowerCase());
  if (name === undefined || !others.includes(name)) return [];
  const allowed = 'another role has that name: give it one of its own';
  return [{ prop: 'batchCopy.role.roleName', given: batchCopy?.role?.roleName, allowed }];
}

/** A prefix that no rule has to do with could never be backfilled. */
function coverRefusals({ prefixes, rules, existingReplication }: FullProps): readonly Refusal[] {
  const covered = rules.map(({ prefix = '' }) => prefix);
  // What rules that were there before cover is no business of ours.
  const isJudged = existingReplication === undefined && covered.every(isKnown) && rules.length > 0;
  return (prefixes ?? []).flatMap((prefix, index) => {
    const at = `prefixes[${index}]`;
    const wrong = prefixRefusals(at, prefix);
    if (wrong.length > 0 || !isJudged || !isKnown(prefix)) return wrong;
    if (covered.some((one) => prefix.startsWith(one) || one.startsWith(prefix))) return [];
    const allowed = `no rule covers it (${covered.map((one) => `"${one}"`).join(', ')}), so that no job would find anything`;
    return [{ prop: at, given: prefix, allowed }];
  });
}
