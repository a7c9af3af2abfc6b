// What the checks ask AWS for, each thing once and only when a check needs it.
import type { BucketEncryption } from '../../ports/s3/bucket-settings';
import type { KeyView } from '../../ports/keys';
import type { Aws } from '../../ports/aws';
import type { Target } from '../../target/target';
import { isRunnerError } from '../../ports/errors';
import type { Replication, ReplicationRule } from '../../ports/s3/replication';
import { askingOnce, once } from './ask-once';
import { suppliesManifest, type IntendedRun } from './intended-run';
import { newestUnder, type Newest } from './newest-objects';
import { ownPolicies, type OwnPolicies } from './own-policies';
import { sampleOf, sampleUnder, type Sample } from './sampled-versions';
import { enabledOf, rulesOfHandoff } from '../../replication/read-rules';
import { prefixesOfRules } from '../../replication/prefix-coverage';
import { defined } from '../../text/defined';

/** A value, or why it could not be had. */
export type Readable<T> = { readonly value: T } | { readonly why: string };

export interface Destination {
  readonly bucket: string;
  /** @default - nobody says */
  readonly accountId?: string;
}

export interface CheckContext {
  readonly target: Target;
  readonly aws: Aws;
  /** The source bucket's replication configuration. */
  readonly replication: () => Promise<Replication | undefined>;
  /**
   * Destination buckets of the enabled rules, each once: as S3 has them, or as the handoff says where S3's may not be read.
   * A job runs for all enabled rules of its bucket, so all of them count.
   */
  readonly destinations: () => Promise<readonly Destination[]>;
  /** The run that is being prepared. */
  readonly run: IntendedRun;
  /** Whether it writes a manifest itself. */
  readonly suppliesManifest: boolean;
  /** What the bucket replicates, and to where; for a destination, whether it replicates back. */
  readonly replicationOf: (bucket: string) => Promise<Readable<Replication | undefined>>;
  /** Whether Block Public Access of the bucket refuses public ACLs. */
  readonly blocksPublicAcls: (bucket: string) => Promise<Readable<boolean>>;
  /** Enabled rules as S3 has them; empty where there is no configuration or it may not be read. */
  readonly rules: () => Promise<readonly ReplicationRule[]>;
  /** Role of the replication configuration, or the handoff's where that may not be read. */
  readonly replicationRoleArn: () => Promise<string | undefined>;
  readonly own: (roleArn: string) => OwnPolicies;
  readonly bucketPolicy: (bucket: string) => Promise<Readable<string | undefined>>;
  /** Undefined: there is no such bucket, or the caller may not look at it. */
  readonly regionOf: (bucket: string) => Promise<string | undefined>;
  /** Whether S3 says that there is no such bucket. */
  readonly isGone: (bucket: string) => Promise<boolean>;
  /** Account of the bucket, as far as it can be told: the source's, the rule's, or another. */
  readonly accountOf: (bucket: string) => Promise<string>;
  /** Whether the bucket has Object Lock. */
  readonly isLocked: (bucket: string) => Promise<Readable<boolean>>;
  /** Default encryption of the bucket. */
  readonly encryption: (bucket: string) => Promise<Readable<BucketEncryption | undefined>>;
  readonly key: (arn: string) => Promise<Readable<KeyView | undefined>>;
  /** Whether the role may be there: false only where IAM knows that it is not. */
  readonly mayExist: (roleArn: string) => Promise<boolean>;
  /** Milliseconds since 1970. @default - nobody says */
  readonly nowMs?: number;
  /** Some object versions of the source. */
  readonly sample: () => Promise<Readable<Sample>>;
  /** Of a copy: some of the newest objects that it would take. */
  readonly newest: () => Promise<Readable<Newest>>;
}

/** Account of a bucket that is not the source's, and of which nobody says whose it is. */
const ANOTHER_ACCOUNT = 'another account';

/** What AWS does not let the caller see is told as such, by whoever needed it. */
export async function readable<T>(look: () => Promise<T>): Promise<Readable<T>> {
  try {
    return { value: await look() };
  } catch (error) {
    if (isRunnerError(error, 'denied', 'not-found', 'refused')) return { why: error.message };
    throw error;
  }
}

function distinct(all: readonly Destination[]): readonly Destination[] {
  return [...new Map(all.map((destination) => [destination.bucket, destination])).values()];
}

function destinationsOf(rules: readonly ReplicationRule[]): readonly Destination[] {
  const all = enabledOf(rules).map(({ destinationBucket: bucket, destinationAccountId: accountId }) => ({
    bucket,
    ...defined({ accountId }),
  }));
  return distinct(all);
}

/**
 * @param run @default - one without flags
 * @param nowMs @default - nobody says
 */
export function checkContext(target: Target, asked: Aws, run: IntendedRun = {}, nowMs?: number): CheckContext {
  const aws = askingOnce(asked);
  const replication = (): Promise<Replication | undefined> => aws.buckets.replication(target.source.bucket);
  const readReplication = async (): Promise<Replication | undefined> => {
    const found = await readable(replication);
    return 'value' in found ? found.value : undefined;
  };
  const rules = async (): Promise<readonly ReplicationRule[]> => enabledOf((await readReplication())?.rules ?? []);
  const own = new Map<string, OwnPolicies>();
  let sampled: Promise<Readable<Sample>> | undefined;
  let newest: Promise<Readable<Newest>> | undefined;
  return {
    target,
    aws,
    replication,
    destinations: async () => {
      const found = await readReplication();
      if (found === undefined && target.rules.length === 0) return distinct(target.destinations);
      return destinationsOf(found?.rules ?? rulesOfHandoff(target));
    },
    run,
    ...defined({ nowMs }),
    suppliesManifest: suppliesManifest(run),
    replicationOf: (bucket) => readable(() => aws.buckets.replication(bucket)),
    blocksPublicAcls: (bucket) => readable(() => aws.bucketSettings.blocksPublicAcls(bucket)),
    rules,
    replicationRoleArn: async () => (await readReplication())?.roleArn ?? target.replicationRoleArn,
    own(roleArn) {
      const known = own.get(roleArn) ?? ownPolicies(roleArn, aws);
      own.set(roleArn, known);
      return known;
    },
    bucketPolicy: (bucket) => readable(() => aws.bucketSettings.policy(bucket)),
    isGone: once((bucket) =>
      aws.buckets.regionOf(bucket).then(
        () => false,
        (error: unknown) => isRunnerError(error, 'not-found'),
      ),
    ),
    regionOf: once(async (bucket) => {
      const found = await readable(() => aws.buckets.regionOf(bucket));
      return 'value' in found ? found.value : undefined;
    }),
    accountOf: once(async (bucket) => {
      const { accountId } = target.source;
      if (bucket === target.source.bucket) return accountId;
      const named = (await rules()).find((rule) => rule.destinationBucket === bucket)?.destinationAccountId;
      const told = named ?? target.destinations.find((one) => one.bucket === bucket)?.accountId ?? accountId;
      const isOurs = await readable(() => aws.bucketSettings.isOwnedBy(bucket, accountId));
      if (!('value' in isOurs) || isOurs.value === undefined) return told;
      if (isOurs.value) return accountId;
      return told === accountId ? ANOTHER_ACCOUNT : told;
    }),
    isLocked: once((bucket) => readable(async () => (await aws.bucketSettings.objectLock(bucket)) !== undefined)),
    encryption: (bucket) => readable(() => aws.bucketSettings.encryption(bucket)),
    key: (arn) => readable(() => aws.keys.find(arn)),
    mayExist: once(async (roleArn) => {
      const found = await readable(() => aws.roles.find(roleArn));
      return !('value' in found) || found.value !== undefined;
    }),
    newest: () =>
      (newest ??= readable(() => {
        const ofVersions = run.copyUses?.includes('all versions') === true;
        return newestUnder(target.source.bucket, target.prefixes?.[0] ?? '', aws, ofVersions);
      })),
    sample: () =>
      (sampled ??= readable(async () =>
        run.choose === undefined
          ? sampleUnder(target.source.bucket, prefixesOfRules(await rules(), target.prefixes), aws)
          : sampleOf(target.source.bucket, await run.choose(), aws),
      )),
  };
}
