// Made by npm run docs of the flags of the program; docs/runner.md says more of each.

/** What every call may be told beside what is copied. */
export interface LibraryOptions {
  /**
   * Stops watching when it aborts; jobs in AWS go on.
   * @default - nothing stops it but `break`
   */
  readonly signal?: AbortSignal;
  /**
   * Where files are that are named without a folder, and where Terraform's state is looked for.
   * @default - that of the process
   */
  readonly workingDirectory?: string;
}

/** Each is what the flag of its name is: `pollSeconds` is `--poll-seconds`. */
export interface EveryOption {
  /**
   * Account of the source bucket.
   * @default - none is given
   */
  readonly accountId?: string;
  /**
   * Copy every version of each object, oldest first, and delete markers; the destination must have versioning enabled.
   * @default false
   */
  readonly allVersions?: boolean;
  /**
   * Accept a prefix without objects; otherwise it is refused as misspelt.
   * @default false
   */
  readonly allowEmpty?: boolean;
  /**
   * Allow an http:// endpoint on another machine.
   * @default false
   */
  readonly allowHttp?: boolean;
  /**
   * Accept a saved plan whose target differs from Terraform's outputs.
   * @default false
   */
  readonly allowOtherTarget?: boolean;
  /**
   * Create jobs even if nothing seems to be left: S3 looks, and charges for the job.
   * @default false
   */
  readonly alwaysCreate?: boolean;
  /**
   * Whether annotations are copied.
   * @default - copy
   */
  readonly annotations?: 'copy' | 'exclude';
  /**
   * With --engine athena: database that the tables are in.
   * @default - that of the handoff
   */
  readonly athenaDatabase?: string;
  /**
   * With --engine athena: where results go, s3://bucket/folder/.
   * @default - where the workgroup puts them
   */
  readonly athenaResults?: string;
  /**
   * With --engine athena: workgroup to run the query in.
   * @default - that of the handoff
   */
  readonly athenaWorkgroup?: string;
  /**
   * Which checks run first; basic: only buckets and rules, not roles, keys and policies.
   * @default 'full'
   */
  readonly checks?: 'full' | 'basic';
  /**
   * Let S3 count first, and confirm jobs of at most this many object versions; larger ones wait.
   * @default - S3 does not wait
   */
  readonly confirmUpTo?: number;
  /**
   * Date or time, for example 2026-01-31 or 2026-01-31T12:00:00Z.
   * @default - none is given
   */
  readonly createdAfter?: string;
  /**
   * Date or time.
   * @default - none is given
   */
  readonly createdBefore?: string;
  /**
   * At the end, delete what the destination has under its prefix and the source does not; type the bucket name on a terminal, else use --yes and --max-delete.
   * @default false
   */
  readonly delete?: boolean;
  /**
   * Bucket to copy to, with any method but batch-replication.
   * @default - that of the handoff
   */
  readonly destinationBucket?: readonly string[];
  /**
   * How copies are encrypted.
   * @default - as the destination bucket does
   */
  readonly destinationEncryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  /**
   * External id that this role requires.
   * @default - none is given
   */
  readonly destinationExternalId?: string;
  /**
   * Content header of every copy, NAME=VALUE: of Content-Type, Content-Encoding, Content-Disposition, Content-Language, Cache-Control, Expires. All headers and metadata of the source are replaced.
   * @default - none is given
   */
  readonly destinationHeader?: readonly string[];
  /**
   * The same of the destination.
   * @default - the destination is listed; with --engine athena the table of the handoff
   */
  readonly destinationInventory?: string;
  /**
   * ARN of the KMS key of the copies, in the Region of the destination.
   * @default - none is given
   */
  readonly destinationKmsKey?: string;
  /**
   * User metadata of every copy, NAME=VALUE. All metadata and headers of the source are replaced.
   * @default - none is given
   */
  readonly destinationMetadata?: readonly string[];
  /**
   * Replaces the prefix in the keys of the copies.
   * @default - keys stay as they are
   */
  readonly destinationPrefix?: string;
  /**
   * Profile for the destination buckets.
   * @default - that of --profile
   */
  readonly destinationProfile?: string;
  /**
   * Role to assume for the destination buckets, with the credentials of that profile.
   * @default - none
   */
  readonly destinationRoleArn?: string;
  /**
   * Storage class of every copy.
   * @default - that of each object
   */
  readonly destinationStorageClass?:
    'STANDARD' | 'STANDARD_IA' | 'ONEZONE_IA' | 'INTELLIGENT_TIERING' | 'GLACIER_IR' | 'GLACIER' | 'DEEP_ARCHIVE';
  /**
   * Tag of every copy, KEY=VALUE. All tags of the source are replaced.
   * @default - none is given
   */
  readonly destinationTag?: readonly string[];
  /**
   * Do not watch: end when the jobs are created.
   * @default false
   */
  readonly detach?: boolean;
  /**
   * SSE-S3, SSE-KMS, DSSE-KMS or SSE-C.
   * @default - none is given
   */
  readonly encryption?: string;
  /**
   * Endpoint for all services, for example http://127.0.0.1:4566.
   * @default - none is given
   */
  readonly endpointUrl?: string;
  /**
   * What joins inventories: DuckDB on this machine, or Athena in AWS, which charges for what it scans.
   * @default - duckdb
   */
  readonly engine?: 'duckdb' | 'athena';
  /**
   * Keeps what was compared in this directory, with digests: listings and lookups as Parquet, inventories unchanged.
   * @default - nothing is kept
   */
  readonly evidence?: string;
  /**
   * For copies: glob of keys to leave out, matched against the key after the prefix; the last match decides.
   * @default - none is given
   */
  readonly exclude?: readonly string[];
  /**
   * Exit code 6 if no object matched.
   * @default false
   */
  readonly failOnEmpty?: boolean;
  /**
   * Many backfills at once: a list of outputs files, one a line or in JSON, a directory of them, or outputs of many stacks.
   * @default - none is given
   */
  readonly fleet?: string;
  /**
   * Compares what --evidence has kept in this directory, without AWS.
   * @default - both sides are read now
   */
  readonly from?: string;
  /**
   * With --method inventory: list both sides now instead of waiting for S3's inventory, whose first delivery takes up to 48 hours.
   * @default false
   */
  readonly fromListing?: boolean;
  /**
   * For copies: glob of keys to copy although an earlier --exclude matches.
   * @default - none is given
   */
  readonly include?: readonly string[];
  /**
   * Tag the jobs; use --no-job-tags without s3:PutJobTagging.
   * @default true
   */
  readonly jobTags?: boolean;
  /**
   * Also copy ACL, Object Lock or website redirect; one more request for each object.
   * @default - none is given
   */
  readonly keep?: readonly ('acl' | 'lock' | 'redirects')[];
  /**
   * One object, by its whole key, instead of prefixes.
   * @default - none is given
   */
  readonly key?: string;
  /**
   * For copies: file of complete keys, or - for standard input: one a line, or JSON lines.
   * @default - none is given
   */
  readonly keys?: string;
  /**
   * Bytes, or a size like 64KiB.
   * @default - none is given
   */
  readonly largerThan?: string;
  /**
   * Only current versions.
   * @default - earlier ones too
   */
  readonly latestOnly?: boolean;
  /**
   * CSV file that lists versions: bucket, URL-encoded key, version id; no header.
   * @default - none is given
   */
  readonly manifest?: string;
  /**
   * Bucket for the generated manifest; without it the manifest is not kept.
   * @default - none is given
   */
  readonly manifestBucket?: string;
  /**
   * Prefix of the generated manifest.
   * @default - s3-backfill/manifests
   */
  readonly manifestPrefix?: string;
  /**
   * Regular expression to find anywhere in the key, for example ^logs/.*[.]gz$.
   * @default - none is given
   */
  readonly match?: string;
  /**
   * Most bytes that S3 is told to copy in a second, for example 50MiB.
   * @default - as many as S3 copies
   */
  readonly maxBandwidth?: string;
  /**
   * Send nothing (exit code 2) if the one-time cost may exceed this, in dollars.
   * @default - none is given
   */
  readonly maxCost?: number;
  /**
   * Most objects that --delete may delete; if there are more, none is deleted.
   * @default - none is given
   */
  readonly maxDelete?: number;
  /**
   * Send nothing (exit code 2) if more object versions than this may be copied.
   * @default - none is given
   */
  readonly maxObjects?: number;
  /**
   * Most requests to start in a second.
   * @default - as many as S3 takes
   */
  readonly maxRequestsPerSecond?: number;
  /**
   * Most requests at once.
   * @default - 256
   */
  readonly maxWorkers?: number;
  /**
   * With --source-inventory, --report, or --from of inventories: MiB that the join may use.
   * @default - 1280
   */
  readonly memory?: number;
  /**
   * Who copies: S3 Batch Replication, by the replication rules; S3 Batch Operations copies, without rules; this program, by CopyObject; a DataSync task; Lambda functions, from S3 Inventory; or rclone or the AWS CLI, started by this program.
   * @default 'batch-replication'
   */
  readonly method?: 'batch-replication' | 'batch-copy' | 'copy' | 'datasync' | 'inventory' | 'rclone' | 'aws-cli';
  /**
   * Saves the plan; run FILE runs exactly it, and is refused if things have changed.
   * @default - none is given
   */
  readonly out?: string;
  /**
   * The Terraform outputs or state, or - for standard input.
   * @default - a state in the working directory
   */
  readonly outputs?: string;
  /**
   * Which objects that exist at the destination are overwritten.
   * @default - different
   */
  readonly overwrite?: 'never' | 'different' | 'always';
  /**
   * Copy larger objects in parts of at most this size, several at once: a size like 64MiB, from 5MiB to 5GiB.
   * @default - 5GiB, parts of 128MiB
   */
  readonly partsAbove?: string;
  /**
   * Seconds to wait while AWS or the network has problems.
   * @default - 120, and 300 once a job is in AWS
   */
  readonly patienceSeconds?: number;
  /**
   * Seconds between polls of a job.
   * @default - 30
   */
  readonly pollSeconds?: number;
  /**
   * Prefix of the keys, without a leading slash.
   * @default - none is given
   */
  readonly prefix?: readonly string[];
  /**
   * File of prices that override the built-in ones.
   * @default - none is given
   */
  readonly prices?: string;
  /**
   * With --method rclone or aws-cli: only print a script that runs the program elsewhere.
   * @default false
   */
  readonly printCommand?: boolean;
  /**
   * Priority of the jobs; S3 pauses jobs of lower priority.
   * @default - 10
   */
  readonly priority?: number;
  /**
   * AWS profile.
   * @default - none is given
   */
  readonly profile?: string;
  /**
   * Region of the source bucket.
   * @default - none is given
   */
  readonly region?: string;
  /**
   * NONE, FAILED, COMPLETED or REPLICA.
   * @default - NONE and FAILED
   */
  readonly replicationStatus?: readonly string[];
  /**
   * Job of Batch Replication, or directory in which report --evidence has kept its report: compare each of its rows with what is there, by DuckDB.
   * @default - no report is
   */
  readonly report?: string;
  /**
   * Bucket for the completion report.
   * @default - none is given
   */
  readonly reportBucket?: string;
  /**
   * Prefix of the completion report.
   * @default - s3-backfill/reports
   */
  readonly reportPrefix?: string;
  /**
   * Seconds to wait for a completion report that is late.
   * @default - 300
   */
  readonly reportWaitSeconds?: number;
  /**
   * With --route: days to keep restored copies.
   * @default - 7
   */
  readonly restoreDays?: number;
  /**
   * With --route: retrieval tier for archived objects that are restored first.
   * @default - Bulk
   */
  readonly restoreTier?: 'Bulk' | 'Standard' | 'Expedited';
  /**
   * Copy archived objects that have been restored.
   * @default false
   */
  readonly restored?: boolean;
  /**
   * Further rounds for failures that may succeed.
   * @default - 2
   */
  readonly retries?: number;
  /**
   * Role that S3 Batch Operations assumes.
   * @default - none is given
   */
  readonly roleArn?: string;
  /**
   * Copy what the method leaves out or fails at with another method, too, and compare all of it at the end.
   * @default false
   */
  readonly route?: boolean;
  /**
   * Seconds after which a new replication rule is in effect; the first job waits for younger rules, if their age is known.
   * @default - 300
   */
  readonly ruleWaitSeconds?: number;
  /**
   * Replicas whose metadata, tags and status are compared, too; if there are more, a random sample.
   * @default - 10000
   */
  readonly sample?: number;
  /**
   * With --from: also list what has changed since the evidence in this directory.
   * @default - it is not told
   */
  readonly since?: string;
  /**
   * Bytes, or a size like 5GB.
   * @default - none is given
   */
  readonly smallerThan?: string;
  /**
   * Bucket to copy from.
   * @default - none is given
   */
  readonly sourceBucket?: string;
  /**
   * External id that this role requires.
   * @default - none is given
   */
  readonly sourceExternalId?: string;
  /**
   * Manifest.json of an S3 Inventory of the source, s3://… or a file, in place of a listing: joined by DuckDB; with --engine athena a table: TABLE, or TABLE@2026-01-31-01-00 for that partition.
   * @default - of the handoff, its newest partition
   */
  readonly sourceInventory?: string;
  /**
   * Profile for the source and its jobs.
   * @default - that of --profile
   */
  readonly sourceProfile?: string;
  /**
   * Role to assume for the source and its jobs.
   * @default - none
   */
  readonly sourceRoleArn?: string;
  /**
   * Which handoff, if there are several.
   * @default - none is given
   */
  readonly stack?: string;
  /**
   * Storage class of the object.
   * @default - none is given
   */
  readonly storageClass?: readonly string[];
  /**
   * Part of the keys.
   * @default - none is given
   */
  readonly substring?: string;
  /**
   * End of the keys.
   * @default - none is given
   */
  readonly suffix?: string;
  /**
   * How versions are counted: exact, sample, none, or inventory:s3://bucket/path/manifest.json.
   * @default - sample; of run: none, or sample where a gate needs it
   */
  readonly survey?: string;
  /**
   * Versions to list before the rest is estimated.
   * @default - 1000000; with exact: all of them
   */
  readonly surveyLimit?: number;
  /**
   * Tag of the object, as KEY=VALUE; with several, it must have all of them.
   * @default - none is given
   */
  readonly tag?: readonly string[];
  /**
   * With --method datasync: ARN of the task.
   * @default - that of the handoff
   */
  readonly taskArn?: string;
  /**
   * With --source-inventory, --report, or --from of inventories: threads that join.
   * @default - as many as processors
   */
  readonly threads?: number;
  /**
   * Seconds after which watching ends with exit code 4; the job goes on.
   * @default - none
   */
  readonly timeout?: number;
  /**
   * Compare every version at the end; auto: if the jobs had at most a million.
   * @default 'auto'
   */
  readonly verify?: 'auto' | 'always' | 'never';
  /**
   * Version of that object.
   * @default - the current one
   */
  readonly versionId?: string;
  /**
   * Seconds to wait for versions that S3 is still replicating.
   * @default - 0
   */
  readonly wait?: number;
  /**
   * Copies get no tags.
   * @default false
   */
  readonly withoutTags?: boolean;
}

/** What `plan` is told. */
export interface PlanOptions
  extends
    LibraryOptions,
    Pick<
      EveryOption,
      | 'accountId'
      | 'allVersions'
      | 'allowEmpty'
      | 'allowHttp'
      | 'alwaysCreate'
      | 'annotations'
      | 'checks'
      | 'createdAfter'
      | 'createdBefore'
      | 'delete'
      | 'destinationBucket'
      | 'destinationEncryption'
      | 'destinationExternalId'
      | 'destinationHeader'
      | 'destinationKmsKey'
      | 'destinationMetadata'
      | 'destinationPrefix'
      | 'destinationProfile'
      | 'destinationRoleArn'
      | 'destinationStorageClass'
      | 'destinationTag'
      | 'encryption'
      | 'endpointUrl'
      | 'exclude'
      | 'failOnEmpty'
      | 'fleet'
      | 'fromListing'
      | 'include'
      | 'jobTags'
      | 'keep'
      | 'key'
      | 'keys'
      | 'largerThan'
      | 'latestOnly'
      | 'manifest'
      | 'manifestBucket'
      | 'manifestPrefix'
      | 'match'
      | 'maxBandwidth'
      | 'maxCost'
      | 'maxDelete'
      | 'maxObjects'
      | 'maxRequestsPerSecond'
      | 'maxWorkers'
      | 'method'
      | 'out'
      | 'outputs'
      | 'overwrite'
      | 'partsAbove'
      | 'patienceSeconds'
      | 'prefix'
      | 'prices'
      | 'printCommand'
      | 'priority'
      | 'profile'
      | 'region'
      | 'replicationStatus'
      | 'reportBucket'
      | 'reportPrefix'
      | 'restoreDays'
      | 'restoreTier'
      | 'restored'
      | 'roleArn'
      | 'route'
      | 'smallerThan'
      | 'sourceBucket'
      | 'sourceExternalId'
      | 'sourceProfile'
      | 'sourceRoleArn'
      | 'stack'
      | 'storageClass'
      | 'substring'
      | 'suffix'
      | 'survey'
      | 'surveyLimit'
      | 'tag'
      | 'taskArn'
      | 'versionId'
      | 'withoutTags'
    > {}

/** What `run` is told. */
export interface RunOptions
  extends
    LibraryOptions,
    Pick<
      EveryOption,
      | 'accountId'
      | 'allVersions'
      | 'allowEmpty'
      | 'allowHttp'
      | 'allowOtherTarget'
      | 'alwaysCreate'
      | 'annotations'
      | 'checks'
      | 'confirmUpTo'
      | 'createdAfter'
      | 'createdBefore'
      | 'delete'
      | 'destinationBucket'
      | 'destinationEncryption'
      | 'destinationExternalId'
      | 'destinationHeader'
      | 'destinationKmsKey'
      | 'destinationMetadata'
      | 'destinationPrefix'
      | 'destinationProfile'
      | 'destinationRoleArn'
      | 'destinationStorageClass'
      | 'destinationTag'
      | 'detach'
      | 'encryption'
      | 'endpointUrl'
      | 'exclude'
      | 'failOnEmpty'
      | 'fleet'
      | 'fromListing'
      | 'include'
      | 'jobTags'
      | 'keep'
      | 'key'
      | 'keys'
      | 'largerThan'
      | 'latestOnly'
      | 'manifest'
      | 'manifestBucket'
      | 'manifestPrefix'
      | 'match'
      | 'maxBandwidth'
      | 'maxCost'
      | 'maxDelete'
      | 'maxObjects'
      | 'maxRequestsPerSecond'
      | 'maxWorkers'
      | 'method'
      | 'outputs'
      | 'overwrite'
      | 'partsAbove'
      | 'patienceSeconds'
      | 'pollSeconds'
      | 'prefix'
      | 'prices'
      | 'priority'
      | 'profile'
      | 'region'
      | 'replicationStatus'
      | 'reportBucket'
      | 'reportPrefix'
      | 'reportWaitSeconds'
      | 'restoreDays'
      | 'restoreTier'
      | 'restored'
      | 'retries'
      | 'roleArn'
      | 'route'
      | 'ruleWaitSeconds'
      | 'smallerThan'
      | 'sourceBucket'
      | 'sourceExternalId'
      | 'sourceProfile'
      | 'sourceRoleArn'
      | 'stack'
      | 'storageClass'
      | 'substring'
      | 'suffix'
      | 'survey'
      | 'surveyLimit'
      | 'tag'
      | 'taskArn'
      | 'timeout'
      | 'verify'
      | 'versionId'
      | 'withoutTags'
    > {
  /**
   * File of a plan that `plan` has kept by `out`; it is run as it is, if the world is still the same.
   * @default - the options say what is copied
   */
  readonly plan?: string;
}

/** What `verify` is told. */
export interface VerifyOptions
  extends
    LibraryOptions,
    Pick<
      EveryOption,
      | 'accountId'
      | 'allowEmpty'
      | 'allowHttp'
      | 'athenaDatabase'
      | 'athenaResults'
      | 'athenaWorkgroup'
      | 'createdAfter'
      | 'createdBefore'
      | 'destinationExternalId'
      | 'destinationInventory'
      | 'destinationProfile'
      | 'destinationRoleArn'
      | 'endpointUrl'
      | 'engine'
      | 'evidence'
      | 'exclude'
      | 'failOnEmpty'
      | 'fleet'
      | 'from'
      | 'include'
      | 'keys'
      | 'largerThan'
      | 'match'
      | 'memory'
      | 'method'
      | 'outputs'
      | 'patienceSeconds'
      | 'prefix'
      | 'profile'
      | 'region'
      | 'report'
      | 'sample'
      | 'since'
      | 'smallerThan'
      | 'sourceBucket'
      | 'sourceExternalId'
      | 'sourceInventory'
      | 'sourceProfile'
      | 'sourceRoleArn'
      | 'stack'
      | 'storageClass'
      | 'substring'
      | 'suffix'
      | 'tag'
      | 'threads'
      | 'wait'
    > {
  /**
   * With --method copy: compare all versions of each key, from the newest down, not only the current ones.
   * @default false
   */
  readonly allVersions?: boolean;
  /**
   * Bucket to compare with.
   * @default - the destinations of the enabled rules
   */
  readonly destinationBucket?: readonly string[];
  /**
   * With --method copy: content header that every copy should have instead of the source's, NAME=VALUE.
   * @default - none is given
   */
  readonly destinationHeader?: readonly string[];
  /**
   * With --method copy: user metadata that every copy should have instead of the source's, NAME=VALUE.
   * @default - none is given
   */
  readonly destinationMetadata?: readonly string[];
  /**
   * With --method copy: replaces the prefix in the keys of the copies.
   * @default - keys stay as they are
   */
  readonly destinationPrefix?: string;
  /**
   * With --method copy: storage class that every copy should have.
   * @default - that of each object
   */
  readonly destinationStorageClass?:
    'STANDARD' | 'STANDARD_IA' | 'ONEZONE_IA' | 'INTELLIGENT_TIERING' | 'GLACIER_IR' | 'GLACIER' | 'DEEP_ARCHIVE';
  /**
   * With --method copy: tag that every copy should have instead of the source's, KEY=VALUE.
   * @default - none is given
   */
  readonly destinationTag?: readonly string[];
  /**
   * With --method copy: what the copies should have kept; ACLs are not compared.
   * @default - none is given
   */
  readonly keep?: readonly ('acl' | 'lock' | 'redirects')[];
  /**
   * With --engine athena: query nothing (exit code 2) if the cost may exceed this, in dollars.
   * @default - none is given
   */
  readonly maxCost?: number;
  /**
   * With --method copy: copies should have no tags.
   * @default false
   */
  readonly withoutTags?: boolean;
}
