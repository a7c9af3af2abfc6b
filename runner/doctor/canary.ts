// One small object, replicated end to end and removed again: what no reading of policies can prove.
import type { Handoff } from '../../modules/handoff';
import { ok, wrong, type Check, type Finding } from '../checks/check';
import type { Engine } from '../engine';
import { isRunnerError } from '../errors';
import type { CheckEvent, RunnerEvent } from '../events';
import { duration } from '../figures';
import type { VersionHead } from '../object-port';
import type { Aws, ReplicationRule } from '../ports';
import { visible } from '../safe-text';

export interface CanaryOptions {
  /** How long S3 may take. */
  readonly waitSeconds: number;
  /** AWS, for what has to be cleared away even after the user has stopped the program. */
  readonly afterwards: () => Promise<Aws>;
}

const BODY = 's3-backfill: this object tests the replication and is removed again\n';
const POLL_MS = 2_000;
const CHECK: Pick<Check, 'id' | 'title'> = { id: 'canary', title: 'an object written now is replicated' };

interface Canary {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly writtenMs: number;
}

function nameOf(random: () => number): string {
  return `s3-backfill-canary-${Math.floor(random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0')}`;
}

function check(finding: Finding): CheckEvent {
  return { kind: 'check', check: CHECK.id, title: CHECK.title, ...finding };
}

/** The version once S3 is through with it; as it is when the time is over. */
async function settled(
  one: Canary,
  { aws, clock, signal }: Engine,
  waitSeconds: number,
): Promise<VersionHead | undefined> {
  const untilMs = one.writtenMs + waitSeconds * 1000;
  for (;;) {
    const head = await aws.objects.head(one.bucket, one.key, one.versionId);
    const status = head?.replicationStatus;
    const isOver = status !== undefined && status !== 'PENDING';
    const leftMs = untilMs - clock.now();
    if (isOver || leftMs <= 0) return head;
    await clock.sleep(Math.min(POLL_MS, leftMs), signal);
  }
}

async function replicaFinding(
  one: Canary,
  head: VersionHead,
  { destinationBucket }: ReplicationRule,
  { aws, clock }: Engine,
): Promise<Finding> {
  const tookSeconds = (clock.now() - one.writtenMs) / 1000;
  try {
    const replica = await aws.objects.head(destinationBucket, one.key, one.versionId);
    if (replica === undefined)
      return wrong(
        `the canary is ${head.replicationStatus ?? 'not replicated'}, and there is no replica in '${destinationBucket}'`,
        'look at the rule for this destination: s3-backfill doctor names what may be wrong with it',
      );
    const isSame =
      replica.sizeBytes === head.sizeBytes && (replica.etag === head.etag || replica.encryption !== 'AES256');
    if (isSame) return ok(`'${visible(one.key)}' was in '${destinationBucket}' within ${duration(tookSeconds)}`);
    return wrong(
      `the replica of the canary in '${destinationBucket}' is another object: ${replica.sizeBytes} bytes instead of ${head.sizeBytes}`,
      'see who else writes below this prefix of the destination',
    );
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'not-found')) throw error;
    return ok(
      `S3 says ${head.replicationStatus ?? ''} within ${duration(tookSeconds)}; the replica in '${destinationBucket}' could not be looked at: ${error.message}`,
    );
  }
}

/** Removes the version on both sides; says what is left behind. */
async function* remove(one: Canary, rules: readonly ReplicationRule[], aws: Aws): AsyncGenerator<RunnerEvent, void> {
  const buckets = [one.bucket, ...new Set(rules.map(({ destinationBucket }) => destinationBucket))];
  for (const bucket of buckets) {
    try {
      await aws.objects.remove(bucket, one.key, one.versionId);
    } catch (error) {
      if (isRunnerError(error, 'not-found')) continue;
      if (!isRunnerError(error)) throw error;
      yield {
        kind: 'note',
        detail: `the canary is left in '${bucket}' (${error.message}); remove it with: aws s3api delete-object --bucket ${bucket} --key ${visible(one.key)} --version-id ${one.versionId}`,
      };
    }
  }
}

async function findingsOf(
  one: Canary,
  rules: readonly ReplicationRule[],
  engine: Engine,
  waitSeconds: number,
): Promise<readonly Finding[]> {
  const head = await settled(one, engine, waitSeconds);
  const status = head?.replicationStatus;
  if (head !== undefined && (status === 'COMPLETED' || status === 'COMPLETE'))
    return Promise.all(rules.map((rule) => replicaFinding(one, head, rule, engine)));
  const where = `'${visible(one.key)}'`;
  if (status === 'FAILED')
    return [
      wrong(
        `S3 could not replicate ${where}: FAILED`,
        'S3 does not say why: the answers above that are unsure are the ones to look into',
      ),
    ];
  if (status === undefined)
    return [
      wrong(
        `no rule has selected ${where}: it has no replication status`,
        'give a --prefix that an enabled rule covers; a rule that was changed minutes ago may need a few more',
      ),
    ];
  return [
    wrong(
      `${where} is still ${status} after ${duration(waitSeconds)}`,
      'replication is slow or stuck: try again with a longer --canary-wait',
    ),
  ];
}

/** The only thing that the doctor writes. */
export async function* canary(
  { source, prefixes }: Handoff,
  engine: Engine,
  { waitSeconds, afterwards }: CanaryOptions,
): AsyncGenerator<RunnerEvent, readonly CheckEvent[]> {
  const { aws, clock, random } = engine;
  const all = (await aws.buckets.replication(source.bucket))?.rules ?? [];
  const selecting = all.filter(({ enabled, tags }) => enabled && Object.keys(tags).length === 0);
  const key = `${prefixes[0] ?? selecting[0]?.prefix ?? ''}${nameOf(random)}`;
  const rules = selecting.filter(({ prefix }) => key.startsWith(prefix));
  if (rules.length === 0) {
    const finding = check(
      wrong(`no enabled rule without tags covers '${visible(key)}'`, 'give a --prefix that an enabled rule covers'),
    );
    yield finding;
    return [finding];
  }
  const { versionId = 'null' } = await aws.objects.put(source.bucket, key, BODY, 'text/plain');
  const one = { bucket: source.bucket, key, versionId, writtenMs: clock.now() };
  yield { kind: 'waiting', detail: `the canary '${visible(key)}' is being replicated`, seconds: waitSeconds };
  try {
    const findings = (await findingsOf(one, rules, engine, waitSeconds)).map(check);
    yield* findings;
    return findings;
  } finally {
    const cleaning = engine.signal.aborted ? await afterwards() : aws;
    yield* remove(one, rules, cleaning);
    if (cleaning !== aws) cleaning.close();
  }
}
