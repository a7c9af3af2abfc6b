// The CreateJob request, field by field as S3 Control knows it, so that a plan can be printed, compared, hashed, and
// given to `aws s3control create-job --cli-input-json` as it is.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html

export interface JobRequest {
  AccountId: string;
  /** Always there: without it some clients leave the job suspended until somebody confirms it. */
  ConfirmationRequired: boolean;
  Operation: { S3ReplicateObject: Record<string, never> };
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
  ManifestGenerator: {
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
  };
}

export interface ManifestFilter {
  EligibleForReplication: true;
  ObjectReplicationStatuses: ('NONE' | 'FAILED')[];
  /** S3 accepts a single prefix per job. */
  KeyNameConstraint?: { MatchAnyPrefix: [string] };
}
