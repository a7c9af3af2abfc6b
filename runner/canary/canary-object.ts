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

/** Of one key that nobody else writes. */
const MOST_VERSIONS = 100;

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

/** What has become of a canary, whatever else is told. */
export interface Flight {
  /** S3 has written it, or may have. */
  isWritten: boolean;
  /** What could not be removed. */
  readonly left: CheckEvent[];
}

/** AWS for removing: as it is, and another one once the user has stopped the program. */
interface Removal {
  readonly aws: Aws;
  readonly signal: AbortSignal;
  readonly afterwards: () => Promise<Aws>;
}

/** An answer that was lost is asked for again, and S3 makes a second version of it. */
async function versionsOf({ bucket, key, versionId }: Canary, aws: Aws): Promise<readonly string[]> {
  try {
    const listed = await aws.buckets.listVersions(bucket, key, MOST_VERSIONS);
    return [...new Set([versionId, ...listed.filter((one) => one.key === key).map((one) => one.versionId)])];
  } catch (error) {
    if (!isRunnerError(error)) throw error;
    return [versionId];
  }
}

/** Removes it on both sides. What is left behind is told, and added to the flight. */
export async function* remove(
  one: Canary,
  rules: readonly ReplicationRule[],
  { aws, signal, afterwards }: Removal,
  { left }: Flight,
): AsyncGenerator<RunnerEvent, void> {
  let own: Aws | undefined;
  /** Does it once more where the user has stopped the program meanwhile. */
  const surely = async <T>(ask: (aws: Aws) => Promise<T>): Promise<T> => {
    if (!signal.aborted) {
      try {
        return await ask(aws);
      } catch (error) {
        if (!isRunnerError(error, 'interrupted')) throw error;
      }
    }
    own ??= await afterwards();
    return ask(own);
  };
  const buckets = [one.bucket, ...new Set(rules.map(({ destinationBucket }) => destinationBucket))];
  try {
    const versionIds = await surely((by) => versionsOf(one, by)).catch(() => [one.versionId]);
    for (const [bucket, versionId] of buckets.flatMap((name) => versionIds.map((id) => [name, id] as const))) {
      try {
        await surely((by) => by.objects.remove(bucket, one.key, versionId));
      } catch (error) {
        if (isRunnerError(error, 'not-found')) continue;
        if (!isRunnerError(error)) throw error;
        const finding = leftIn(bucket, { ...one, versionId }, error.message);
        left.push(finding);
        yield finding;
      }
    }
  } finally {
    own?.close();
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
  { aws, clock, signal }: Engine,
  afterwards: () => Promise<Aws>,
  flight: Flight,
): AsyncGenerator<RunnerEvent, Canary> {
  const writtenMs = clock.now();
  try {
    const { versionId = 'null' } = await aws.objects.put(bucket, key, BODY, 'text/plain');
    flight.isWritten = true;
    return { bucket, key, versionId, writtenMs };
  } catch (error) {
    if (!isRunnerError(error, 'interrupted', 'unreachable', 'unavailable')) throw error;
    try {
      const cleaning = await afterwards();
      try {
        const found = (await cleaning.buckets.listVersions(bucket, key, 1))[0];
        flight.isWritten = found !== undefined;
        if (found !== undefined) {
          const one = { bucket, key, versionId: found.versionId, writtenMs };
          yield* remove(one, rules, { aws: cleaning, signal, afterwards }, flight);
        }
      } finally {
        cleaning.close();
      }
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
      flight.isWritten = true;
      flight.left.push(finding);
      yield finding;
    }
    throw error;
  }
}
