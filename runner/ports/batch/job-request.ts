// The CreateJob request, field by field as S3 Control knows it, so that a plan can be printed, compared, hashed, and
// given to `aws s3control create-job --cli-input-json` as it is.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html

/** Of a job that nobody gave another priority. */
export const DEFAULT_PRIORITY = 10;

/** Tag of a job: which plan it is of. */
export const PLAN_TAG = 's3-backfill:plan';

export interface JobRequest {
  AccountId: string;
  /** Always there: without it some clients leave the job suspended until somebody confirms it. */
  ConfirmationRequired: boolean;
  Operation: JobOperation;
  Report: {
    Enabled: true;
    Bucket: string;
    Format: 'Report_CSV_20180820';
    Prefix?: string;
    ReportScope: 'AllTasks' | 'FailedTasksOnly';
  };
  Priority: number;
  RoleArn: string;
  Description: string;
  Tags?: { Key: string; Value: string }[];
  /** Exactly one of the two: S3 lists the bucket, or the job is given its object versions. */
  ManifestGenerator?: ManifestGenerator;
  Manifest?: SuppliedManifest;
}

export type JobOperation = { S3ReplicateObject: Record<string, never> } | { S3PutObjectCopy: CopyOperation };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3CopyObjectOperation.html */
export interface CopyOperation {
  TargetResource: string;
  /** Folder, without the slash that S3 puts between it and the whole key. */
  TargetKeyPrefix?: string;
  StorageClass?: CopyClass;
  SSEAwsKmsKeyId?: string;
  MetadataDirective?: 'COPY' | 'REPLACE';
  /** Beside the directive COPY it says the encryption, and nothing else. */
  NewObjectMetadata?: NewObjectMetadata;
  NewObjectTagging?: { Key: string; Value: string }[];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3ObjectMetadata.html */
export interface NewObjectMetadata {
  SSEAlgorithm?: 'AES256' | 'KMS';
  CacheControl?: string;
  ContentDisposition?: string;
  ContentEncoding?: string;
  ContentLanguage?: string;
  ContentType?: string;
  /** As JSON has it, for example `2026-01-31T00:00:00.000Z`. */
  HttpExpiresDate?: string;
  UserMetadata?: Record<string, string>;
}

/** Storage classes that such a job can give its copies. */
export const COPY_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;

export type CopyClass = (typeof COPY_CLASSES)[number];

export interface ManifestGenerator {
  S3JobManifestGenerator: {
    ExpectedBucketOwner: string;
    SourceBucket: string;
    EnableManifestOutput: boolean;
    ManifestOutputLocation?: {
      ExpectedManifestBucketOwner?: string;
      Bucket: string;
      ManifestPrefix?: string;
      ManifestFormat: 'S3InventoryReport_CSV_20211130';
    };
    Filter: ManifestFilter;
  };
}

export interface SuppliedManifest {
  Spec: { Format: 'S3BatchOperations_CSV_20180820'; Fields: ('Bucket' | 'Key' | 'VersionId')[] };
  Location: { ObjectArn: string; ETag: string };
}

export interface ManifestFilter {
  /** With the statuses in jobs that replicate. */
  EligibleForReplication?: true;
  ObjectReplicationStatuses?: FilterStatus[];
  /** Each list takes one text: S3 accepts a single prefix per job. */
  KeyNameConstraint?: { MatchAnyPrefix?: [string]; MatchAnySuffix?: [string]; MatchAnySubstring?: [string] };
  /** As JSON has it, for example `2026-01-31T00:00:00.000Z`. */
  CreatedAfter?: string;
  CreatedBefore?: string;
  ObjectSizeGreaterThanBytes?: number;
  ObjectSizeLessThanBytes?: number;
  MatchAnyStorageClass?: string[];
  /** S3 takes one element. */
  MatchAnyObjectEncryption?: [Partial<Record<FilterEncryption, Record<string, never>>>];
}

/** What a job was asked to do, as S3 shows it. Absent is what S3 does not show: whoever has made it may not have asked for it. */
export interface ShownOrder {
  /** Account that the job is in. */
  readonly accountId?: string;
  /** For example `S3ReplicateObject`. */
  readonly operation?: string;
  /** What the copies of a job are to be, member by member: texts as they are, all else as JSON. @default - it makes none */
  readonly copies?: Readonly<Record<string, string>>;
  readonly generator?: ShownGenerator;
  readonly manifest?: ShownManifest;
  readonly report: ShownReport;
}

export interface ShownGenerator {
  readonly sourceBucket?: string;
  readonly sourceAccountId?: string;
  readonly filter: ShownFilter;
  /** Where S3 keeps the manifest that it generates. @default - nowhere */
  readonly output?: ShownPlace;
}

export interface ShownPlace {
  readonly bucket: string;
  /** Without a trailing slash; empty: anywhere in the bucket. */
  readonly prefix: string;
}

export interface ShownManifest {
  /** `bucket/key` */
  readonly object: string;
  /** Without quotes. */
  readonly etag: string;
  readonly format?: string;
  readonly fields: readonly string[];
}

interface ShownReport {
  readonly enabled: boolean;
  readonly place?: ShownPlace;
  readonly scope?: string;
  readonly format?: string;
}

/** A filter as S3 shows it; whoever has made it may have given longer lists than we do. */
export interface ShownFilter {
  readonly EligibleForReplication?: boolean | undefined;
  readonly ObjectReplicationStatuses?: readonly FilterStatus[] | undefined;
  readonly KeyNameConstraint?:
    | {
        readonly MatchAnyPrefix?: readonly string[] | undefined;
        readonly MatchAnySuffix?: readonly string[] | undefined;
        readonly MatchAnySubstring?: readonly string[] | undefined;
      }
    | undefined;
  readonly CreatedAfter?: Date | string | undefined;
  readonly CreatedBefore?: Date | string | undefined;
  readonly ObjectSizeGreaterThanBytes?: number | undefined;
  readonly ObjectSizeLessThanBytes?: number | undefined;
  readonly MatchAnyStorageClass?: readonly string[] | undefined;
  readonly MatchAnyObjectEncryption?: readonly object[] | undefined;
}

/** Replication statuses that can be filtered by: PENDING cannot. */
type FilterStatus = 'NONE' | 'FAILED' | 'COMPLETED' | 'REPLICA';

type FilterEncryption = 'SSES3' | 'SSEKMS' | 'DSSEKMS' | 'SSEC' | 'NOTSSE';
