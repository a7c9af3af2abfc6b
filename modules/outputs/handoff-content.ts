// What the handoff says about constructs.
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import type { Construct } from 'constructs';
import {
  HANDOFF_VERSION,
  type Handoff,
  type HandoffAthena,
  type HandoffCopy,
  type HandoffDataSync,
  type HandoffDestination,
  type HandoffInventory,
  type HandoffLocation,
  type HandoffRoles,
  type HandoffRule,
  type HandoffSource,
} from '../handoff';
import { madeWith } from '../place/placed';
import type { ReplicationRule, ResolvedRule } from '../replication/rule';
import type { BucketLocation } from '../roles/bucket-location';
import { given } from '../values/given';

export interface HandoffParts {
  readonly source: HandoffSource;
  /** That Terraform writes; none where the configuration is adopted: what it says is read from S3. */
  readonly rules: readonly ResolvedRule[];
  readonly roles: HandoffRoles;
  /** @default - nothing is copied without rules */
  readonly copy?: HandoffCopy;
  /** @default - no task of DataSync is prepared */
  readonly dataSync?: HandoffDataSync;
  /** @default - no functions are prepared that copy what an inventory lists */
  readonly inventory?: HandoffInventory;
  /** @default - nothing is prepared for Athena */
  readonly athena?: HandoffAthena;
  readonly report: Required<BucketLocation>;
  readonly manifest?: Required<BucketLocation>;
  readonly prefixes: readonly string[];
}

/** Rules and destinations are lists in it, if empty ones: that is what every runner of this version reads. */
export function handoffOf(parts: HandoffParts): Handoff {
  const { source, rules, roles, copy, dataSync, inventory, athena, report, manifest, prefixes } = parts;
  return {
    version: HANDOFF_VERSION,
    source,
    destinations: rules.map(destinationInHandoff),
    rules: rules.map(ruleInHandoff),
    roles,
    ...given({ copy, dataSync, inventory, athena }),
    report: placeInHandoff(report),
    ...given({ manifest: manifest && placeInHandoff(manifest) }),
    prefixes,
  };
}

export interface SourceProps {
  readonly sourceBucketName: string;
  readonly sourceRegion?: string;
  readonly sourceAccountId?: string;
}

/** What nobody said, the provider knows. */
export function sourceInHandoff(
  scope: Construct,
  { sourceBucketName, sourceRegion, sourceAccountId }: SourceProps,
): HandoffSource {
  return {
    bucket: sourceBucketName,
    region: sourceRegion ?? new DataAwsRegion(scope, 'region', madeWith(scope)).id,
    accountId: sourceAccountId ?? new DataAwsCallerIdentity(scope, 'caller', madeWith(scope)).accountId,
  };
}

export function placeInHandoff({ bucketName, prefix }: Required<BucketLocation>): HandoffLocation {
  return { bucket: bucketName, prefix };
}

function destinationInHandoff(rule: ResolvedRule): HandoffDestination {
  const { destinationRegion, destinationAccountId, storageClass, replicaKmsKeyArn } = rule;
  return {
    bucket: rule.destinationBucketName,
    ...given({ region: destinationRegion, accountId: destinationAccountId, storageClass, replicaKmsKeyArn }),
    ruleId: rule.id,
  };
}

function ruleInHandoff({ id, prefix, tags, priority, status, replicateDeleteMarkers }: ResolvedRule): HandoffRule {
  return {
    id,
    ...(prefix === '' ? {} : { prefix }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    priority,
    status,
    deleteMarkers: replicateDeleteMarkers,
  };
}

/** Every prefix of an enabled rule once; none at all if one of them covers every key. */
export function prefixesOf(rules: readonly ReplicationRule[]): readonly string[] {
  const enabled = rules.filter(({ status = 'Enabled' }) => status === 'Enabled').map(({ prefix = '' }) => prefix);
  return enabled.includes('') ? [] : [...new Set(enabled)];
}
