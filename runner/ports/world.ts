// What the runner needs from the world, in its own words. runner/aws and runner/system implement it; tests bring their own.
import type { BucketSettings, Keys, Metrics, Permissions } from './access';
import type { JobListing, JobView } from './job';
import type { JobRequest } from './job-request';
import type { Objects } from './objects';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `milliseconds`, or rejects at once when `signal` aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** A stream that a person or a program reads. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Characters in a line of the terminal. */
  readonly columns: number;
}

export interface Files {
  /** Text of the file (UTF-8, or UTF-16 with a byte order mark); undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /** Names in the directory, sorted; empty when there is none. */
  list(directory: string): Promise<readonly string[]>;
  /** Why the file cannot be written, as the operating system names it; undefined when it can. Its directory has to be there. */
  fault(path: string): Promise<string | undefined>;
  /** Replaces the file in one step and makes its directory; readers see the old text or the new. */
  write(path: string, text: string): Promise<void>;
}

/** Everything outside of the program. */
export interface World {
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly stdout: Output;
  readonly stderr: Output;
  /** All of standard input. */
  readonly stdin: () => Promise<string>;
  readonly files: Files;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborts on Ctrl-C and on SIGTERM. */
  readonly interrupted: AbortSignal;
  readonly connect: (options: ConnectOptions) => Promise<Aws>;
  /** Asks whoever sits at the terminal; false is the answer to everything but a yes. @default - nobody is there */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Opens a webhook (`https://…`) or starts a command of the user's that is sent every event. */
  readonly openHook: (target: string) => EventHook;
}

export interface EventHook {
  /** One event as JSON, without a line feed. */
  send(line: string): void;
  /** Resolves when everything was delivered or given up; says what went wrong, once. */
  end(): Promise<string | undefined>;
}

export interface ConnectOptions {
  /** @default - AWS_REGION, AWS_DEFAULT_REGION, or the profile's */
  readonly region?: string;
  /** @default - AWS_PROFILE, or the default of the credential chain */
  readonly profile?: string;
  /** For every service. @default - AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, or AWS itself */
  readonly endpointUrl?: string;
  /** Told the name of every request before it is sent. @default - nobody is told */
  readonly onRequest?: (what: string) => void;
  /** Ends every request and wait. */
  readonly signal: AbortSignal;
}

/** AWS, as one set of credentials sees it from one Region. */
export interface Aws {
  readonly region: string;
  readonly identity: Identity;
  readonly buckets: Buckets;
  readonly objects: Objects;
  readonly bucketSettings: BucketSettings;
  readonly roles: Roles;
  readonly permissions: Permissions;
  readonly keys: Keys;
  readonly metrics: Metrics;
  readonly jobs: Jobs;
  /** Lets go of every connection. */
  close(): void;
}

export interface Identity {
  whoAmI(): Promise<{ readonly accountId: string; readonly arn: string }>;
}

export type Versioning = 'Enabled' | 'Suspended' | 'never enabled';

export interface Buckets {
  /** Region of the bucket; fails with `not-found` or `denied`. Works from any Region. */
  regionOf(bucket: string): Promise<string>;
  versioning(bucket: string): Promise<Versioning>;
  /** Undefined when the bucket has no replication configuration. */
  replication(bucket: string): Promise<Replication | undefined>;
  /** The first `limit` versions and delete markers under `prefix`, in S3's order. */
  listVersions(bucket: string, prefix: string, limit: number): Promise<readonly ListedVersion[]>;
  /** The first `limit` names at the top level: keys, and prefixes that end with a slash. */
  listTop(bucket: string, limit: number): Promise<readonly string[]>;
  /** The object's bytes; undefined when there is no such object. */
  read(bucket: string, key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

export interface Replication {
  readonly roleArn: string;
  readonly rules: readonly ReplicationRule[];
}

/** A rule as S3 holds it now; the handoff says what Terraform wrote. */
export interface ReplicationRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly priority: number;
  /** Empty: every key. */
  readonly prefix: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly destinationBucket: string;
  /** @default - the source's account */
  readonly destinationAccountId?: string;
  /** Whether objects under SSE-KMS are replicated. */
  readonly kmsObjects: boolean;
  /** Whether delete markers are replicated. */
  readonly deleteMarkers: boolean;
  /** Of the replicas. @default - the storage class of the source object */
  readonly storageClass?: string;
  /** Key that the replicas are encrypted with. @default - the destination bucket decides */
  readonly replicaKmsKeyArn?: string;
  /** The account of the destination becomes the owner of the replicas. @default - it does not */
  readonly ownerOverride?: true;
}

export interface ListedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly deleteMarker: boolean;
  readonly storageClass: string;
}

export interface Roles {
  /** Undefined when there is no such role. */
  find(roleArn: string): Promise<RoleView | undefined>;
  /** Its ARN, which has a path that the ARN of a session does not tell. Undefined when there is no such role. */
  arnOf(roleName: string): Promise<string | undefined>;
}

export interface RoleView {
  /** The trust policy, decoded: JSON. */
  readonly trustPolicy: string;
  readonly createdMs: number;
}

export interface Jobs {
  /** Id of the new job, or of the job that was made earlier with the same token. */
  create(request: JobRequest, token: string): Promise<string>;
  describe(accountId: string, jobId: string): Promise<JobView>;
  /** Lets a suspended job begin (`Ready`), or ends one (`Cancelled`). */
  updateStatus(accountId: string, jobId: string, status: 'Ready' | 'Cancelled', reason: string): Promise<void>;
  /** Tags of the job. */
  tags(accountId: string, jobId: string): Promise<Readonly<Record<string, string>>>;
  /** Replaces all tags of the job. */
  putTags(accountId: string, jobId: string, tags: Readonly<Record<string, string>>): Promise<void>;
  updatePriority(accountId: string, jobId: string, priority: number): Promise<void>;
  /** All jobs of account and Region that S3 still remembers, page by page. */
  list(accountId: string): AsyncIterable<JobListing>;
}
