// A key that stands for what is copied, where a policy is asked about an object.

/** A name that no object has. */
const PROBE = 's3-backfill-probe';

export function probeKey(prefix: string): string {
  return `${prefix}${PROBE}`;
}
