// Why a job has taken none of the object versions that were looked at: by its own filters, by their replication status, or by
// the rules. Pure.
import type { NotReplicatedReason } from '../events/estimate-events';
import type { NothingMatchedReason } from '../events/events';
import { count } from '../text/figures';
import { visible } from '../text/safe-text';
import { DEFAULT_STATUSES, type Selection } from '../target/selection';
import type { Obstacle } from '../events/check-events';
import { OPT_IN } from '../replication/kms-objects';
import { nothingReplicable } from '../replication/nothing-replicable';
import type { Looked } from './look';
import type { Status } from '../replication/surveyed-version';

export interface Explained {
  readonly reason: NothingMatchedReason;
  readonly explanation: string;
  readonly hint?: string;
  /** Whether nothing of what was looked at can be replicated. @default false */
  readonly forAll?: boolean;
}

/** The flag that makes each filter, apart from the statuses. */
const FLAG_OF: Readonly<Record<Exclude<keyof Selection, 'statuses'>, string>> = {
  createdAfterMs: '--created-after',
  createdBeforeMs: '--created-before',
  largerThanBytes: '--larger-than',
  smallerThanBytes: '--smaller-than',
  storageClasses: '--storage-class',
  suffix: '--suffix',
  substring: '--substring',
  encryption: '--encryption',
  match: '--match',
  globs: '--include and --exclude',
  tags: '--tag',
  latestOnly: '--latest-only',
};

/** How the versions that were looked at were come by. */
export interface LookedOver {
  /** Where they are, for example `under 'folder/'`. */
  readonly place: string;
  /** Versions that they stand for. */
  readonly of: number;
  /** Whether more were there than were listed. */
  readonly isPart: boolean;
  /** Whether the rules could be read. */
  readonly rulesKnown: boolean;
}

function listed(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

/** `none passes the filters of the job (--larger-than and --suffix)` */
export function filteredOut(selection: Selection, versions: string): Explained {
  const flags = Object.entries(FLAG_OF).flatMap(([member, flag]) =>
    selection[member as keyof Selection] === undefined ? [] : flag,
  );
  return {
    reason: 'not-selected',
    explanation: `none of ${versions} passes the filters of the job (${listed(flags, 'and')})`,
    hint: `leave ${listed(flags, 'or')} out, or give other values; letter case and slashes count`,
  };
}

function statusesSeen(looks: readonly Looked[]): ReadonlyMap<Status, number> {
  const seen = new Map<Status, number>();
  for (const { version } of looks)
    if (version.status !== undefined) seen.set(version.status, (seen.get(version.status) ?? 0) + 1);
  return seen;
}

/** What to give instead, so that what is there is taken. */
function otherStatuses(seen: ReadonlyMap<Status, number>): string {
  const selectable = [...seen.keys()].filter((status) => status !== 'PENDING');
  const flags = selectable.map((status) => `--replication-status ${status}`).join(' ');
  const byDefault = selectable.some((status) => (DEFAULT_STATUSES as readonly string[]).includes(status));
  return `use ${flags}${byDefault ? ', or leave --replication-status out' : ''}`;
}

/** What COMPLETED does not say: to which destination. */
const COPY_AGAIN =
  'S3 keeps COMPLETED when the rule goes to another bucket, or a replica is deleted: --replication-status COMPLETED copies again to a new destination; a replica that was deleted by its version id comes back only as a new version (copy the object onto itself)';

/** Every version has a status that the job does not take. */
function byStatus(looks: readonly Looked[], rest: string, statuses: readonly string[]): Explained {
  const seen = statusesSeen(looks);
  const countOf = (...those: readonly Status[]): number =>
    those.reduce((sum, status) => sum + (seen.get(status) ?? 0), 0);
  const all =
    looks.length === 1
      ? `the one object version looked at${rest} is`
      : `all ${looks.length} object versions looked at${rest} are`;
  if (countOf('COMPLETED') === looks.length)
    return { reason: 'already-replicated', explanation: `${all} COMPLETED`, hint: COPY_AGAIN };
  if (countOf('REPLICA', 'COMPLETED') === looks.length)
    return {
      reason: 'replicas',
      explanation: `${all} replicas of another bucket or COMPLETED; this job selects the status ${listed(statuses, 'or')}`,
      hint: 'replicas go on to a third bucket only through a job that selects the status REPLICA',
    };
  if (countOf('PENDING', 'REPLICA', 'COMPLETED') === looks.length)
    return {
      reason: 'in-progress',
      explanation: `${countOf('PENDING')} of ${looks.length} object versions looked at${rest} are PENDING: S3 is replicating them now`,
      hint: 'run again in a few minutes',
    };
  const parts = [...seen].map(([status, versions]) => `${versions} ${versions === 1 ? 'is' : 'are'} ${status}`);
  return {
    reason: 'not-selected',
    explanation: `none of ${looks.length} object versions looked at${rest} has the status ${listed(statuses, 'or')}: ${listed(parts, 'and')}`,
    hint: otherStatuses(seen),
  };
}

/** @param of versions of which it is true */
type Words = (of: string) => Explained;

const NOT_REPLICATED = 'are not replicated, and';

/** Why versions are left out although their status is no reason, the reason that can be mended first. */
const BY_REASON: readonly (readonly [NotReplicatedReason, Words])[] = [
  [
    'outside-rules',
    (of) => ({
      reason: 'rule-does-not-select',
      explanation: `${of} ${NOT_REPLICATED} yet no enabled rule selects them`,
      hint: 'compare the prefix, tags and status of the rules with the objects',
    }),
  ],
  [
    'kms-not-opted-in',
    (of) => ({
      reason: 'kms-not-opted-in',
      explanation: `${of} ${NOT_REPLICATED} are encrypted with SSE-KMS, which no enabled rule replicates`,
      hint: OPT_IN,
    }),
  ],
  [
    'archived',
    (of) => ({
      reason: 'archived',
      explanation: `${of} are in an archive tier of Intelligent-Tiering, which S3 does not replicate`,
      hint: 'restore them; back in the frequent access tier they are replicated',
    }),
  ],
];

/** Whether the status of a version is why the job does not take it. */
function isLeftByStatus({ fate, version }: Looked, { statuses = DEFAULT_STATUSES }: Selection): boolean {
  return (
    fate.kind === 'not-copied' &&
    version.status !== undefined &&
    !(statuses as readonly string[]).includes(version.status)
  );
}

const OBSTACLE_OF: Readonly<Partial<Record<NotReplicatedReason, Obstacle>>> = {
  archived: 'archived',
  'kms-not-opted-in': 'kms-not-opted-in',
  'outside-rules': 'rule-does-not-select',
};

/** Versions with each obstacle; undefined: there are others. Of what was replicated before, nothing stands in the way. */
function obstaclesOf(there: readonly Looked[]): Readonly<Partial<Record<Obstacle, number>>> | undefined {
  const amounts: Partial<Record<Obstacle, number>> = {};
  for (const { fate, version } of there) {
    const obstacle = fate.kind === 'not-copied' ? OBSTACLE_OF[fate.reason] : undefined;
    const wasTaken = version.status !== undefined && version.status !== 'NONE' && version.status !== 'FAILED';
    if (obstacle === undefined || wasTaken) return undefined;
    amounts[obstacle] = (amounts[obstacle] ?? 0) + 1;
  }
  return amounts;
}

/** Why a job that filters by `selection` has taken none of `looks`. */
export function whyNothing(looks: readonly Looked[], selection: Selection, over: LookedOver): Explained {
  const there = looks.filter(({ fate }) => fate.kind !== 'not-copied' || fate.reason !== 'gone');
  const { statuses = DEFAULT_STATUSES } = selection;
  const rest = over.of > looks.length ? ` (of ${over.isPart ? 'the first ' : ''}${count(over.of)} ${over.place})` : '';
  if (there.length === 0)
    return { reason: 'unknown', explanation: `what was ${over.place} was deleted while the job looked` };
  const of = (some: readonly Looked[]): string => `${some.length} of ${there.length} object versions looked at${rest}`;
  const taken = there.filter(({ fate }) => fate.kind === 'copied');
  if (taken.length > 0 && !over.rulesKnown)
    return {
      reason: 'unknown',
      explanation: `${of(taken)} are what the job takes; whether an enabled rule selects them is not known`,
      hint: 'looking needs s3:GetReplicationConfiguration',
    };
  if (taken.length > 0)
    return {
      reason: 'not-yet',
      explanation: `${of(taken)} are what the job takes, and an enabled rule selects them: S3 does not act on the rule yet, or they have changed since the job looked`,
      hint: 'if the rule was changed minutes ago, wait five minutes and run again; else compare its prefix, tags and status with the objects',
    };
  const left = there.filter((look) => !isLeftByStatus(look, selection));
  if (left.length === 0) return byStatus(there, rest, statuses.map(visible));
  const obstacles = obstaclesOf(there);
  const none =
    obstacles === undefined
      ? undefined
      : nothingReplicable(over.place, obstacles, 'object version', ` looked at${rest}`);
  if (none !== undefined) return { ...none, forAll: true };
  for (const [reason, words] of BY_REASON) {
    const those = left.filter(({ fate }) => fate.kind === 'not-copied' && fate.reason === reason);
    if (those.length > 0) return words(of(those));
  }
  const filtered = left.filter(({ fate }) => fate.kind === 'unknown' && fate.reason === 'unknown-filter');
  if (filtered.length > 0)
    return {
      reason: 'unknown',
      explanation: `whether an enabled rule selects ${of(filtered)} is not known: it leaves out objects by a filter that this version of s3-backfill does not know`,
      hint: 'compare the Not in the filter of the rule with the objects',
    };
  const unread = left.filter(({ fate }) => fate.kind === 'unknown' && fate.reason === 'unknown-word');
  if (unread.length > 0)
    return {
      reason: 'unknown',
      explanation: `whether S3 replicates ${of(unread)} is not known: their storage class, encryption or replication status has a word that this version of s3-backfill does not know`,
      hint: 'update s3-backfill',
    };
  const unseen = left.filter(({ fate }) => fate.kind === 'unknown');
  if (unseen.length > 0)
    return {
      reason: 'unknown',
      explanation: `why the job has taken none cannot be said: the replication status of ${of(unseen)} cannot be seen`,
      hint: 'looking needs s3:GetObjectVersion and, where a rule asks for tags, s3:GetObjectVersionTagging; under SSE-C S3 shows none',
    };
  return filteredOut(selection, `${there.length} object versions looked at${rest}`);
}
