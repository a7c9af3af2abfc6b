// What no job can do anything about: a comparison in which nothing can be replicated as things are, or in which all that is missing is
// what the rules leave out, or the run does not ask for.
import type { Certificate } from '../events/certificate';
import type { Comparison } from '../events/comparisons/comparison';
import type { MissingReason } from '../events/comparisons/finding';
import { isOfNothing } from '../events/certificate-summary';
import type { Obstacle } from '../events/check-events';
import type { Ending, RunnerEvent } from '../events/events';
import { gravest } from '../events/exit-code';
import type { Engine } from '../ports/engine';
import { nothingReplicable, placeInWords, type NothingReplicable } from '../replication/nothing-replicable';
import type { Selection } from '../target/selection';
import type { Target } from '../target/target';
import { OTHER_PREFIXES } from '../text/key-folder';
import { visible } from '../text/safe-text';
import { isBroken } from './reported/meanings';

const OBSTACLE_OF: Readonly<Partial<Record<MissingReason, Obstacle>>> = {
  archived: 'archived',
  'kms-not-opted-in': 'kms-not-opted-in',
};

type Amounts = Readonly<Partial<Record<Obstacle, number>>>;

/** Versions with each obstacle; undefined: something is there, is missing for another reason, or was promised by a report. */
function amountsOf(comparison: Comparison): Amounts | undefined {
  const { answer, versions, deleteMarkers, findings, handedOn = 0, reported } = comparison;
  if (answer !== 'incomplete' && !isOfNothing(comparison)) return undefined;
  if (versions.same + deleteMarkers.same > 0 || reported?.groups.some(isBroken) === true) return undefined;
  const amounts: Partial<Record<Obstacle, number>> = { 'rule-does-not-select': versions.outside - handedOn };
  for (const { reason, count } of findings) {
    const obstacle = OBSTACLE_OF[reason as MissingReason];
    if (obstacle === undefined) return undefined;
    amounts[obstacle] = count;
  }
  return amounts;
}

/** Why nothing of what is there can be replicated; undefined: something can, or there is nothing. */
export function obstructed({
  comparisons,
  chosen,
}: Pick<Certificate, 'comparisons' | 'chosen'>): NothingReplicable | undefined {
  const [first, ...more] = comparisons;
  if (first === undefined) return undefined;
  const amounts = amountsOf(first);
  if (amounts === undefined || more.some((one) => amountsOf(one) === undefined)) return undefined;
  const place = chosen === undefined ? placeInWords(first.listed) : 'of what was chosen';
  return (
    nothingReplicable(place, amounts, 'object version') ??
    nothingReplicable(place, { 'delete-markers': first.deleteMarkers.notReplicated }, 'version')
  );
}

/** Reasons why S3 replicates a version by no job as the rules are; a replica of another bucket by none that does not ask for it. */
const BY_DESIGN: ReadonlySet<string> = new Set<MissingReason>([
  'archived',
  'kms-not-opted-in',
  'replica',
  'delete-marker',
]);

/** What a certificate says, or would. */
export type Read = Pick<Certificate, 'comparisons'>;

interface Allowing {
  /** Whether it is as it should be that nothing which is there can be replicated. @default false */
  readonly allowEmpty?: boolean;
  /** Versions that were chosen one by one. @default - all under the prefixes of the target */
  readonly chosen?: readonly unknown[];
}

/** Whether all that is amiss is what no job of this run would have copied. */
export function isByDesign({ comparisons }: Read, { statuses = [] }: Selection = {}): boolean {
  const amiss = comparisons.flatMap(({ findings }) => findings).filter(({ finding }) => finding !== 'pending');
  const isMeant = (reason: string): boolean => reason === 'replica' && statuses.includes('REPLICA');
  return amiss.every(({ finding, reason }) => finding === 'missing' && BY_DESIGN.has(reason) && !isMeant(reason));
}

function lacksReplicas({ comparisons }: Read): boolean {
  return comparisons.some(({ findings }) =>
    findings.some(({ finding, reason }) => finding === 'missing' && reason === 'replica'),
  );
}

function byDesignNote(read: Read, engine: Engine): RunnerEvent {
  const further = lacksReplicas(read)
    ? `; replicas of another bucket are among it, which ${engine.command('run')} --replication-status REPLICA takes further`
    : '';
  return {
    kind: 'note',
    detail: `what is missing is what S3 does not replicate by these rules; the comparison says why${further}`,
  };
}

/** `nothing under 'cold/' is in 'replicas'`: of prefixes that were asked for, and of what was compared. */
function absentAltogether({ comparisons }: Read, { prefixes }: Target, { chosen }: Allowing): readonly string[] {
  if (chosen !== undefined) return [];
  return comparisons.flatMap(({ destination, byPrefix }) => {
    const isMerged = byPrefix.some(({ name }) => name === OTHER_PREFIXES);
    // Which of them a merged group is about is not known.
    const those = prefixes === undefined || isMerged ? [''] : prefixes;
    return those.flatMap((prefix) => {
      const groups = prefix === '' ? byPrefix : byPrefix.filter(({ name }) => name.startsWith(prefix));
      const isThere = groups.some(({ same, different, pending }) => same + different + pending > 0);
      if (isThere || !groups.some(({ missing }) => missing > 0)) return [];
      return [`nothing ${prefix === '' ? 'of it' : `under '${visible(prefix)}'`} is in '${destination}'`];
    });
  });
}

/** How it ends where all that is missing is by design: of what was asked for, one part at least has to be there. */
export function* endingByDesign(
  ending: Ending,
  read: Read,
  target: Target,
  engine: Engine,
  options: Allowing,
): Generator<RunnerEvent, Ending> {
  yield byDesignNote(read, engine);
  const absent = absentAltogether(read, target, options);
  if (absent.length === 0 || options.allowEmpty === true) return ending;
  const summary = `${ending.summary}; ${absent.join(', ')}, and no job of this run takes any of it`;
  return { ...ending, outcome: gravest([ending.outcome, 'nothing-replicable']), summary };
}
