// Everything that exists in the emulated AWS. The services change it; nothing else holds state.
import type { Background } from '../time/background';
import type { ClientClock, Clock } from '../time/clock';
import type { Bucket } from './bucket';
import type { Role } from './role';
import type { ManagedPolicy } from './managed-policy';
import type { User } from './user';
import type { Key, KeyAlias } from './kms-key';
import type { Job } from './batch-job';
import type { Alarm } from '../monitoring/alarm';
import type { EventRule } from './event-rule';
import type { Topic } from './sns-topic';
import type { RuleMetrics } from '../replication/replication-metrics';

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
  readonly expiresMs: number;
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
  /** What replication rules report to CloudWatch, by source, rule and destination; begins anew with the emulator. */
  readonly replicationMetrics: Map<string, RuleMetrics>;
  /** What goes on between requests. */
  readonly background: Background;
  /** Aborts when the emulator closes; everything that runs in the background ends with it. */
  readonly closing: AbortSignal;
  /** Replaced as a whole when it changes. */
  timing: Timing;
  /** Replaced as a whole when they change. */
  quirks: Quirks;
}

/** How long things take, in milliseconds. Defaults keep a rehearsal short; a real job takes minutes at least. */
export interface Timing {
  /** Between a write and the attempt of live replication. */
  readonly liveReplicationMs: number;
  /** In each state that a job walks through before and after its tasks. */
  readonly jobStateMs: number;
  /** Between CreateRole or a policy change and the moment it is seen by other services. */
  readonly iamPropagationMs: number;
  /** Between PutBucketReplication and the moment jobs and live replication act on it. */
  readonly rulePropagationMs: number;
  /** Between CreateJob and the moment DescribeJob and ListJobs know the job. */
  readonly jobVisibleMs: number;
  /** Between a job's end and the moment its completion report is there. */
  readonly reportDelayMs: number;
  /** Between RestoreObject and the moment the archived object can be read. */
  readonly restoreMs: number;
}

/** What S3 does now and then, off unless a rehearsal asks for it. */
export interface Quirks {
  /** NumberOfTasksFailed of a job counts tasks that succeeded, as people have seen with large jobs. */
  readonly unreliableFailedCount: boolean;
}
