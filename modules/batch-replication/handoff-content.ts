// What the handoff says about constructs.
import { HANDOFF_VERSION, type Handoff, type HandoffLocation, type HandoffRoles, type HandoffSource } from '../handoff';
import type { ResolvedRule } from '../replication/rule';
import type { BucketLocation } from '../roles/batch-job-role';
import { given } from '../values/given';

export interface HandoffParts {
  readonly source: HandoffSource;
  readonly rules: readonly ResolvedRule[];
  readonly roles: HandoffRoles;
  readonly report: Required<BucketLocation>;
  readonly manifest?: Required<BucketLocation>;
  /** @default - those of the enabled rules */
  readonly prefixes?: readonly string[];
}

export function handoffOf({ source, rules, roles, report, manifest, prefixes }: HandoffParts): Handoff {
  return {
    version: HANDOFF_VERSION,
    source,
    destinations: rules.map(destinationInHandoff),
    rules: rules.map(ruleInHandoff),
    roles,
    report: placeInHandoff(report),
    ...given({ manifest: manifest && placeInHandoff(manifest) }),
    prefixes: prefixes ?? prefixesOf(rules),
  };
}

function placeInHandoff({ bucketName, prefix }: Required<BucketLocation>): HandoffLocation {
  return { bucket: bucketName, prefix };
}

function destinationInHandoff(rule: ResolvedRule): Handoff['destinations'][number] {
  const { destinationRegion, destinationAccountId, storageClass, replicaKmsKeyArn } = rule;
  return {
    bucket: rule.destinationBucketName,
    ...given({ region: destinationRegion, accountId: destinationAccountId, storageClass, replicaKmsKeyArn }),
    ruleId: rule.id,
  };
}

function ruleInHandoff({
  id,
  prefix,
  tags,
  priority,
  status,
  replicateDeleteMarkers,
}: ResolvedRule): Handoff['rules'][number] {
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
function prefixesOf(rules: readonly ResolvedRule[]): readonly string[] {
  const enabled = rules.filter(({ status }) => status === 'Enabled').map(({ prefix }) => prefix);
  return enabled.includes('') ? [] : [...new Set(enabled)];
}
