// The actions of S3 that are on a bucket or on an object: no other can stand in a bucket policy.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_s3.html
import { matches, type Pattern } from '../../iam/policy-language/wildcard';

export interface S3Action {
  /** In lower case, as the patterns of policies are: `s3:getobject`. */
  readonly name: string;
  readonly on: 'bucket' | 'object';
}

// CreateBucket is missing: S3 refuses it, since there is no policy before there is a bucket.
const ON_BUCKET = `
  CreateBucketMetadataTableConfiguration DeleteBucket DeleteBucketMetadataTableConfiguration DeleteBucketPolicy
  DeleteBucketWebsite GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS
  GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration GetBucketNotification
  GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus
  GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite
  GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration
  GetMetricsConfiguration GetReplicationConfiguration ListBucket ListBucketMultipartUploads ListBucketVersions
  ListTagsForResource PauseReplication PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAbac PutBucketAcl
  PutBucketCORS PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls
  PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning
  PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration
  PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource
  UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration`;

const ON_OBJECT = `
  AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation DeleteObjectTagging
  DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging GetObject GetObjectAcl
  GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent
  GetObjectVersion GetObjectVersionAcl GetObjectVersionAnnotation GetObjectVersionAttributes
  GetObjectVersionAnnotationForReplication GetObjectVersionForReplication GetObjectVersionTagging
  GetObjectVersionTorrent InitiateReplication ListMultipartUploadParts ListObjectAnnotations
  ListObjectVersionAnnotations ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectAnnotation
  PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionAnnotation
  PutObjectVersionTagging ReplicateDelete ReplicateObject ReplicateObjectAnnotation ReplicateTags RestoreObject
  UpdateObjectEncryption`;

function named(names: string, on: S3Action['on']): readonly S3Action[] {
  const list = names.trim().split(/\s+/);
  return list.map((name) => ({ name: `s3:${name.toLowerCase()}`, on }));
}

const S3_ACTIONS: readonly S3Action[] = [...named(ON_BUCKET, 'bucket'), ...named(ON_OBJECT, 'object')];

/** Those that a pattern of a policy means; none if S3 has no such action. */
export function actionsOf(pattern: Pattern): readonly S3Action[] {
  return S3_ACTIONS.filter(({ name }) => matches(pattern, name));
}

/** Those that none of the patterns means, as in `NotAction`. */
export function actionsBeside(patterns: readonly Pattern[]): readonly S3Action[] {
  return S3_ACTIONS.filter(({ name }) => !patterns.some((pattern) => matches(pattern, name)));
}
