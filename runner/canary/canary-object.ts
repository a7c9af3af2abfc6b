// The object of a canary: written, and removed on both sides whatever happens.
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import type { RunnerEvent } from '../events/events';
import type { Aws } from '../ports/aws';
import type { ReplicationRule } from '../ports/s3/replication';
import { visible } from '../text/safe-text';
import { awsFlags, shellCommand } from '../text/shell-command';

const BODY = 's3-backfill: this object tests the replication and is removed again\n';

export interface Canary {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly writtenMs: number;
}

/** Nobody else has such a name. */
export function nameOf(random: () => number): string {
  return `s3-backfill-canary-${Math.floor(random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0')}`;
}

/** Removes the version on both sides; says what is left behind. */
export async function* remove(
  one: Canary,
  rules: readonly ReplicationRule[],
  aws: Aws,
): AsyncGenerator<RunnerEvent, void> {
  const buckets = [one.bucket, ...new Set(rules.map(({ destinationBucket }) => destinationBucket))];
  for (const bucket of buckets) {
    try {
      await aws.objects.remove(bucket, one.key, one.versionId);
    } catch (error) {
      if (isRunnerError(error, 'not-found')) continue;
      if (!isRunnerError(error)) throw error;
      yield {
        kind: 'note',
        detail: `the canary is left in '${bucket}' (${error.message}); remove it with: ${shellCommand(['aws', 's3api', 'delete-object', ...awsFlags({ bucket, key: one.key, 'version-id': one.versionId })])}`,
      };
    }
  }
}

/** Where S3 gives no answer it may have written the canary all the same: then it is looked for, and removed. */
export async function* write(
  bucket: string,
  key: string,
  rules: readonly ReplicationRule[],
  { aws, clock }: Engine,
  afterwards: () => Promise<Aws>,
): AsyncGenerator<RunnerEvent, Canary> {
  const writtenMs = clock.now();
  try {
    const { versionId = 'null' } = await aws.objects.put(bucket, key, BODY, 'text/plain');
    return { bucket, key, versionId, writtenMs };
  } catch (error) {
    if (!isRunnerError(error, 'interrupted', 'unreachable', 'unavailable')) throw error;
    const cleaning = await afterwards();
    try {
      const found = (await cleaning.buckets.listVersions(bucket, key, 1))[0];
      if (found !== undefined) yield* remove({ bucket, key, versionId: found.versionId, writtenMs }, rules, cleaning);
    } catch (fault) {
      if (!isRunnerError(fault)) throw fault;
      yield { kind: 'note', detail: `a canary may be left in '${bucket}', '${visible(key)}': ${fault.message}` };
    } finally {
      cleaning.close();
    }
    throw error;
  }
}
