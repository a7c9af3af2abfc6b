// The documents that a bucket can hold, each with everything in it that people use, and what comes back for it. The buckets that they
// name are to be there: `documents`, `target` and, with Object Lock, `locked`; all with versioning.

export interface BucketDocument {
  /** Of the operations, without their verb. */
  readonly name: string;
  /** Of the request, that takes the document. */
  readonly member: string;
  readonly document: object;
  /** In the answer of Get: the document itself, or an object that has it. */
  readonly given: object;
  /** @default 'documents' */
  readonly bucket?: string;
  /** For those of which a bucket may have several. */
  readonly id?: string;
  /** The operation that deletes it; absent where there is none. */
  readonly removal?: string;
  /** The error that Get ends with when there is none; absent where S3 answers with a default. */
  readonly absent?: string;
}

const ROLE = 'arn:aws:iam::111122223333:role/replication';
const REPORTS = { Bucket: 'arn:aws:s3:::target', Prefix: 'reports' };
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::444455556666:root' },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::documents/*',
    },
  ],
};

/** One that comes back as a member of the answer, under the name that it was put with. */
function named(name: string, member: string, document: object): BucketDocument {
  return { name, member, document, given: { [member]: document } };
}

/** One of which the answer has the members themselves. */
function plain(name: string, member: string, document: object): BucketDocument {
  return { name, member, document, given: document };
}

/** One of several, found by its id. */
function identified(name: string, document: { readonly Id: string }): BucketDocument {
  return {
    ...named(`Bucket${name}`, name, document),
    id: document.Id,
    removal: `DeleteBucket${name}`,
    absent: 'NoSuchConfiguration',
  };
}

export const BUCKET_DOCUMENTS: readonly BucketDocument[] = [
  {
    ...named('BucketPolicy', 'Policy', POLICY),
    given: { Policy: JSON.stringify(POLICY) },
    removal: 'DeleteBucketPolicy',
    absent: 'NoSuchBucketPolicy',
  },
  {
    ...plain('BucketTagging', 'Tagging', { TagSet: [{ Key: 'team', Value: 'a + b' }] }),
    removal: 'DeleteBucketTagging',
    absent: 'NoSuchTagSet',
  },
  {
    ...plain('BucketCors', 'CORSConfiguration', {
      CORSRules: [{ ID: 'all', AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['*'], MaxAgeSeconds: 60 }],
    }),
    removal: 'DeleteBucketCors',
    absent: 'NoSuchCORSConfiguration',
  },
  {
    ...plain('BucketWebsite', 'WebsiteConfiguration', {
      IndexDocument: { Suffix: 'index.html' },
      ErrorDocument: { Key: 'error.html' },
      RoutingRules: [
        { Condition: { KeyPrefixEquals: 'a/' }, Redirect: { ReplaceKeyPrefixWith: 'b/', HttpRedirectCode: '302' } },
      ],
    }),
    removal: 'DeleteBucketWebsite',
    absent: 'NoSuchWebsiteConfiguration',
  },
  {
    ...plain('BucketLifecycleConfiguration', 'LifecycleConfiguration', {
      Rules: [
        {
          ID: 'old',
          Status: 'Enabled',
          Filter: { And: { Prefix: 'logs/', Tags: [{ Key: 'keep', Value: 'no' }], ObjectSizeGreaterThan: 500 } },
          Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }],
          NoncurrentVersionExpiration: { NoncurrentDays: 90, NewerNoncurrentVersions: 3 },
        },
        {
          ID: 'unfinished',
          Status: 'Disabled',
          Filter: {},
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
      ],
    }),
    removal: 'DeleteBucketLifecycle',
    absent: 'NoSuchLifecycleConfiguration',
  },
  {
    ...named('BucketEncryption', 'ServerSideEncryptionConfiguration', {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: true }],
    }),
    removal: 'DeleteBucketEncryption',
  },
  {
    ...named('PublicAccessBlock', 'PublicAccessBlockConfiguration', {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    }),
    removal: 'DeletePublicAccessBlock',
    absent: 'NoSuchPublicAccessBlockConfiguration',
  },
  {
    ...named('BucketOwnershipControls', 'OwnershipControls', { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }),
    removal: 'DeleteBucketOwnershipControls',
    absent: 'OwnershipControlsNotFoundError',
  },
  plain('BucketLogging', 'BucketLoggingStatus', {
    LoggingEnabled: { TargetBucket: 'target', TargetPrefix: 'logs/' },
  }),
  plain('BucketNotificationConfiguration', 'NotificationConfiguration', {
    QueueConfigurations: [
      {
        Id: 'made',
        QueueArn: 'arn:aws:sqs:us-east-1:111122223333:queue',
        Events: ['s3:ObjectCreated:*'],
        Filter: { Key: { FilterRules: [{ Name: 'Prefix', Value: 'in/' }] } },
      },
    ],
  }),
  plain('BucketAccelerateConfiguration', 'AccelerateConfiguration', { Status: 'Enabled' }),
  plain('BucketRequestPayment', 'RequestPaymentConfiguration', { Payer: 'Requester' }),
  identified('InventoryConfiguration', {
    Id: 'all',
    ...{ IsEnabled: true, IncludedObjectVersions: 'All', Schedule: { Frequency: 'Daily' } },
    ...{ Destination: { S3BucketDestination: { ...REPORTS, Format: 'CSV' } } },
    ...{ OptionalFields: ['ReplicationStatus', 'Size'] },
  }),
  identified('MetricsConfiguration', { Id: 'folder', ...{ Filter: { Prefix: 'folder/' } } }),
  identified('AnalyticsConfiguration', {
    Id: 'classes',
    ...{
      Filter: { Prefix: 'folder/' },
      StorageClassAnalysis: {
        DataExport: {
          OutputSchemaVersion: 'V_1',
          Destination: { S3BucketDestination: { ...REPORTS, Format: 'CSV' } },
        },
      },
    },
  }),
  identified('IntelligentTieringConfiguration', {
    Id: 'cold',
    ...{ Status: 'Enabled', Tierings: [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }] },
  }),
  {
    ...named('BucketReplication', 'ReplicationConfiguration', {
      Role: ROLE,
      Rules: [
        {
          ID: 'folder',
          Priority: 1,
          Status: 'Enabled',
          Filter: { And: { Prefix: 'folder/', Tags: [{ Key: 'copy', Value: 'yes' }] } },
          DeleteMarkerReplication: { Status: 'Disabled' },
          Destination: {
            Bucket: 'arn:aws:s3:::target',
            StorageClass: 'STANDARD_IA',
            ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
            Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
          },
        },
      ],
    }),
    removal: 'DeleteBucketReplication',
    absent: 'ReplicationConfigurationNotFoundError',
  },
  {
    ...named('ObjectLockConfiguration', 'ObjectLockConfiguration', {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
    }),
    bucket: 'locked',
  },
];
