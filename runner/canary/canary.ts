// One small object, replicated end to end and removed again: what no reading of policies can prove.
import type { Target } from '../target/target';
import { couldNotCheck, ok, wrong } from '../checks/check';
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import type { RunnerEvent } from '../events/events';
import { duration } from '../text/figures';
import type { VersionHead } from '../ports/s3/objects';
import type { Aws } from '../ports/aws';
import type { ReplicationRule } from '../ports/s3/replication';
import { enabledOf } from '../replication/read-rules';
import { decidingRules } from '../replication/rule-selects';
import { statusOf } from '../replication/surveyed-version';
import { parentFolder } from '../text/key-folder';
import { visible } from '../text/safe-text';
import { awsFlags, flagWords } from '../text/shell-command';
import { check, mayComeLater, nameOf, remove, write, type Canary, type Flight } from './canary-object';
import { commands } from '../patches/commands';
import type { CheckEvent, Finding } from '../events/check-events';

export interface CanaryOptions {
  /** How long S3 may take. */
  readonly waitSeconds: number;
  /** AWS, for what has to be cleared away even after the user has stopped the program. */
  readonly afterwards: () => Promise<Aws>;
}

const POLL_MS = 2_000;

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
  { aws, clock, command }: Engine,
): Promise<Finding> {
  const tookSeconds = (clock.now() - one.writtenMs) / 1000;
  try {
    const replica = await aws.objects.head(destinationBucket, one.key, one.versionId);
    if (replica === undefined)
      return wrong(
        `the canary is ${head.replicationStatus ?? 'not replicated'}, and there is no replica in '${destinationBucket}'`,
        'look at the rule for this destination: the doctor names what may be wrong with it',
        { language: 'sh', text: `${command('doctor')} --output markdown` },
      );
    const isSame =
      replica.sizeBytes === head.sizeBytes && (replica.etag === head.etag || replica.encryption !== 'AES256');
    if (isSame) return ok(`'${visible(one.key)}' was in '${destinationBucket}' within ${duration(tookSeconds)}`);
    return wrong(
      `the replica of the canary in '${destinationBucket}' is another object: ${replica.sizeBytes} bytes instead of ${head.sizeBytes}`,
      'see who else writes below this prefix of the destination',
      commands([
        ...['aws', 's3api', 'list-object-versions'],
        ...awsFlags({ bucket: destinationBucket, prefix: one.key }),
      ]),
    );
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'not-found')) throw error;
    return ok(
      `S3 says ${head.replicationStatus ?? ''} within ${duration(tookSeconds)}; the replica in '${destinationBucket}' could not be looked at: ${error.message}`,
    );
  }
}

async function findingsOf(
  one: Canary,
  head: VersionHead | undefined,
  rules: readonly ReplicationRule[],
  engine: Engine,
  waitSeconds: number,
): Promise<readonly Finding[]> {
  const status = head?.replicationStatus;
  if (head !== undefined && statusOf(status) === 'COMPLETED')
    return Promise.all(rules.map((rule) => replicaFinding(one, head, rule, engine)));
  const where = `'${visible(one.key)}'`;
  if (status === 'FAILED')
    return [
      wrong(
        `S3 could not replicate ${where}: FAILED`,
        'S3 does not say why: the answers above that are unsure are the ones to look into; the report of a job with one object names the code',
        commands([
          ...['s3-backfill', 'run', ...flagWords('--prefix', parentFolder(one.key))],
          ...['--replication-status', 'FAILED'],
        ]),
      ),
    ];
  if (status === undefined)
    return [
      wrong(
        `no rule has selected ${where}: it has no replication status`,
        'give a --prefix that an enabled rule covers; a rule that was changed minutes ago may need a few more',
        commands(['s3-backfill', 'doctor', '--canary', ...flagWords('--prefix', rules[0]?.prefix ?? '')]),
      ),
    ];
  return [
    wrong(
      `${where} is still ${status} after ${duration(waitSeconds)}`,
      'replication is slow or stuck: try again with a longer --canary-wait',
      commands(['s3-backfill', 'doctor', '--canary', '--canary-wait', String(waitSeconds * 4)]),
    ),
  ];
}

/** The only thing that the doctor writes. @param flight takes what has become of it, however this ends */
export async function* canary(
  { source, prefixes }: Target,
  engine: Engine,
  { waitSeconds, afterwards }: CanaryOptions,
  flight: Flight,
): AsyncGenerator<RunnerEvent, readonly CheckEvent[]> {
  const { aws, random } = engine;
  const all = enabledOf((await aws.buckets.replication(source.bucket))?.rules ?? []);
  // The canary has no tags.
  const untagged = all.filter(({ tags }) => Object.keys(tags).length === 0);
  const key = `${prefixes?.[0] ?? untagged[0]?.prefix ?? ''}${nameOf(random)}`;
  const decision = decidingRules({ key, tags: {} }, all);
  const rules = decision.is === 'decided' ? decision.rules : [];
  if (rules.length === 0) {
    const finding = check(
      decision.is === 'decided'
        ? wrong(
            `no enabled rule without tags covers '${visible(key)}'`,
            'give a --prefix that an enabled rule covers',
            commands(['s3-backfill', 'doctor', '--canary', ...flagWords('--prefix', untagged[0]?.prefix ?? 'folder/')]),
          )
        : couldNotCheck(
            `whether a rule covers '${visible(key)}' is not known: it leaves out objects by a filter that this version of s3-backfill does not know; nothing was written`,
          ),
    );
    yield finding;
    return [finding];
  }
  const one = yield* write(source.bucket, key, rules, engine, afterwards, flight);
  yield { kind: 'waiting', detail: `the canary '${visible(key)}' is being replicated`, seconds: waitSeconds };
  let isSettled = false;
  try {
    const head = await settled(one, engine, waitSeconds);
    isSettled = head?.replicationStatus !== 'PENDING';
    const findings = (await findingsOf(one, head, rules, engine, waitSeconds)).map(check);
    yield* findings;
    return findings;
  } finally {
    yield* remove(one, rules, { aws, signal: engine.signal, afterwards }, flight);
    if (!isSettled) yield* mayComeLater(one, rules);
  }
}
