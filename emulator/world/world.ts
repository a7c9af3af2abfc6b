// Everything that exists in the emulated AWS. The services change it; nothing else holds state.
import type { Background } from '../time/background';
import type { ClientClock, Clock } from '../time/clock';
import type { Bucket, ObjectVersion } from './bucket';
import type { Role, User } from './identity';
import type { ManagedPolicy } from './managed-policy';
import type { Key, KeyAlias } from './kms-key';
import type { Job } from './batch-job';
import type { Alarm } from './metric-alarm';
import type { EventRule } from './event-rule';
import type { Topic } from './sns-topic';
import type { SyncExecution, SyncLocation, SyncTask } from './datasync';
import type { LogGroup, LogPolicy } from './log-group';
import type { RuleMetrics } from './replication-metrics';
import type { Quirks, Timing } from './settings';

export interface Account {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Temporary credentials, as AssumeRole hands them out. */
export interface Session {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** ARN of the assumed role session. */
  readonly arn: string;
  readonly issuedMs: number;
  readonly expiresMs: number;
}

/** What reacts to the versions that S3 stores; S3 itself does not know it. */
export interface VersionHook {
  /** A version was written, by a client or by S3 itself. */
  readonly written: (bucket: Bucket, version: ObjectVersion) => void;
  /** Tags, ACL or lock of a version that is there were changed. */
  readonly changed: (bucket: Bucket, version: ObjectVersion) => void;
  /** An annotation of a version that is there was added or replaced. */
  readonly annotated: (bucket: Bucket, version: ObjectVersion, name: string) => void;
}

export interface World {
  readonly clock: Clock;
  /** What clients sign with: the real time, even where `clock` is controlled. */
  readonly clientClock: ClientClock;
  /** A number in [0, 1); seeded, so that a run can be repeated. */
  readonly random: () => number;
  /** Region of requests and buckets that name none. */
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly accounts: readonly Account[];
  /** Temporary credentials by access key id. */
  readonly sessions: Map<string, Session>;
  /** By name: bucket names are unique across accounts. */
  readonly buckets: Map<string, Bucket>;
  /** By ARN. */
  readonly roles: Map<string, Role>;
  /** By ARN. */
  readonly users: Map<string, User>;
  /** By ARN. */
  readonly policies: Map<string, ManagedPolicy>;
  /** Keys of KMS by ARN. */
  readonly keys: Map<string, Key>;
  /** By ARN of the alias. */
  readonly keyAliases: Map<string, KeyAlias>;
  /** By job id. */
  readonly jobs: Map<string, Job>;
  /** Alarms of CloudWatch by ARN. */
  readonly alarms: Map<string, Alarm>;
  /** Topics of SNS by ARN. */
  readonly topics: Map<string, Topic>;
  /** Rules of EventBridge by ARN. */
  readonly eventRules: Map<string, EventRule>;
  /** Groups of CloudWatch Logs by ARN. */
  readonly logGroups: Map<string, LogGroup>;
  /** Policies of CloudWatch Logs by `<account>/<region>/<name>`. */
  readonly logPolicies: Map<string, LogPolicy>;
  /** Locations of DataSync by ARN. */
  readonly syncLocations: Map<string, SyncLocation>;
  /** Tasks of DataSync by ARN. */
  readonly syncTasks: Map<string, SyncTask>;
  /** Executions of tasks of DataSync by ARN, in the order in which they were started. */
  readonly syncExecutions: Map<string, SyncExecution>;
  /** What replication rules report to CloudWatch, by source, rule and destination; empty when the emulator starts. */
  readonly replicationMetrics: Map<string, RuleMetrics>;
  /** Told of versions after they were written or changed. Whoever reacts to writes adds itself when the emulator is put together. */
  readonly versionHooks: VersionHook[];
  /** What goes on between requests. */
  readonly background: Background;
  /** Aborts when the emulator closes; everything that runs in the background ends with it. */
  readonly closing: AbortSignal;
  /** Replaced as a whole when it changes. */
  timing: Timing;
  /** Replaced as a whole when they change. */
  quirks: Quirks;
}
