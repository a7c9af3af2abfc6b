// Everything that preflight asks, and deeper: what every task of a job would meet.
import type { Handoff } from '../../modules/handoff';
import { accountCheck } from '../checks/account';
import { callerPermissionsCheck } from '../checks/caller-permissions';
import type { Check } from '../checks/check';
import { copiedAclsCheck } from '../checks/copied-acls';
import { destinationSettingsCheck } from '../checks/destination-settings';
import { jobRolePermissionsCheck } from '../checks/job-role-permissions';
import { kmsKeysCheck } from '../checks/kms-keys';
import { kmsOptInCheck } from '../checks/kms-opt-in';
import { kmsPermissionsCheck } from '../checks/kms-permissions';
import { manifestEncryptionCheck } from '../checks/manifest-encryption';
import { objectLockCheck } from '../checks/object-lock';
import { organizationCheck } from '../checks/organization';
import { ownershipCheck } from '../checks/ownership';
import { replicasCheck } from '../checks/replicas';
import { replicationRoleCheck } from '../checks/replication-role';
import { replicationRolePermissionsCheck } from '../checks/replication-role-permissions';
import { rulePriorityCheck } from '../checks/rule-priority';
import { sourceBucketCheck } from '../checks/source-bucket';
import { sourceObjectsCheck } from '../checks/source-objects';
import { sourceOwnerCheck } from '../checks/source-owner';
import type { CheckEvent } from '../events';
import type { Aws } from '../ports';
import { preflightFindings, tellCheck } from '../preflight';
import { manifestPlace } from '../plan';
import { doctorContext, type DoctorContext } from './context';
import { suppliesManifest, type IntendedRun } from './intended-run';

const FIRST: ReadonlySet<string> = new Set([accountCheck.id, sourceBucketCheck.id]);

/** Beside those of preflight. */
export const DOCTOR_CHECKS: readonly Check<DoctorContext>[] = [
  sourceOwnerCheck,
  rulePriorityCheck,
  sourceObjectsCheck,
  replicasCheck,
  replicationRoleCheck,
  replicationRolePermissionsCheck,
  jobRolePermissionsCheck,
  destinationSettingsCheck,
  kmsOptInCheck,
  kmsKeysCheck,
  kmsPermissionsCheck,
  objectLockCheck,
  ownershipCheck,
  copiedAclsCheck,
  manifestEncryptionCheck,
  organizationCheck,
  callerPermissionsCheck,
];

/**
 * Tells what every check finds, and returns all of it.
 * @throws RunnerError `usage` when the run would have to write a manifest, and there is no place for it
 */
export async function* examine(
  target: Handoff,
  aws: Aws,
  run: IntendedRun = {},
): AsyncGenerator<CheckEvent, readonly CheckEvent[]> {
  if (suppliesManifest(run)) manifestPlace(target);
  const { context, findings } = yield* preflightFindings(target, aws);
  // With other credentials, or another bucket than the one that is meant, deeper answers would mislead.
  if (findings.some(({ check, answer }) => FIRST.has(check) && answer === 'wrong')) return findings;
  const deeper = doctorContext(context, run);
  const told = await Promise.all(DOCTOR_CHECKS.map((check) => tellCheck(check, deeper)));
  yield* told.flat();
  return [...findings, ...told.flat()];
}
