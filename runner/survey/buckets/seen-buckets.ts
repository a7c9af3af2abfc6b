// What can be seen of two buckets that says which method fits: what is in the source, and how both are set up. Reads only.
import type { RunnerEvent } from '../../events/events';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { ReplicationRule } from '../../ports/s3/replication';
import { coverage } from '../../replication/prefix-coverage';
import { enabledOf } from '../../replication/read-rules';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { census, type Census } from './census';

export interface SeenBuckets extends Census {
  readonly sourceRegion?: string;
  readonly destinationRegion?: string;
  readonly sourceVersioned?: boolean;
  readonly destinationVersioned?: boolean;
  readonly rule?: 'present' | 'absent';
  readonly accounts?: 'same' | 'different';
}

export interface Look {
  readonly bucket: string;
  /** @default - every key */
  readonly prefix?: string;
  /** @default - that of the rules, where they name one */
  readonly destinationBucket?: string;
  /** Account of the source. */
  readonly accountId: string;
  /** Versions that are listed. */
  readonly limit: number;
}

/** What may not be seen is told, and stays unknown. */
async function* seen<T>(asked: Promise<T>, what: string): AsyncGenerator<RunnerEvent, T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'refused', 'not-found', 'unavailable', 'throttled')) throw error;
    yield { kind: 'note', detail: `not known: ${what} (${visible(error.message)})` };
    return undefined;
  }
}

/** Undefined: rules cover a part, or by tags, which nobody has looked at. */
function ruleOver(rules: readonly ReplicationRule[], { prefix = '', destinationBucket }: Look): SeenBuckets['rule'] {
  const to = rules.filter((rule) => destinationBucket === undefined || rule.destinationBucket === destinationBucket);
  const covers = to.map((rule) => (Object.keys(rule.tags).length > 0 ? 'unknown' : coverage(rule, prefix)));
  if (covers.includes('all')) return 'present';
  return covers.every((one) => one === 'none') ? 'absent' : undefined;
}

/** @throws RunnerError `denied` when the versions of the source may not be listed */
export async function* seenBuckets(look: Look, engine: Engine): AsyncGenerator<RunnerEvent, SeenBuckets> {
  const { bucket, prefix, accountId, limit } = look;
  const { buckets, bucketSettings } = engine.aws;
  const sourceRegion = yield* seen(buckets.regionOf(bucket), `the Region of '${visible(bucket)}'`);
  const replication = yield* seen(
    buckets.replication(bucket).then((found) => enabledOf(found?.rules ?? [])),
    `the replication rules of '${visible(bucket)}'`,
  );
  const versioning = yield* seen(buckets.versioning(bucket), `versioning of '${visible(bucket)}'`);
  const destinations = [...new Set((replication ?? []).map((rule) => rule.destinationBucket))];
  const destination = look.destinationBucket ?? (destinations.length === 1 ? destinations[0] : undefined);
  const ofDestination = destination === undefined ? {} : yield* seenDestination(destination);
  const counts = yield* census(bucket, prefix === undefined ? undefined : [prefix], engine, limit);
  return {
    ...counts,
    ...ofDestination,
    ...defined({
      sourceRegion,
      sourceVersioned: versioning === undefined ? undefined : versioning === 'Enabled',
      rule: replication === undefined ? undefined : ruleOver(replication, look),
    }),
  };

  async function* seenDestination(
    name: string,
  ): AsyncGenerator<RunnerEvent, Pick<SeenBuckets, 'destinationRegion' | 'destinationVersioned' | 'accounts'>> {
    const region = yield* seen(buckets.regionOf(name), `the Region of '${visible(name)}'`);
    const on = yield* seen(buckets.versioning(name), `versioning of '${visible(name)}'`);
    const isOwn = yield* seen(bucketSettings.isOwnedBy(name, accountId), `the account of '${visible(name)}'`);
    return defined({
      destinationRegion: region,
      destinationVersioned: on === undefined ? undefined : on === 'Enabled',
      accounts: isOwn === undefined ? undefined : isOwn ? ('same' as const) : ('different' as const),
    });
  }
}
