// Every check there is, in the order in which they are told. A run asks those that look at its buckets and rules, at both roles and
// at the keys; the doctor asks all of them.
import { athenaPermissionsCheck } from './athena/athena-permissions';
import { athenaTablesCheck } from './athena/athena-tables';
import { athenaWorkgroupCheck } from './athena/athena-workgroup';
import { bucketKindsCheck } from './buckets/bucket-kinds';
import { manifestEncryptionCheck } from './buckets/manifest-encryption';
import { objectLockCheck, reportLockCheck } from './buckets/object-lock';
import { reportBucketCheck } from './buckets/report-bucket';
import { versioningCheck } from './buckets/versioning';
import { accountCheck } from './caller/account';
import { callerPermissionsCheck } from './caller/caller-permissions';
import { destinationIdentityCheck } from './caller/destination-identity';
import type { Check } from './check';
import { DEEP_COPY_CHECKS, ENDING_COPY_CHECKS } from './copy/every-copy-check';
import { copyBucketsCheck } from './copy/copy-buckets';
import { copyKeysCheck } from './copy/copy-keys';
import { copyListingCheck } from './copy/copy-listing';
import { copyPrefixCheck } from './copy/copy-prefix';
import { copyPlaceCheck } from './copy/copy-place';
import { syncRoleKeysCheck } from './datasync/sync-role-keys';
import { syncRolePermissionsCheck } from './datasync/sync-role-permissions';
import { syncRolesCheck } from './datasync/sync-roles';
import { syncTaskStateCheck } from './datasync/sync-task-state';
import { inventoryConfigurationCheck } from './inventory/inventory-configuration';
import { inventoryDeliveryCheck } from './inventory/inventory-delivery';
import { inventoryFunctionsCheck } from './inventory/inventory-functions';
import { inventoryNewestCheck } from './inventory/inventory-newest';
import { inventoryQueuesCheck } from './inventory/inventory-queues';
import { inventoryRoleKeysCheck } from './inventory/inventory-role-keys';
import { inventoryRolePermissionsCheck } from './inventory/inventory-role-permissions';
import { inventoryRolesCheck } from './inventory/inventory-roles';
import { copyRoleKeysCheck } from './roles/copy-role-keys';
import { copyRolePermissionsCheck } from './roles/copy-role-permissions';
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
 * - `full`: before a run with `--checks full`: what its tasks would meet, whatever the objects are
 * - `doctor`: by the doctor alone; what it finds is true of some objects only, or mends nothing that a run needs
 */
export type AskedBy = 'first' | 'without-aws' | 'run' | 'full' | 'doctor';

export interface ListedCheck {
  readonly check: Check;
  readonly askedBy: AskedBy;
  /** What it finds wrong would mislead whatever is asked after it. @default false */
  readonly endsAll?: true;
}

export const EVERY_CHECK: readonly ListedCheck[] = [
  { check: accountCheck, askedBy: 'first', endsAll: true },
  { check: destinationIdentityCheck, askedBy: 'first', endsAll: true },
  { check: prefixCheck, askedBy: 'without-aws' },
  { check: bucketKindsCheck, askedBy: 'run' },
  { check: sourceBucketCheck, askedBy: 'run', endsAll: true },
  { check: destinationBucketCheck, askedBy: 'run' },
  { check: versioningCheck, askedBy: 'run' },
  { check: replicationConfigurationCheck, askedBy: 'run' },
  { check: ruleCoverageCheck, askedBy: 'run' },
  { check: jobRoleCheck, askedBy: 'run' },
  { check: reportBucketCheck, askedBy: 'run' },
  { check: sourceOwnerCheck, askedBy: 'full' },
  { check: replicationRoleCheck, askedBy: 'full' },
  { check: replicationRolePermissionsCheck, askedBy: 'full' },
  { check: jobRolePermissionsCheck, askedBy: 'full' },
  { check: destinationSettingsCheck, askedBy: 'full' },
  { check: kmsKeysCheck, askedBy: 'full' },
  { check: kmsPermissionsCheck, askedBy: 'full' },
  { check: objectLockCheck, askedBy: 'full' },
  { check: manifestEncryptionCheck, askedBy: 'full' },
  { check: callerPermissionsCheck, askedBy: 'full' },
  { check: rulePriorityCheck, askedBy: 'doctor' },
  { check: sourceObjectsCheck, askedBy: 'doctor' },
  { check: replicasCheck, askedBy: 'doctor' },
  { check: kmsOptInCheck, askedBy: 'doctor' },
  { check: ownershipCheck, askedBy: 'doctor' },
  { check: copiedAclsCheck, askedBy: 'doctor' },
  { check: organizationCheck, askedBy: 'doctor' },
];

export function checksAskedBy(...those: readonly AskedBy[]): readonly Check[] {
  return EVERY_CHECK.filter(({ askedBy }) => those.includes(askedBy)).map(({ check }) => check);
}

/** What a Batch Replication run is checked by, beside the account. */
export const RUN_CHECKS = checksAskedBy('without-aws', 'run', 'full');

/** What the doctor asks of `verify --engine athena`, where the handoff names tables and workgroup. */
export const ATHENA_CHECKS: readonly Check[] = [athenaWorkgroupCheck, athenaTablesCheck, athenaPermissionsCheck];

const DEEP_COPY_JOB_CHECKS: readonly Check[] = [
  copyRolePermissionsCheck,
  copyKeysCheck,
  copyRoleKeysCheck,
  reportLockCheck,
];

/** What a run of jobs that copy is checked by, beside the account. */
export const COPY_JOB_CHECKS: readonly Check[] = [
  copyBucketsCheck,
  copyListingCheck,
  copyPrefixCheck,
  jobRoleCheck,
  reportBucketCheck,
  ...DEEP_COPY_JOB_CHECKS,
];

/** What a run of a task of DataSync is checked by, beside the account. */
export const DATASYNC_CHECKS: readonly Check[] = [
  copyPlaceCheck,
  copyBucketsCheck,
  copyListingCheck,
  copyPrefixCheck,
  syncTaskStateCheck,
  syncRolesCheck,
  syncRolePermissionsCheck,
  copyKeysCheck,
  syncRoleKeysCheck,
];

/** What a run by functions is checked by, beside the account. */
export const INVENTORY_CHECKS: readonly Check[] = [
  copyPlaceCheck,
  copyBucketsCheck,
  copyListingCheck,
  copyPrefixCheck,
  inventoryFunctionsCheck,
  inventoryQueuesCheck,
  inventoryRolesCheck,
  inventoryRolePermissionsCheck,
  copyKeysCheck,
  inventoryRoleKeysCheck,
];

/** What the doctor asks besides: without it a run may begin all the same. */
export const INVENTORY_DOCTOR_CHECKS: readonly Check[] = [
  ...INVENTORY_CHECKS,
  inventoryConfigurationCheck,
  inventoryNewestCheck,
  inventoryDeliveryCheck,
];

/** Which of its checks a run asks: all of them, or those of buckets and rules alone. */
export type Depth = 'full' | 'basic';

const FULL: ReadonlySet<Check> = new Set([
  ...checksAskedBy('full'),
  ...DEEP_COPY_CHECKS,
  ...DEEP_COPY_JOB_CHECKS,
  syncRolePermissionsCheck,
  syncRoleKeysCheck,
  inventoryRolePermissionsCheck,
  inventoryRoleKeysCheck,
]);

/** Whether the check asks about more than buckets and rules. */
export function isDeep(check: Check): boolean {
  return FULL.has(check);
}

/** Checks after which nothing deeper is told, if they say `wrong`. */
export const ENDS_ALL: ReadonlySet<string> = new Set([
  ...EVERY_CHECK.filter(({ endsAll }) => endsAll === true).map(({ check }) => check.id),
  ...ENDING_COPY_CHECKS.map(({ id }) => id),
]);
