// Everything that exists in the emulated AWS. The services change it; nothing else holds state.
import type { Background } from '../time/background';
import type { ClientClock, Clock } from '../time/clock';
import type { Bucket, ObjectVersion } from './bucket';
import type { Role, User } from './identity';
import type { ManagedPolicy } from './managed-policy';
import type { Key, KeyAlias } from './kms-key';
import type { Job } from './batch-job';
import type { Alarm, Dashboard } from './metric-alarm';
import type { EventRule } from './event-rule';
import type { Topic } from './sns-topic';
import type { SyncExecution, SyncLocation, SyncTask } from './datasync';
import type { LogGroup, LogPolicy } from './log-group';
import type { RuleMetrics } from './replication-metrics';
import type { EventSourceMapping, LambdaFunction, LogLine } from './serverless/lambda-function';
import type { MoveTask, Queue, QueueMessages } from './serverless/sqs-queue';
import type { Query, WorkGroup } from './serverless/athena-query';
import type { GlueDatabase, GlueTable } from './serverless/glue-catalog';
import type { StateExecution, StateMachine } from './serverless/state-machine';
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

/** Who wrote an object, and by which operation. */
export interface Writer {
  readonly reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';
  /** An account, or a service of AWS. */
  readonly requester: string;
}

/** What reacts to the versions that S3 stores; S3 itself does not know it. */
export interface VersionHook {
  /** A version was written, by a client or by S3 itself; without a writer it is a delete marker. */
  readonly written: (bucket: Bucket, version: ObjectVersion, writer?: Writer) => void;
  /** Tags, ACL or lock of a version that is there were changed. */
  readonly changed: (bucket: Bucket, version: ObjectVersion) => void;
  /** An annotation of a version that is there was added or replaced. */
  readonly annotated: (bucket: Bucket, version: ObjectVersion, name: string) => void;
}

/** Told of configurations of a bucket that were put, by the name of their sub-resource and their id. */
export type ConfigurationHook = (bucket: Bucket, subResource: string, id: string) => void;

/** What came of an attempt to deliver an event to a target of a rule. */
export interface EventDelivery {
  readonly eventId: string;
  readonly atMs: number;
  readonly ruleArn: string;
  readonly targetArn: string;
  readonly event: Readonly<Record<string, unknown>>;
  /** Absent: it was delivered. */
  readonly failure?: string;
}

/** How the last delivery of an inventory ended. */
export interface InventoryDelivery {
  readonly bucket: string;
  readonly id: string;
  readonly atMs: number;
  /** Key of its manifest.json in the destination. Absent: it could not be delivered. */
  readonly manifestKey?: string;
  readonly failure?: string;
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
  /** Dashboards of CloudWatch by ARN. */
  readonly dashboards: Map<string, Dashboard>;
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
  /** Queues of SQS by ARN. */
  readonly queues: Map<string, Queue>;
  /** By ARN of the queue. */
  readonly queueMessages: Map<string, QueueMessages>;
  /** Tasks that move messages by handle. */
  readonly moveTasks: Map<string, MoveTask>;
  /** Functions of Lambda by ARN. */
  readonly functions: Map<string, LambdaFunction>;
  /** Archives with the code of functions by digest. */
  readonly functionCode: Map<string, Buffer>;
  /** What functions have written, by ARN; the newest last. */
  readonly functionLogs: Map<string, LogLine[]>;
  /** What reads queues for functions, by id. */
  readonly eventSourceMappings: Map<string, EventSourceMapping>;
  /** State machines of Step Functions by ARN. */
  readonly stateMachines: Map<string, StateMachine>;
  /** Their executions by ARN, in the order in which they were started. */
  readonly stateExecutions: Map<string, StateExecution>;
  /** Databases of Glue by ARN. */
  readonly glueDatabases: Map<string, GlueDatabase>;
  /** Tables of Glue by ARN. */
  readonly glueTables: Map<string, GlueTable>;
  /** Workgroups of Athena by ARN. */
  readonly workGroups: Map<string, WorkGroup>;
  /** Queries of Athena by id, in the order in which they were started. */
  readonly queries: Map<string, Query>;
  /** The last deliveries of events, in their order. */
  readonly eventDeliveries: Map<number, EventDelivery>;
  /** The last delivery of each inventory, by bucket and id. */
  readonly inventories: Map<string, InventoryDelivery>;
  readonly configurationHooks: ConfigurationHook[];
  /** Told of versions after they were written or changed. Whoever reacts to writes adds itself when the emulator is put together. */
  readonly versionHooks: VersionHook[];
  /** The program that runs functions: this machine's Node. */
  readonly nodeProgram: string;
  /** Where the emulator can be reached; empty until it can. */
  endpoint: string;
  /** Absent: functions run. Else a sentence that says why they do not. */
  functionsRefused?: string;
  /** What goes on between requests. */
  readonly background: Background;
  /** Aborts when the emulator closes; everything that runs in the background ends with it. */
  readonly closing: AbortSignal;
  /** Replaced as a whole when it changes. */
  timing: Timing;
  /** Replaced as a whole when they change. */
  quirks: Quirks;
}

/** Whatever a world keeps by a name or a number. */
type Kept = {
  [Name in keyof World as World[Name] extends ReadonlyMap<string | number, unknown> ? Name : never]: World[Name];
};

export const nothingMade = (): Kept => ({
  sessions: new Map(),
  buckets: new Map(),
  roles: new Map(),
  users: new Map(),
  policies: new Map(),
  keys: new Map(),
  keyAliases: new Map(),
  jobs: new Map(),
  alarms: new Map(),
  dashboards: new Map(),
  topics: new Map(),
  eventRules: new Map(),
  logGroups: new Map(),
  logPolicies: new Map(),
  syncLocations: new Map(),
  syncTasks: new Map(),
  syncExecutions: new Map(),
  replicationMetrics: new Map(),
  queues: new Map(),
  queueMessages: new Map(),
  moveTasks: new Map(),
  functions: new Map(),
  functionCode: new Map(),
  functionLogs: new Map(),
  eventSourceMappings: new Map(),
  stateMachines: new Map(),
  stateExecutions: new Map(),
  glueDatabases: new Map(),
  glueTables: new Map(),
  workGroups: new Map(),
  queries: new Map(),
  eventDeliveries: new Map(),
  inventories: new Map(),
});
