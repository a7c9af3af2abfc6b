// How old the replication rules are, as far as that can be known. S3 tells no date of its configuration: it is no older than the role that
// stands in it, and may be younger.
import type { Aws } from '../ports/aws';

export interface YoungRules {
  readonly ageMs: number;
  /** Age from which on all of S3 acts on them. */
  readonly settledMs: number;
}

/** "A few minutes", AWS says: no configuration takes longer. */
const MOST_MS = 10 * 60_000;

/**
 * @param settleMs age that is old enough. @default - what AWS says
 * @returns undefined: the rules are old enough, or nobody can say how old they are
 */
export async function youngRules(
  { roles, buckets }: Pick<Aws, 'roles' | 'buckets'>,
  roleArn: string,
  nowMs: number,
  settleMs?: number,
): Promise<YoungRules | undefined> {
  const role = await roles.find(roleArn);
  if (role === undefined) return undefined;
  // Clocks differ: what is to come has just been made.
  const ageMs = Math.max(0, nowMs - role.createdMs);
  if (ageMs >= (settleMs ?? MOST_MS)) return undefined;
  const settledMs = settleMs ?? (await buckets.rulesSettleInMs());
  return ageMs < settledMs ? { ageMs, settledMs } : undefined;
}

export function youngInWords({ ageMs }: YoungRules, shown: (seconds: number) => string): string {
  return `the replication rules are at most ${shown(ageMs / 1000)} old: that is the age of their role`;
}
