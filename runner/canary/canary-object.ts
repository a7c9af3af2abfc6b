// The object of a canary: written, and removed on both sides whatever happens.
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import type { NoteEvent, RunnerEvent } from '../events/events';
import type { CheckEvent, Finding } from '../events/check-events';
import { wrong, type Check } from '../checks/check';
import { commands } from '../patches/commands';
import type { Aws } from '../ports/aws';
import type { ReplicationRule } from '../ports/s3/replication';
import { visible } from '../text/safe-text';
import { awsFlags, shellCommand } from '../text/shell-command';

const CHECK: Pick<Check, 'id' | 'title'> = { id: 'canary', title: 'an object written now is replicated' };

export function check(finding: Finding): CheckEvent {
  return { kind: 'check', check: CHECK.id, title: CHECK.title, ...finding };
}

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

function leftIn(bucket: string, { key, versionId }: Canary, why: string): CheckEvent {
  const remove = ['aws', 's3api', 'delete-object', ...awsFlags({ bucket, key, 'version-id': versionId })];
  return check(
    wrong(
      `the canary is left in '${bucket}': version ${visible(versionId)} of '${visible(key)}' (${why})`,
      'remove it, as somebody who may delete this version',
      commands(remove),
    ),
  );
}

/** Removes the version on both sides. What is left behind is told, and added to `left`. */
export async function* remove(
  one: Canary,
  rules: readonly ReplicationRule[],
  aws: Aws,
  left: CheckEvent[],
): AsyncGenerator<RunnerEvent, void> {
  const buckets = [one.bucket, ...new Set(rules.map(({ destinationBucket }) => destinationBucket))];
  for (const bucket of buckets) {
    try {
      await aws.objects.remove(bucket, one.key, one.versionId);
    } catch (error) {
      if (isRunnerError(error, 'not-found')) continue;
      if (!isRunnerError(error)) throw error;
      const finding = leftIn(bucket, one, error.message);
      left.push(finding);
      yield finding;
    }
  }
}

/** What S3 had begun it may end after the canary was removed. */
export function mayComeLater({ key, versionId }: Canary, rules: readonly ReplicationRule[]): readonly NoteEvent[] {
  return [...new Set(rules.map(({ destinationBucket }) => destinationBucket))].map((bucket) => {
    const command = ['aws', 's3api', 'delete-object', ...awsFlags({ bucket, key, 'version-id': versionId })];
    return {
      kind: 'note',
      detail: `a replica of the canary may still come to '${bucket}', which S3 was at work on; this removes it, and may be done twice: ${shellCommand(command)}`,
    };
  });
}

/** Where S3 gives no answer it may have written the canary all the same: then it is looked for, and removed. */
export async function* write(
  bucket: string,
  key: string,
  rules: readonly ReplicationRule[],
  { aws, clock }: Engine,
  afterwards: () => Promise<Aws>,
  left: CheckEvent[],
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
      if (found !== undefined)
        yield* remove({ bucket, key, versionId: found.versionId, writtenMs }, rules, cleaning, left);
    } catch (fault) {
      if (!isRunnerError(fault)) throw fault;
      const list = ['aws', 's3api', 'list-object-versions', ...awsFlags({ bucket, prefix: key })];
      const finding = check(
        wrong(
          `a canary may be left in '${bucket}', '${visible(key)}', for whether S3 has written it is not known: ${fault.message}`,
          'look whether it is there, and remove it by its version id',
          commands(list),
        ),
      );
      left.push(finding);
      yield finding;
    } finally {
      cleaning.close();
    }
    throw error;
  }
}
