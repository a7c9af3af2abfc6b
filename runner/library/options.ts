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
   * Copy every version of each object, oldest first, and place delete markers; the destination has to keep versions.
   * @default false
   */
  readonly allVersions?: boolean;
  /**
   * There may be nothing under a prefix; without it that is refused, as a misspelt one.
   * @default false
   */
  readonly allowEmpty?: boolean;
  /**
   * The endpoint may be http:// although it is not on this machine.
   * @default false
   */
  readonly allowHttp?: boolean;
  /**
   * A plan that was kept may be for another target than Terraform's outputs say, since flags said so when it was made.
   * @default false
   */
  readonly allowOtherTarget?: boolean;
  /**
   * Create jobs although nothing seems to be left for them: S3 then looks itself, and is paid for it.
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
   * With --engine athena: workgroup that the query is run in.
   * @default - that of the handoff
   */
  readonly athenaWorkgroup?: string;
  /**
   * What is checked first; basic: buckets and rules, not what roles, keys and policies allow.
   * @default 'full'
   */
  readonly checks?: 'full' | 'basic';
  /**
   * Let S3 count first, and confirm a job of at most so many object versions; a larger one waits.
   * @default - S3 does not wait
   */
  readonly confirmUpTo?: number;
  /**
   * Date or moment, for example 2026-01-31 or 2026-01-31T12:00:00Z.
   * @default - none is given
   */
  readonly createdAfter?: string;
  /**
   * Date or moment.
   * @default - none is given
   */
  readonly createdBefore?: string;
  /**
   * At the very end, delete what the destination has below its prefix and the source has not; a terminal is asked for the name of the bucket, else --yes and --max-delete are needed.
   * @default false
   */
  readonly delete?: boolean;
  /**
   * Bucket to copy to, of any method but batch-replication.
   * @default - that of the handoff
   */
  readonly destinationBucket?: readonly string[];
  /**
   * How copies are encrypted.
   * @default - as the destination bucket does
   */
  readonly destinationEncryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  /**
   * External id that this role asks for.
   * @default - none is given
   */
  readonly destinationExternalId?: string;
  /**
   * Content header of every copy, NAME=VALUE: of Content-Type, Content-Encoding, Content-Disposition, Content-Language, Cache-Control, Expires. All headers and metadata of the source are replaced then.
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
   * User metadata of every copy, NAME=VALUE. All metadata and headers of the source are replaced then.
   * @default - none is given
   */
  readonly destinationMetadata?: readonly string[];
  /**
   * What takes the place of the prefix in the keys of the copies.
   * @default - keys stay as they are
   */
  readonly destinationPrefix?: string;
  /**
   * Profile for the destination buckets.
   * @default - that of --profile
   */
  readonly destinationProfile?: string;
  /**
   * Role that is assumed for the destination buckets, with the credentials of that profile.
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
   * Tag of every copy, KEY=VALUE. All tags of the source are replaced then.
   * @default - none is given
   */
  readonly destinationTag?: readonly string[];
  /**
   * End when the jobs are created; they go on.
   * @default false
   */
  readonly detach?: boolean;
  /**
   * SSE-S3, SSE-KMS, DSSE-KMS or SSE-C.
   * @default - none is given
   */
  readonly encryption?: string;
  /**
   * Endpoint of all services, for example http://127.0.0.1:4566.
   * @default - none is given
   */
  readonly endpointUrl?: string;
  /**
   * Who joins inventories: DuckDB on this machine, or Athena where they lie, which is paid by what it scans.
   * @default - duckdb
   */
  readonly engine?: 'duckdb' | 'athena';
  /**
   * Keeps what was compared in this directory, with digests: listings and looks as Parquet, inventories as they are.
   * @default - nothing is kept
   */
  readonly evidence?: string;
  /**
   * For copies: glob of keys that are left out, held against what follows the prefix; of those that match, the last decides.
   * @default - none is given
   */
  readonly exclude?: readonly string[];
  /**
   * Exit code 6 when no object matched.
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
   * With --method inventory: list both sides now, in place of the inventory that S3 delivers, whose first one takes up to 48 hours.
   * @default false
   */
  readonly fromListing?: boolean;
  /**
   * For copies: glob of keys that an earlier --exclude leaves out, and that are copied all the same.
   * @default - none is given
   */
  readonly include?: readonly string[];
  /**
   * Tag the jobs; --no-job-tags where s3:PutJobTagging is not granted.
   * @default true
   */
  readonly jobTags?: boolean;
  /**
   * What a copy loses otherwise: ACL, Object Lock, website redirect; one more request for each object.
   * @default - none is given
   */
  readonly keep?: readonly ('acl' | 'lock' | 'redirects')[];
  /**
   * One object, by its whole key, instead of prefixes.
   * @default - none is given
   */
  readonly key?: string;
  /**
   * For copies: file, or - for standard input, of whole keys: one a line, or JSON lines.
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
   * Regular expression that is looked for in the whole key, for example ^logs/.*[.]gz$.
   * @default - none is given
   */
  readonly match?: string;
  /**
   * Bytes of objects that S3 is told to copy in a second, at most, for example 50MiB.
   * @default - as many as S3 copies
   */
  readonly maxBandwidth?: string;
  /**
   * Exit code 2, and nothing is sent, when more dollars may be paid once.
   * @default - none is given
   */
  readonly maxCost?: number;
  /**
   * Objects that --delete may delete; if there are more, none is.
   * @default - none is given
   */
  readonly maxDelete?: number;
  /**
   * Exit code 2, and nothing is sent, when more object versions may be copied.
   * @default - none is given
   */
  readonly maxObjects?: number;
  /**
   * Requests that are begun in a second, at most.
   * @default - as many as S3 takes
   */
  readonly maxRequestsPerSecond?: number;
  /**
   * Requests at once, at most.
   * @default - 256
   */
  readonly maxWorkers?: number;
  /**
   * With --source-inventory, --report, or --from of inventories: MiB that the join may use.
   * @default - 1280
   */
  readonly memory?: number;
  /**
   * Who copies: S3 Batch Replication, by the replication rules; jobs of S3 Batch Operations that copy, without rules; this program, by CopyObject; a task of DataSync; functions of Lambda, by S3 Inventory; or rclone or the AWS CLI, driven by it.
   * @default 'batch-replication'
   */
  readonly method?: 'batch-replication' | 'batch-copy' | 'copy' | 'datasync' | 'inventory' | 'rclone' | 'aws-cli';
  /**
   * Keeps the plan; run FILE runs it, or nothing when the world has changed.
   * @default - none is given
   */
  readonly out?: string;
  /**
   * The Terraform outputs or state, or - for standard input.
   * @default - a state in the working directory
   */
  readonly outputs?: string;
  /**
   * What becomes of objects that are at the destination already.
   * @default - different
   */
  readonly overwrite?: 'never' | 'different' | 'always';
  /**
   * Larger objects are copied in parts of at most this size, several at once: a size like 64MiB, from 5MiB to 5GiB.
   * @default - 5GiB, parts of 128MiB
   */
  readonly partsAbove?: string;
  /**
   * Seconds that AWS's own trouble, or the network's, is sat out.
   * @default - 120, and 300 once a job is in AWS
   */
  readonly patienceSeconds?: number;
  /**
   * Seconds between two looks at a job.
   * @default - 30
   */
  readonly pollSeconds?: number;
  /**
   * Prefix of the keys, without a leading slash.
   * @default - none is given
   */
  readonly prefix?: readonly string[];
  /**
   * Prices that win over those that are built in.
   * @default - none is given
   */
  readonly prices?: string;
  /**
   * With --method rclone or aws-cli: print a script that runs the program elsewhere, and nothing else.
   * @default false
   */
  readonly printCommand?: boolean;
  /**
   * Priority of the jobs; S3 pauses lower ones for higher ones.
   * @default - 10
   */
  readonly priority?: number;
  /**
   * Profile of AWS's configuration.
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
   * Job of Batch Replication, or directory in which report --evidence has kept its report: what it says is held against what is there, by DuckDB.
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
   * Seconds that a completion report may be late.
   * @default - 300
   */
  readonly reportWaitSeconds?: number;
  /**
   * With --route: days that restored copies stay.
   * @default - 7
   */
  readonly restoreDays?: number;
  /**
   * With --route: how fast S3 restores archived objects before they are copied, and at what price.
   * @default - Bulk
   */
  readonly restoreTier?: 'Bulk' | 'Standard' | 'Expedited';
  /**
   * Copy archived objects too: they were restored.
   * @default false
   */
  readonly restored?: boolean;
  /**
   * Rounds after the first, for what can succeed then.
   * @default - 2
   */
  readonly retries?: number;
  /**
   * Role that S3 Batch Operations assumes.
   * @default - none is given
   */
  readonly roleArn?: string;
  /**
   * What the method leaves out, or fails with, and another one copies: start that too, and compare all of it at the end.
   * @default false
   */
  readonly route?: boolean;
  /**
   * Age in seconds from which all of S3 acts on replication rules; the first job waits for younger ones, where their age can be seen.
   * @default - 300
   */
  readonly ruleWaitSeconds?: number;
  /**
   * Replicas whose metadata, tags and status are compared too; of more, so many at random.
   * @default - 10000
   */
  readonly sample?: number;
  /**
   * With --from: what has changed since what --evidence has kept in this directory before.
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
   * External id that this role asks for.
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
   * Role that is assumed for the source and its jobs.
   * @default - none
   */
  readonly sourceRoleArn?: string;
  /**
   * Which handoff, when there are several.
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
   * Versions that are listed, before the rest is estimated.
   * @default - 1000000; with exact: all of them
   */
  readonly surveyLimit?: number;
  /**
   * Tag of the object, as KEY=VALUE; of several, all have to be there.
   * @default - none is given
   */
  readonly tag?: readonly string[];
  /**
   * With --method datasync: task of DataSync that copies.
   * @default - that of the handoff
   */
  readonly taskArn?: string;
  /**
   * With --source-inventory, --report, or --from of inventories: threads that join.
   * @default - as many as processors
   */
  readonly threads?: number;
  /**
   * Seconds until watching ends with exit code 4; the job goes on.
   * @default - none
   */
  readonly timeout?: number;
  /**
   * Compare every version afterwards; auto: if the jobs had at most a million.
   * @default 'auto'
   */
  readonly verify?: 'auto' | 'always' | 'never';
  /**
   * Version of that object.
   * @default - the current one
   */
  readonly versionId?: string;
  /**
   * Seconds that versions which S3 is still replicating are waited for.
   * @default - 0
   */
  readonly wait?: number;
  /**
   * Copies have no tags, whatever their sources have.
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
   * With --method copy: compare all versions of each key, from the newest down, and not the current objects alone.
   * @default false
   */
  readonly allVersions?: boolean;
  /**
   * Bucket to compare with.
   * @default - the destinations of the enabled rules
   */
  readonly destinationBucket?: readonly string[];
  /**
   * With --method copy: content header that every copy was to be given, NAME=VALUE, in place of all.
   * @default - none is given
   */
  readonly destinationHeader?: readonly string[];
  /**
   * With --method copy: user metadata that every copy was to be given, NAME=VALUE, in place of all.
   * @default - none is given
   */
  readonly destinationMetadata?: readonly string[];
  /**
   * With --method copy: what takes the place of the prefix in the keys of the copies.
   * @default - keys stay as they are
   */
  readonly destinationPrefix?: string;
  /**
   * With --method copy: storage class that every copy was to have.
   * @default - that of each object
   */
  readonly destinationStorageClass?:
    'STANDARD' | 'STANDARD_IA' | 'ONEZONE_IA' | 'INTELLIGENT_TIERING' | 'GLACIER_IR' | 'GLACIER' | 'DEEP_ARCHIVE';
  /**
   * With --method copy: tag that every copy was to be given, KEY=VALUE, in place of all.
   * @default - none is given
   */
  readonly destinationTag?: readonly string[];
  /**
   * With --method copy: what the copies were to keep; ACLs are not compared.
   * @default - none is given
   */
  readonly keep?: readonly ('acl' | 'lock' | 'redirects')[];
  /**
   * With --engine athena: exit code 2, and nothing is queried, when more dollars may be paid.
   * @default - none is given
   */
  readonly maxCost?: number;
  /**
   * With --method copy: the copies were to have no tags, whatever their sources have.
   * @default false
   */
  readonly withoutTags?: boolean;
}
