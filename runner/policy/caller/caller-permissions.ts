// What whoever runs s3-backfill needs. The runner's calls are held against this table: each is here, and nothing else is.
import { ATHENA_PERMISSIONS } from './athena-permissions';
import type { CallerPermission } from './caller-permission';
import { JOB_PERMISSIONS } from './job-permissions';
import { LOOKING_PERMISSIONS } from './looking-permissions';
import { RUN_PERMISSIONS } from './run-permissions';
import { VERIFY_PERMISSIONS } from './verify-permissions';

export const CALLER_PERMISSIONS: readonly CallerPermission[] = [
  ...JOB_PERMISSIONS,
  ...RUN_PERMISSIONS,
  ...VERIFY_PERMISSIONS,
  ...LOOKING_PERMISSIONS,
  ...ATHENA_PERMISSIONS,
];

/** Operations that AWS lets everybody call. */
export const FREE_CALLS: readonly string[] = ['GetCallerIdentity'];
