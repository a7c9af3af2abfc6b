// Everything that preflight asks, and deeper: what every task of a job would meet.
import type { Target } from '../target/target';
import { accountCheck } from './account';
import { callerPermissionsCheck } from './caller-permissions';
import type { Check } from './check';
import { copiedAclsCheck } from './copied-acls';
import { destinationSettingsCheck } from './destination-settings';
import { jobRolePermissionsCheck } from './job-role-permissions';
import { kmsKeysCheck } from './kms-keys';
import { kmsOptInCheck } from './kms-opt-in';
import { kmsPermissionsCheck } from './kms-permissions';
import { manifestEncryptionCheck } from './manifest-encryption';
import { objectLockCheck } from './object-lock';
import { organizationCheck } from './organization';
import { ownershipCheck } from './ownership';
import { replicasCheck } from './replicas';
import { replicationRoleCheck } from './replication-role';
import { replicationRolePermissionsCheck } from './replication-role-permissions';
import { rulePriorityCheck } from './rule-priority';
import { sourceBucketCheck } from './source-bucket';
import { sourceObjectsCheck } from './source-objects';
import { sourceOwnerCheck } from './source-owner';
import type { CheckEvent } from '../events/check-events';
import type { Aws } from '../ports/aws';
import { preflightFindings, tellCheck } from './preflight';
import { doctorContext, type DoctorContext } from './asked/context';
import type { IntendedRun } from './asked/intended-run';

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
  target: Target,
  aws: Aws,
  run: IntendedRun = {},
): AsyncGenerator<CheckEvent, readonly CheckEvent[]> {
  const { context, findings } = yield* preflightFindings(target, aws);
  // With other credentials, or another bucket than the one that is meant, deeper answers would mislead.
  if (findings.some(({ check, answer }) => FIRST.has(check) && answer === 'wrong')) return findings;
  const deeper = doctorContext(context, run);
  const told = await Promise.all(DOCTOR_CHECKS.map((check) => tellCheck(check, deeper)));
  yield* told.flat();
  return [...findings, ...told.flat()];
}
