// The attempt to replicate one object version to its destinations: by the live rule or by a job, it is the same.
import { deletedReplicaId, type Bucket, type ObjectVersion, type ReplicationRule } from '../world/bucket';
import { putVersion } from '../s3/versions/write-object';
import { carryAnnotations, noteAnnotations } from './annotations';
import type { DestinationAttempt, ReplicationAttempt } from './attempt';
import { CachedAnswers } from './cached-answers';
import { conflict, notFound, type Failure } from './failure';
import { changeReplica, replicaOf } from './replica';
import { noteAttempt } from './replication-metrics';
import { missingPermission } from './replication-permissions';
import { unfitDestination } from './unfit-destination';

/**
 * Replicates the version to the destination of each rule, and notes the outcome on it.
 * @returns the first failure; undefined if every destination has it now
 */
export function replicateVersion({
  rules,
  answers = new CachedAnswers(),
  ...attempt
}: ReplicationAttempt): Failure | undefined {
  const { version } = attempt;
  let first: Failure | undefined;
  let annotationsArrived = true;
  for (const rule of rules) {
    const failure = replicateTo(attempt, rule, answers);
    first ??= failure;
    if (version.annotations !== undefined && attempt.extent === 'object') {
      annotationsArrived &&= failure === undefined && carryTo(attempt, rule, answers);
    }
    noteAttempt(attempt.world, attempt.source, rule, failure !== undefined);
    version.replicas = withOutcome(version.replicas, rule.destinationBucket, failure);
  }
  if (attempt.extent === 'object') noteAnnotations(version, annotationsArrived);
  // A replica that is replicated further remains one.
  if (version.replicationStatus !== 'REPLICA') {
    version.replicationStatus = first === undefined ? 'COMPLETED' : 'FAILED';
  }
  attempt.source.versions.changed(version);
  return first;
}

type Outcomes = NonNullable<ObjectVersion['replicas']>;

/** What nearly every version ends up with, by destination: shared, so that a million of them cost nothing. */
const completedOnce = new Map<string, Outcomes>();
const MAX_SHARED = 1000;

function withOutcome(before: Outcomes | undefined, destination: string, failure: Failure | undefined): Outcomes {
  const outcome = failure === undefined ? 'COMPLETED' : 'FAILED';
  if (before?.get(destination) === outcome) return before;
  if (before !== undefined || failure !== undefined) return new Map(before).set(destination, outcome);
  let shared = completedOnce.get(destination);
  if (shared === undefined) {
    if (completedOnce.size >= MAX_SHARED) completedOnce.clear();
    shared = new Map([[destination, outcome]]);
    completedOnce.set(destination, shared);
  }
  return shared;
}

function replicateTo(
  { world, source, version, roleArn, extent }: Omit<ReplicationAttempt, 'rules' | 'answers'>,
  rule: ReplicationRule,
  answers: CachedAnswers,
): Failure | undefined {
  const destination = world.buckets.get(rule.destinationBucket);
  if (destination === undefined) {
    return notFound('DstBucketNotFound', `The destination bucket ${rule.destinationBucket} does not exist`);
  }
  const destinationAttempt: DestinationAttempt = { world, source, version, rule, destination, roleArn, answers };
  const failure = unfitDestination(destinationAttempt) ?? missingPermission(destinationAttempt);
  if (failure !== undefined) return failure;
  const existing = destination.versions.find(version.key, version.versionId);
  // Back where a replica came from, there is its original, of which only the metadata has to follow.
  const isHomecoming = version.origin === destination.name && existing?.replicationStatus !== 'REPLICA';
  if (existing === undefined && destination.deletedReplicas.has(deletedReplicaId(version))) {
    return isHomecoming ? noSuchReplica(destination) : hardDeleted();
  }
  if (extent === 'object' && !(isHomecoming && existing !== undefined)) {
    const replica = replicaOf(world, destinationAttempt);
    // Annotations that its original has lost stay with it.
    if (existing?.annotations !== undefined) replica.annotations = existing.annotations;
    putVersion(world, destination, replica);
    return undefined;
  }
  if (existing === undefined) return noSuchReplica(destination);
  changeReplica(existing, destinationAttempt);
  destination.versions.changed(existing);
  return undefined;
}

/** The annotations, to where the object is now. What becomes of them is nothing that the object fails for. */
function carryTo(
  { world, source, version, roleArn }: Omit<ReplicationAttempt, 'rules' | 'answers'>,
  rule: ReplicationRule,
  answers: CachedAnswers,
): boolean {
  const destination = world.buckets.get(rule.destinationBucket);
  return destination !== undefined && carryAnnotations({ world, source, version, rule, destination, roleArn, answers });
}

function hardDeleted(): Failure {
  return conflict('DstObjectHardDeleted', 'The replica was deleted from the destination by its version id');
}

function noSuchReplica({ name }: Bucket): Failure {
  return notFound('DstVersionNotFound', `The version whose metadata has to follow is not in ${name}`);
}
