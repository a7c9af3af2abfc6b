// The rules of a source bucket, read once: as S3 has them, or as the handoff says where S3's may not be read.
import type { Buckets } from '../ports/s3/buckets';
import { isRunnerError, type ErrorKind } from '../ports/errors';
import type { ReplicationRule } from '../ports/s3/replication';
import type { Target } from '../target/target';
import { defined } from '../text/defined';

export interface RulesRead {
  /** Disabled ones, too. */
  readonly rules: readonly ReplicationRule[];
  /** Of the replication configuration. @default - S3's could not be read, or there is none */
  readonly roleArn?: string;
  /** Why these are the handoff's rules; nothing in them says whether S3 has others since. @default - they are S3's */
  readonly unreadable?: string;
}

/** Whose rules. */
export type RuleSource = Pick<Target, 'source' | 'destinations' | 'rules'>;

/** A rule of the handoff with several destinations is one of S3's for each. */
export function rulesOfHandoff({ rules, destinations }: Omit<RuleSource, 'source'>): readonly ReplicationRule[] {
  return rules.flatMap((rule) =>
    destinations
      .filter(({ ruleId }) => ruleId === rule.id)
      .map(({ bucket, accountId, storageClass, replicaKmsKeyArn }) => ({
        id: rule.id,
        enabled: rule.status === 'Enabled',
        priority: rule.priority,
        prefix: rule.prefix ?? '',
        tags: rule.tags ?? {},
        destinationBucket: bucket,
        kmsObjects: replicaKmsKeyArn !== undefined,
        deleteMarkers: rule.deleteMarkers,
        ...defined({ destinationAccountId: accountId, storageClass, replicaKmsKeyArn }),
      })),
  );
}

/** Errors that keep no estimate from being made: the handoff's rules are good enough for that. */
export const NOT_READABLE_NOW: readonly ErrorKind[] = ['denied', 'refused', 'unavailable', 'throttled'];

/**
 * @param handoffInstead errors upon which the handoff's rules count
 * @throws RunnerError of any other kind
 */
export async function readRules(
  target: RuleSource,
  buckets: Buckets,
  handoffInstead: readonly ErrorKind[] = ['denied'],
): Promise<RulesRead> {
  try {
    const found = await buckets.replication(target.source.bucket);
    return found ?? { rules: [] };
  } catch (error) {
    if (!isRunnerError(error, ...handoffInstead)) throw error;
    return { rules: rulesOfHandoff(target), unreadable: error.message };
  }
}

export function enabledOf(rules: readonly ReplicationRule[]): readonly ReplicationRule[] {
  return rules.filter(({ enabled }) => enabled);
}

/** Destination buckets of the enabled rules, each once. */
export function destinationsOfRules(rules: readonly ReplicationRule[]): readonly string[] {
  return [...new Set(enabledOf(rules).map(({ destinationBucket }) => destinationBucket))];
}
