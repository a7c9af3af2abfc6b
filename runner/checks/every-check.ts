// Every check there is, in the order in which they are told. A run asks those that look at its buckets, rules and role; the doctor
// asks all of them.
import { bucketKindsCheck } from './buckets/bucket-kinds';
import { manifestEncryptionCheck } from './buckets/manifest-encryption';
import { objectLockCheck } from './buckets/object-lock';
import { reportBucketCheck } from './buckets/report-bucket';
import { versioningCheck } from './buckets/versioning';
import { accountCheck } from './caller/account';
import { callerPermissionsCheck } from './caller/caller-permissions';
import type { Check } from './check';
import { copiedAclsCheck } from './destination/copied-acls';
import { destinationBucketCheck } from './destination/destination-bucket';
import { destinationSettingsCheck } from './destination/destination-settings';
import { replicasCheck } from './destination/replicas';
import { kmsKeysCheck } from './keys/kms-keys';
import { kmsPermissionsCheck } from './keys/kms-permissions';
import { jobRoleCheck } from './roles/job-role';
import { jobRolePermissionsCheck } from './roles/job-role-permissions';
import { organizationCheck } from './roles/organization';
import { replicationRoleCheck } from './roles/replication-role';
import { replicationRolePermissionsCheck } from './roles/replication-role-permissions';
import { kmsOptInCheck } from './rules/kms-opt-in';
import { replicationConfigurationCheck } from './rules/replication-configuration';
import { ruleCoverageCheck } from './rules/rule-coverage';
import { rulePriorityCheck } from './rules/rule-priority';
import { ownershipCheck } from './source/ownership';
import { prefixCheck } from './source/prefix';
import { sourceBucketCheck } from './source/source-bucket';
import { sourceObjectsCheck } from './source/source-objects';
import { sourceOwnerCheck } from './source/source-owner';

/**
 * - `first`: with credentials that it finds wrong, nothing else can be asked
 * - `without-aws`: asked even then
 * - `run`: before every run
 * - `doctor`: by the doctor alone
 */
export type AskedBy = 'first' | 'without-aws' | 'run' | 'doctor';

export interface ListedCheck {
  readonly check: Check;
  readonly askedBy: AskedBy;
  /** What it finds wrong would mislead whatever the doctor asks after it. @default false */
  readonly endsDoctor?: true;
}

export const EVERY_CHECK: readonly ListedCheck[] = [
  { check: accountCheck, askedBy: 'first', endsDoctor: true },
  { check: prefixCheck, askedBy: 'without-aws' },
  { check: bucketKindsCheck, askedBy: 'run' },
  { check: sourceBucketCheck, askedBy: 'run', endsDoctor: true },
  { check: destinationBucketCheck, askedBy: 'run' },
  { check: versioningCheck, askedBy: 'run' },
  { check: replicationConfigurationCheck, askedBy: 'run' },
  { check: ruleCoverageCheck, askedBy: 'run' },
  { check: jobRoleCheck, askedBy: 'run' },
  { check: reportBucketCheck, askedBy: 'run' },
  { check: sourceOwnerCheck, askedBy: 'doctor' },
  { check: rulePriorityCheck, askedBy: 'doctor' },
  { check: sourceObjectsCheck, askedBy: 'doctor' },
  { check: replicasCheck, askedBy: 'doctor' },
  { check: replicationRoleCheck, askedBy: 'doctor' },
  { check: replicationRolePermissionsCheck, askedBy: 'doctor' },
  { check: jobRolePermissionsCheck, askedBy: 'doctor' },
  { check: destinationSettingsCheck, askedBy: 'doctor' },
  { check: kmsOptInCheck, askedBy: 'doctor' },
  { check: kmsKeysCheck, askedBy: 'doctor' },
  { check: kmsPermissionsCheck, askedBy: 'doctor' },
  { check: objectLockCheck, askedBy: 'doctor' },
  { check: ownershipCheck, askedBy: 'doctor' },
  { check: copiedAclsCheck, askedBy: 'doctor' },
  { check: manifestEncryptionCheck, askedBy: 'doctor' },
  { check: organizationCheck, askedBy: 'doctor' },
  { check: callerPermissionsCheck, askedBy: 'doctor' },
];

export function checksAskedBy(...those: readonly AskedBy[]): readonly Check[] {
  return EVERY_CHECK.filter(({ askedBy }) => those.includes(askedBy)).map(({ check }) => check);
}

/** What a Batch Replication run is checked by, beside the account. */
export const RUN_CHECKS = checksAskedBy('without-aws', 'run');

/** Checks after which the doctor asks nothing more, if they say `wrong`. */
export const ENDS_DOCTOR: ReadonlySet<string> = new Set(
  EVERY_CHECK.filter(({ endsDoctor }) => endsDoctor === true).map(({ check }) => check.id),
);
