// By what the versions of a survey are told apart, and how much there is of each.
import type { Dimension } from '../events/estimate-events';
import type { ReplicationRule } from '../ports/s3/replication';
import { arrivesUnderKms } from '../replication/kms-objects';
import { folderOf, OTHER_PREFIXES } from '../text/key-folder';
import type { Fate } from '../replication/fate';
import type { SurveyedVersion } from '../replication/surveyed-version';

export interface Tallied {
  versions: number;
  bytes: number;
}

/** A group's name, with what it is grouped by; JSON, for names may hold anything. */
export type GroupKey = string;

/** Folders that are told apart; a bucket may have more of them than fit into memory. */
const MOST_PREFIXES = 500;
const DAY_MS = 86_400_000;

function groupKey(by: Dimension | 'fate' | 'arriving' | 'job', ...names: readonly string[]): GroupKey {
  return JSON.stringify([by, ...names]);
}

export function groupNames(key: GroupKey): readonly string[] {
  return JSON.parse(key) as readonly string[];
}

export const TOTAL = groupKey('fate', 'total');
/** Whose headers have to be read. */
export const OPEN = groupKey('fate', 'open');
export const COPIED = groupKey('fate', 'copied');

/** The prefix of the transfer that copies it; empty: that of every key. */
function jobOf(key: string, prefixes: readonly string[] = []): string {
  return prefixes.find((one) => key.startsWith(one)) ?? '';
}

function ageOf(lastModifiedMs: number, nowMs: number): string {
  const days = (nowMs - lastModifiedMs) / DAY_MS;
  if (days < 1) return 'under 1 day';
  if (days < 30) return '1 to 30 days';
  return days < 365 ? '30 to 365 days' : 'over 365 days';
}

function arrivingKey(version: SurveyedVersion, rule: ReplicationRule): GroupKey {
  const kms = arrivesUnderKms(rule, version.encryption);
  const storageClass = rule.storageClass ?? version.storageClass ?? 'STANDARD';
  return groupKey('arriving', rule.destinationBucket, storageClass, kms ? 'kms' : '');
}

/** Every group that the version is in. */
function groupsOf(
  version: SurveyedVersion,
  fate: Fate,
  prefixes: readonly string[] | undefined,
  nowMs: number,
): GroupKey[] {
  switch (fate.kind) {
    case 'open':
      return [TOTAL, OPEN];
    case 'not-copied':
    case 'unknown':
      return [TOTAL, groupKey('fate', fate.kind, fate.reason)];
    case 'copied':
      return [
        TOTAL,
        COPIED,
        groupKey('job', jobOf(version.key, prefixes)),
        groupKey('prefix', folderOf(version.key, jobOf(version.key, prefixes))),
        ...(version.storageClass === undefined ? [] : [groupKey('storage-class', version.storageClass)]),
        ...(version.encryption === undefined ? [] : [groupKey('encryption', version.encryption)]),
        ...(version.status === undefined ? [] : [groupKey('replication-status', version.status)]),
        ...(version.lastModifiedMs === undefined ? [] : [groupKey('age', ageOf(version.lastModifiedMs, nowMs))]),
        ...(version.latest === undefined ? [] : [groupKey('version', version.latest ? 'current' : 'noncurrent')]),
        ...fate.by.map((rule) => arrivingKey(version, rule)),
      ];
  }
}

/** Counts versions into their groups. */
export class Tally {
  readonly groups = new Map<GroupKey, Tallied>();
  private prefixes = 0;

  constructor(
    private readonly jobPrefixes: readonly string[] | undefined,
    private readonly nowMs: number,
  ) {}

  add(version: SurveyedVersion, fate: Fate): void {
    for (const key of groupsOf(version, fate, this.jobPrefixes, this.nowMs)) {
      const tallied = this.groupOf(key);
      tallied.versions += 1;
      tallied.bytes += version.sizeBytes;
    }
  }

  private groupOf(key: GroupKey): Tallied {
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    if (key.startsWith('["prefix"') && ++this.prefixes > MOST_PREFIXES) {
      const others = groupKey('prefix', OTHER_PREFIXES);
      return this.groups.get(others) ?? this.made(others);
    }
    return this.made(key);
  }

  private made(key: GroupKey): Tallied {
    const tallied = { versions: 0, bytes: 0 };
    this.groups.set(key, tallied);
    return tallied;
  }
}
