import { commands, copyOntoItself } from '../../patches/commands';
import type { CheckContext } from '../asked/asked-once';
import { takenBy } from '../asked/intended-run';
import type { Sample, SampledVersion } from '../asked/sampled-versions';
import { lookAtHead } from '../../evidence/look-at-version';
import { rulesThatMaySelect } from '../../replication/rule-selects';
import { parentFolder } from '../../text/key-folder';
import { counted } from '../../text/figures';
import type { ReplicationRule } from '../../ports/s3/replication';
import { visible } from '../../text/safe-text';
import { statusOf, type Status } from '../../replication/surveyed-version';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';

/** A version and one of the destinations that it belongs to. */
interface Replica {
  readonly version: SampledVersion;
  readonly rule: ReplicationRule;
  readonly status: Status;
  /** Whether the run would copy the version there. */
  readonly taken: boolean;
  /** Whether it is there. @default - that may not be looked at */
  readonly there?: boolean;
}

/** What a job tries again, and what it carries further. */
const LOOKED_AT: ReadonlySet<Status> = new Set(['COMPLETED', 'FAILED', 'REPLICA']);

async function replicasOf({ versions }: Sample, context: CheckContext): Promise<readonly Replica[]> {
  const rules = await context.rules();
  const looks = versions.flatMap((version) => {
    const status = statusOf(version.head?.replicationStatus);
    if (version.head === undefined || !LOOKED_AT.has(status)) return [];
    const { key, versionId } = version.entry;
    const by = takenBy(version, context.run, rules);
    const covering = by.length > 0 ? by : rulesThatMaySelect(key, rules);
    return covering.map(async (rule): Promise<Replica> => {
      const seen = await lookAtHead(context.aws.objects, rule.destinationBucket, { key, versionId });
      const about = { version, rule, status, taken: by.length > 0 };
      if (seen.is === 'may-not-look' || seen.is === 'customer-key') return about;
      return { ...about, there: seen.is === 'seen' };
    });
  });
  return Promise.all(looks);
}

/**
 * Whether versions of the same folder that are older, and others that are newer, have arrived there: then the destination is
 * not new, and this replica has been there, too.
 */
function isSurrounded({ version, rule }: Replica, all: readonly Replica[]): boolean {
  const arrived = all.filter(
    (other) =>
      other.there === true &&
      other.status === 'COMPLETED' &&
      other.rule.destinationBucket === rule.destinationBucket &&
      parentFolder(other.version.entry.key) === parentFolder(version.entry.key),
  );
  const { lastModifiedMs } = version.entry;
  const older = arrived.find((other) => other.version.entry.lastModifiedMs <= lastModifiedMs);
  const newer = arrived.findLast((other) => other.version.entry.lastModifiedMs >= lastModifiedMs);
  return older !== undefined && newer !== undefined && older !== newer;
}

const TAKING_REPLICAS = commands(['s3-backfill', 'run', '--replication-status', 'REPLICA']);

const HARD_DELETED = 'copy the object onto itself at the source: the new version is replicated';

function example([first]: readonly Replica[]): string {
  return `'${visible(first?.version.entry.key ?? '')}' for example`;
}

function are(some: readonly Replica[]): string {
  return `${counted(some.length, 'version')} of what was looked at ${some.length === 1 ? 'is' : 'are'}`;
}

/** What S3 calls COMPLETED and is not there: deleted by its version id, or never written since the destination is new. */
function completedAndAbsent(all: readonly Replica[], source: string): readonly Finding[] {
  const absent = all.filter(({ status, there }) => status === 'COMPLETED' && there === false);
  const deleted = absent.filter((one) => one.taken && isSurrounded(one, all));
  const open = absent.filter((one) => !deleted.includes(one));
  const [first] = deleted;
  return [
    ...(first === undefined
      ? []
      : [
          wrong(
            `${are(deleted)} COMPLETED and not in '${first.rule.destinationBucket}', ${example(deleted)}, while older and newer ones of the same folder are: the replica was there, and was deleted by its version id; tasks would fail with DstObjectHardDeleted`,
            HARD_DELETED,
            copyOntoItself(first.version.entry, source),
          ),
        ]),
    ...(open.length === 0
      ? []
      : [
          couldNotCheck(
            `${are(open)} COMPLETED and not in '${open[0]?.rule.destinationBucket ?? ''}', ${example(open)}. If this destination is new, ${open.some(({ taken }) => taken) ? 'the run writes the replica' : 'it needs --replication-status COMPLETED'}. If the replica was deleted by its version id, tasks would fail with DstObjectHardDeleted: ${HARD_DELETED}`,
          ),
        ]),
  ];
}

/** S3 says that it has failed, and not why. */
function failedAndAbsent(all: readonly Replica[]): readonly Finding[] {
  const absent = all.filter(({ status, there, taken }) => status === 'FAILED' && there === false && taken);
  if (absent.length === 0) return [];
  return [
    couldNotCheck(
      `${are(absent)} FAILED and not in '${absent[0]?.rule.destinationBucket ?? ''}', ${example(absent)}: S3 does not say why. The run tries again, and succeeds if the cause is gone or one of those told here. If the replica was deleted by its version id, tasks would fail with DstObjectHardDeleted: ${HARD_DELETED}`,
    ),
  ];
}

/**
 * Of a replica that goes back to where it came from, only metadata follows: the original has to be there. One that goes on to a
 * third bucket is written there.
 */
async function originals(all: readonly Replica[], context: CheckContext): Promise<readonly Finding[]> {
  const { bucket } = context.target.source;
  const absent = all.filter(({ status, there, taken }) => status === 'REPLICA' && there === false && taken);
  const looks = absent.map(async (one) => {
    const found = await context.replicationOf(one.rule.destinationBucket);
    if ('why' in found) return { one, isBack: undefined };
    const { key } = one.version.entry;
    const back = found.value?.rules.find(
      ({ enabled, destinationBucket, prefix }) => enabled && destinationBucket === bucket && key.startsWith(prefix),
    );
    return { one, isBack: back !== undefined };
  });
  const looked = await Promise.all(looks);
  const withAnswer = (answer: boolean | undefined): readonly Replica[] =>
    looked.filter(({ isBack }) => isBack === answer).map(({ one }) => one);
  const [lost, unsure] = [withAnswer(true), withAnswer(undefined)];
  const [first] = lost;
  return [
    ...(first === undefined
      ? []
      : [
          wrong(
            `${are(lost)} REPLICA, ${example(lost)}, and '${first.rule.destinationBucket}', from where '${bucket}' gets its replicas, has the original no more; tasks would fail with DstVersionNotFound`,
            'leave REPLICA out of --replication-status, or copy the object onto itself at the source: the new version is replicated',
            copyOntoItself(first.version.entry, bucket),
          ),
        ]),
    ...(unsure.length === 0
      ? []
      : [
          couldNotCheck(
            `${are(unsure)} REPLICA and not in '${unsure[0]?.rule.destinationBucket ?? ''}', ${example(unsure)}: if it came from there, tasks would fail with DstVersionNotFound, and whether it did is not known (looking needs s3:GetReplicationConfiguration on that bucket)`,
          ),
        ]),
  ];
}

/**
 * What a job leaves aside unless it is told otherwise: no rule takes replicas further by itself. Those that the destination has are
 * where they came from, or went on before.
 */
function leftAside(all: readonly Replica[]): readonly Finding[] {
  const replicas = all.filter(({ status, taken }) => status === 'REPLICA' && !taken);
  const absent = replicas.filter(({ there }) => there === false);
  const further = 'only --replication-status REPLICA takes them further';
  const [first] = absent;
  if (first !== undefined) {
    const said = `${are(absent)} REPLICA and not in '${first.rule.destinationBucket}', ${example(absent)}: rules do not replicate replicas, and ${further}`;
    return [couldNotCheck(`${said}; whether they are to be there is not known`, TAKING_REPLICAS)];
  }
  return replicas.length === 0 ? [] : [ok(`${are(replicas)} REPLICA, ${example(replicas)}: ${further}`)];
}

function unseen(all: readonly Replica[]): readonly Finding[] {
  const hidden = all.filter(({ there }) => there === undefined);
  const [first] = hidden;
  if (first === undefined) return [];
  return [
    couldNotCheck(
      `whether the ${hidden.length === 1 ? 'replica of 1 version is' : `replicas of ${counted(hidden.length, 'version')} are`} in '${first.rule.destinationBucket}' (looking needs s3:GetObjectVersion and s3:ListBucket there)`,
    ),
  ];
}

/** What was replicated before, or came from elsewhere, may not be written again. */
export const replicasCheck: Check = {
  id: 'replicas',
  title: 'no replica is missing that a job would leave missing',
  async run(context) {
    const sampled = await context.sample();
    if ('why' in sampled) return [couldNotCheck(`${sampled.why} (looking needs s3:ListBucketVersions)`)];
    const all = await replicasOf(sampled.value, context);
    const findings = [
      ...completedAndAbsent(all, context.target.source.bucket),
      ...failedAndAbsent(all),
      ...(await originals(all, context)),
      ...leftAside(all),
      ...unseen(all),
    ];
    return findings.length > 0 ? findings : [ok(`${counted(all.length, 'replica')} looked for`)];
  },
};
