// Everything that preflight asks, and deeper: what every task of a job would meet.
import type { Handoff } from '../../modules/handoff';
import { accountCheck } from '../checks/account';
import { callerPermissionsCheck } from '../checks/caller-permissions';
import type { Check } from '../checks/check';
import { destinationSettingsCheck } from '../checks/destination-settings';
import { jobRolePermissionsCheck } from '../checks/job-role-permissions';
import { kmsKeysCheck } from '../checks/kms-keys';
import { kmsOptInCheck } from '../checks/kms-opt-in';
import { kmsPermissionsCheck } from '../checks/kms-permissions';
import { objectLockCheck } from '../checks/object-lock';
import { ownershipCheck } from '../checks/ownership';
import { replicationRoleCheck } from '../checks/replication-role';
import { replicationRolePermissionsCheck } from '../checks/replication-role-permissions';
import { rulePriorityCheck } from '../checks/rule-priority';
import { sourceBucketCheck } from '../checks/source-bucket';
import { sourceObjectsCheck } from '../checks/source-objects';
import type { CheckEvent } from '../events';
import type { Aws } from '../ports';
import { preflightFindings, tellCheck } from '../preflight';
import { doctorContext, type DoctorContext } from './context';

const FIRST: ReadonlySet<string> = new Set([accountCheck.id, sourceBucketCheck.id]);

/** Beside those of preflight. */
export const DOCTOR_CHECKS: readonly Check<DoctorContext>[] = [
  rulePriorityCheck,
  sourceObjectsCheck,
  replicationRoleCheck,
  replicationRolePermissionsCheck,
  jobRolePermissionsCheck,
  destinationSettingsCheck,
  kmsOptInCheck,
  kmsKeysCheck,
  kmsPermissionsCheck,
  objectLockCheck,
  ownershipCheck,
  callerPermissionsCheck,
];

/** Tells what every check finds, and returns all of it. */
export async function* examine(target: Handoff, aws: Aws): AsyncGenerator<CheckEvent, readonly CheckEvent[]> {
  const { context, findings } = yield* preflightFindings(target, aws);
  // With other credentials, or another bucket than the one that is meant, deeper answers would mislead.
  if (findings.some(({ check, answer }) => FIRST.has(check) && answer === 'wrong')) return findings;
  const deeper = doctorContext(context);
  const told = await Promise.all(DOCTOR_CHECKS.map((check) => tellCheck(check, deeper)));
  yield* told.flat();
  return [...findings, ...told.flat()];
}
