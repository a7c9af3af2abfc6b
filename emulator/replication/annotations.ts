// Annotations go with their object, and after it: each that is added or replaced later goes by itself. Deletions stay where they are.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-example-walkthroughs.html
import type { Annotation, ObjectVersion } from '../world/bucket';
import type { DestinationAttempt, ReplicationAttempt } from './attempt';
import { CachedAnswers } from './cached-answers';
import { mayCarryAnnotations, missingPermission } from './replication-permissions';
import { unfitDestination } from './unfit-destination';

type Annotations = NonNullable<ObjectVersion['annotations']>;

/**
 * Adds the annotations of the version to what its replica has.
 * @returns whether they are there now, or were not to go there
 */
export function carryAnnotations(attempt: DestinationAttempt, names?: readonly string[]): boolean {
  const { version, destination } = attempt;
  const { annotations } = version;
  const replica = destination.versions.find(version.key, version.versionId);
  if (annotations === undefined || replica === undefined) return annotations === undefined;
  // An original that its replica comes home to is nobody's replica.
  if (replica.replicationStatus !== 'REPLICA') return true;
  if (!mayCarryAnnotations(attempt)) return false;
  const merged = new Map(replica.annotations);
  for (const [name, annotation] of chosen(annotations, names)) {
    merged.set(name, { ...annotation, replicationStatus: 'REPLICA' });
  }
  replica.annotations = merged;
  destination.versions.changed(replica);
  return true;
}

/** The attempt for annotations alone, whose object has had its own. */
export function replicateAnnotations(
  { rules, answers = new CachedAnswers(), ...attempt }: Omit<ReplicationAttempt, 'extent'>,
  names: readonly string[],
): void {
  const { world, source, version } = attempt;
  const arrived = rules.map((rule) => {
    const destination = world.buckets.get(rule.destinationBucket);
    if (destination === undefined) return false;
    const each: DestinationAttempt = { ...attempt, rule, destination, answers };
    const failure = unfitDestination(each) ?? missingPermission(each);
    return failure === undefined && carryAnnotations(each, names);
  });
  noteAnnotations(version, arrived.every(Boolean), names);
  source.versions.changed(version);
}

/** A replica that is replicated further keeps what it says of its annotations. */
export function noteAnnotations(version: ObjectVersion, arrived: boolean, names?: readonly string[]): void {
  if (version.annotations === undefined || version.replicationStatus === 'REPLICA') return;
  markAnnotations(version, arrived ? 'COMPLETED' : 'FAILED', names);
}

export function markAnnotations(
  version: ObjectVersion,
  replicationStatus: NonNullable<Annotation['replicationStatus']>,
  names?: readonly string[],
): void {
  if (version.annotations === undefined) return;
  const marked = new Map(version.annotations);
  for (const [name, annotation] of chosen(marked, names)) marked.set(name, { ...annotation, replicationStatus });
  version.annotations = marked;
}

/** Names of annotations that wait to be replicated. */
export function waitingAnnotations({ annotations }: ObjectVersion): readonly string[] {
  if (annotations === undefined) return [];
  return [...annotations].filter(([, one]) => one.replicationStatus === 'PENDING').map(([name]) => name);
}

function chosen(annotations: Annotations, names?: readonly string[]): readonly (readonly [string, Annotation])[] {
  return [...annotations].filter(([name]) => names?.includes(name) !== false);
}
