// What the resources of terraform/pipeline-role are called.
import type { Names } from '../description';

/** Whether there is one, and not its ARN, which may be that of a resource of the same apply. */
const makes = (where: string): string => `var.${where} == null ? false : var.${where}.provider == null`;

export const NAMES: Names = {
  's3-backfill-partition': { name: 'current' },
  's3-backfill-account': { name: 'current' },
  backfill_role: { name: 'pipeline' },
  backfill_trust: { name: 'trust' },
  backfill_policy: { name: 'pipeline' },
  backfill_permissions: { name: 'pipeline' },
  backfill_github: { name: 'github', when: `(${makes('github')})` },
  backfill_gitlab: { name: 'gitlab', when: `(${makes('gitlab')})` },
};
