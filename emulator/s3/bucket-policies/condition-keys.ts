// Which condition keys of S3 a bucket policy may ask for, and with which actions.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_s3.html

/** Keys that every action has, as far as S3 looks when a policy is put; a name that ends with a slash is a family. */
const FOR_ANY = words(`
  s3:AccessGrantsInstanceArn s3:AccessPointNetworkOrigin s3:AccessPointTag/ s3:authType s3:BucketTag/
  s3:DataAccessPointAccount s3:DataAccessPointArn s3:deliverySourceArn s3:destinationRegion
  s3:isReplicationPauseRequest s3:logType s3:ResourceAccount s3:resourceArnBeingAuthorized s3:signatureAge
  s3:signatureversion s3:TlsVersion s3:x-amz-content-sha256 s3:annotation-prefix s3:max-annotation-results
  s3:x-amz-object-if-match s3:x-amz-object-annotation-directive`);

const LISTING = words('ListBucket ListBucketVersions');
const VERSIONS = words(`
  DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging GetObjectVersion GetObjectVersionAcl
  GetObjectVersionAnnotation GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging
  GetObjectVersionTorrent ListObjectVersionAnnotations PutObjectVersionAcl PutObjectVersionAnnotation
  PutObjectVersionTagging`);
const OF_TAGGED = words(`
  DeleteObjectTagging DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectTagging
  GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes GetObjectVersionTagging PutObjectAcl PutObjectTagging
  PutObjectVersionAcl PutObjectVersionTagging`);
const ACLS = words('BypassGovernanceRetention CreateBucket PutBucketAcl PutObject PutObjectAcl PutObjectVersionAcl');
const WRITING = words('BypassGovernanceRetention PutObject');
const ENCRYPTING = words('BypassGovernanceRetention PutObject ReplicateObject UpdateObjectEncryption');
const CREATING = words('CreateBucket');
const JOBS = words('CreateJob UpdateJobPriority UpdateJobStatus');
const EVENT_HOLDS = words('BypassGovernanceRetention PutObject PutObjectRetention');

const BY_KEY: ReadonlyMap<string, readonly string[]> = new Map(
  [
    [LISTING, 's3:prefix s3:delimiter s3:max-keys'],
    [VERSIONS, 's3:VersionId'],
    [OF_TAGGED, 's3:ExistingObjectTag/'],
    [[...WRITING, 'PutObjectTagging', 'PutObjectVersionTagging'], 's3:RequestObjectTag/ s3:RequestObjectTagKeys'],
    [ACLS, 's3:x-amz-acl s3:x-amz-grant-full-control s3:x-amz-grant-read s3:x-amz-grant-read-acp'],
    [ACLS, 's3:x-amz-grant-write s3:x-amz-grant-write-acp'],
    [WRITING, 's3:x-amz-copy-source s3:x-amz-metadata-directive s3:x-amz-website-redirect-location'],
    [WRITING, 's3:if-none-match s3:ObjectCreationOperation'],
    [[...WRITING, 'DeleteObject'], 's3:if-match'],
    [[...WRITING, 'PutObjectAcl', 'PutObjectVersionAcl'], 's3:x-amz-storage-class'],
    [ENCRYPTING, 's3:x-amz-server-side-encryption s3:x-amz-server-side-encryption-aws-kms-key-id'],
    [ENCRYPTING, 's3:x-amz-server-side-encryption-customer-algorithm'],
    [[...WRITING, 'PutObjectRetention'], 's3:object-lock-mode s3:object-lock-retain-until-date'],
    [[...WRITING, 'PutObjectRetention'], 's3:object-lock-remaining-retention-days'],
    [[...WRITING, 'PutObjectLegalHold'], 's3:object-lock-legal-hold'],
    [EVENT_HOLDS, 's3:object-lock-event-hold s3:object-lock-event-hold-duration-days'],
    [['PutInventoryConfiguration'], 's3:InventoryAccessibleOptionalFields'],
    [CREATING, 's3:LocationConstraint s3:x-amz-object-ownership s3:x-amz-bucket-namespace'],
    [JOBS, 's3:ExistingJobOperation s3:ExistingJobPriority s3:JobSuspendedCause s3:RequestJobOperation'],
    [JOBS, 's3:RequestJobPriority'],
  ].flatMap(([actions, keys]) => {
    const names = (actions as readonly string[]).map((action) => `s3:${action.toLowerCase()}`);
    return words(keys as string).map((key) => [key.toLowerCase(), names] as const);
  }),
);

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

const OF_ALL: ReadonlySet<string> = new Set(FOR_ANY.map((key) => key.toLowerCase()));

/**
 * The actions with which S3 takes a key, in lower case. S3 knows its own keys by heart; of the others, which AWS adds to, it
 * asks only that they belong to a service.
 */
export function actionsWithKey(key: string): readonly string[] | 'any' | 'no such key' {
  if (!/^[\w.-]+:(.*[^/])$/.test(key)) return 'no such key';
  if (!key.startsWith('s3:')) return 'any';
  const family = /^[^/]+\/(?=.)/.exec(key)?.[0] ?? key;
  return OF_ALL.has(family) ? 'any' : (BY_KEY.get(family) ?? 'no such key');
}
