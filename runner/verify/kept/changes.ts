// How a version stands in a comparison, by its listings alone, and what it means that it has stood otherwise before. Pure.
import type { VersionChange } from '../../events/comparisons/difference-event';
import type { VersionEntry } from '../../ports/s3/objects';
import { decidingRules } from '../../replication/rule-selects';
import { replicatesMarker, type Scope } from '../scope';

/** `absent`: nobody has it, or nobody expects it. */
type Standing = 'absent' | 'missing' | 'same' | 'different' | 'extra';

/** What both sides have of one version. */
export interface Stood {
  readonly source: VersionEntry | undefined;
  readonly destination: VersionEntry | undefined;
}

export const NOBODY: Stood = { source: undefined, destination: undefined };

/** What decides whether a version is expected. */
type Rules = Pick<Scope, 'destination' | 'rules' | 'prefixes'>;

function isExpected({ key, deleteMarker }: VersionEntry, scope: Rules): boolean {
  if (scope.rules.length === 0) return true;
  if (deleteMarker) return replicatesMarker(key, scope) !== false;
  const decision = decidingRules({ key }, scope.rules);
  return decision.is !== 'decided' || decision.rules.length > 0;
}

/** ETags are not compared: under SSE-KMS they differ by design, which no listing tells. */
function standingOf({ source, destination }: Stood, scope: Rules): Standing {
  if (source === undefined) return destination === undefined ? 'absent' : 'extra';
  if (destination === undefined) return isExpected(source, scope) ? 'missing' : 'absent';
  const isSame = source.deleteMarker === destination.deleteMarker && source.sizeBytes === destination.sizeBytes;
  return isSame ? 'same' : 'different';
}

/** Undefined: nobody had it, and nobody has it. */
const CHANGES: Readonly<Record<Standing, Readonly<Record<Standing, VersionChange | undefined>>>> = {
  absent: {
    absent: undefined,
    missing: 'came-missing',
    same: 'came-replicated',
    different: 'changed',
    extra: 'came-extra',
  },
  missing: {
    absent: 'gone',
    missing: 'still-missing',
    same: 'replicated',
    different: 'changed',
    extra: 'source-deleted',
  },
  same: { absent: 'gone', missing: 'lost', same: 'still-same', different: 'changed', extra: 'source-deleted' },
  different: {
    absent: 'gone',
    missing: 'lost',
    same: 'replicated',
    different: 'still-different',
    extra: 'source-deleted',
  },
  extra: { absent: 'gone', missing: 'lost', same: 'came-replicated', different: 'changed', extra: 'still-extra' },
};

function isOther(before: VersionEntry | undefined, after: VersionEntry | undefined): boolean {
  return before?.sizeBytes !== after?.sizeBytes || before?.etag !== after?.etag;
}

export function changeOf(before: Stood, after: Stood, earlier: Rules, later: Rules): VersionChange | undefined {
  const change = CHANGES[standingOf(before, earlier)][standingOf(after, later)];
  if (change !== 'still-same') return change;
  return isOther(before.source, after.source) || isOther(before.destination, after.destination) ? 'rewritten' : change;
}

export const MEANING: Readonly<Record<VersionChange, string>> = {
  lost: 'the replica was there, and is missing now',
  changed: 'the replica has another size than the source, or is of another kind, and was not before',
  'came-missing': 'new at the source, and without a replica',
  replicated: 'was missing or different, and is there now',
  'came-replicated': 'new at the source, with its replica',
  rewritten: 'there as before, with another size or ETag',
  'source-deleted': 'the source has it no more, and the destination has',
  'came-extra': 'only the destination has it, and nobody had it before',
  gone: 'nobody has it any more, or no rule covers it',
  'still-missing': 'missing as before',
  'still-different': 'different as before',
  'still-extra': 'only at the destination, as before',
  'still-same': 'there as before',
};

/** The same of copies, which no rule covers. */
export const COPY_MEANING: typeof MEANING = {
  ...MEANING,
  lost: 'the copy was there, and is missing now',
  changed: 'the copy has another size than the source, and was not so before',
  'came-missing': 'new at the source, and without a copy',
  'came-replicated': 'new at the source, with its copy',
  gone: 'nobody has it any more, or it was not to be copied',
};
