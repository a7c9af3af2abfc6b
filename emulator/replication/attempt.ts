// What an attempt to replicate one object version is about.
import type { Bucket, ObjectVersion, ReplicationRule } from '../world/bucket';
import type { World } from '../world/world';
import type { CachedAnswers } from './cached-answers';

/** The whole object, or only what can change of it afterwards: tags, ACL, lock. */
export type Extent = 'object' | 'metadata';

export interface ReplicationAttempt {
  readonly world: World;
  readonly source: Bucket;
  readonly version: ObjectVersion;
  readonly roleArn: string;
  /** One for each destination. */
  readonly rules: readonly ReplicationRule[];
  readonly extent: Extent;
  /** @default - nothing was asked before */
  readonly answers?: CachedAnswers;
}

/** From where to where one rule takes the version. */
export interface ReplicaRoute {
  readonly source: Bucket;
  readonly version: ObjectVersion;
  readonly rule: ReplicationRule;
  readonly destination: Bucket;
}

/** The part of an attempt that is about one destination. */
export interface DestinationAttempt extends ReplicaRoute {
  readonly world: World;
  readonly roleArn: string;
  readonly answers: CachedAnswers;
}
