// The names that AWS gives to the operations of S3, by the route that finds each. Faults and the log use them.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

/** Sub-resources of a bucket whose operations are Get, Put and Delete of one name. */
const DOCUMENT_NAMES: Readonly<Record<string, string>> = {
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  lifecycle: 'BucketLifecycleConfiguration',
  logging: 'BucketLogging',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

/** Sub-resources of which a bucket may have several; without an id, GET lists them. */
const NAMED_DOCUMENT_NAMES: Readonly<Record<string, string>> = {
  analytics: 'BucketAnalyticsConfiguration',
  'intelligent-tiering': 'BucketIntelligentTieringConfiguration',
  inventory: 'BucketInventoryConfiguration',
  metrics: 'BucketMetricsConfiguration',
};

const NAMES: Readonly<Record<string, string>> = {
  ...documentNames(DOCUMENT_NAMES),
  ...documentNames(NAMED_DOCUMENT_NAMES),
  'GET account': 'ListBuckets',
  'PUT bucket': 'CreateBucket',
  'HEAD bucket': 'HeadBucket',
  'GET bucket': 'ListObjects',
  'GET bucket list-type': 'ListObjectsV2',
  'GET bucket versions': 'ListObjectVersions',
  'GET bucket uploads': 'ListMultipartUploads',
  'GET bucket location': 'GetBucketLocation',
  'GET bucket policyStatus': 'GetBucketPolicyStatus',
  'DELETE bucket': 'DeleteBucket',
  'DELETE bucket lifecycle': 'DeleteBucketLifecycle',
  'POST bucket delete': 'DeleteObjects',
  'PUT object': 'PutObject',
  'PUT object copy': 'CopyObject',
  'PUT object acl': 'PutObjectAcl',
  'PUT object annotation': 'PutObjectAnnotation',
  'PUT object legal-hold': 'PutObjectLegalHold',
  'PUT object retention': 'PutObjectRetention',
  'PUT object tagging': 'PutObjectTagging',
  'PUT object partNumber': 'UploadPart',
  'PUT object uploadId': 'UploadPart',
  'PUT object uploadId copy': 'UploadPartCopy',
  'GET object': 'GetObject',
  'GET object acl': 'GetObjectAcl',
  'GET object annotation': 'ListObjectAnnotations',
  'GET object attributes': 'GetObjectAttributes',
  'GET object legal-hold': 'GetObjectLegalHold',
  'GET object retention': 'GetObjectRetention',
  'GET object tagging': 'GetObjectTagging',
  'GET object uploadId': 'ListParts',
  'HEAD object': 'HeadObject',
  'POST object restore': 'RestoreObject',
  'POST object uploads': 'CreateMultipartUpload',
  'POST object uploadId': 'CompleteMultipartUpload',
  'DELETE object': 'DeleteObject',
  'DELETE object annotation': 'DeleteObjectAnnotation',
  'DELETE object tagging': 'DeleteObjectTagging',
  'DELETE object uploadId': 'AbortMultipartUpload',
};

function documentNames(names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([subResource, name]) => [
      [`GET bucket ${subResource}`, `Get${name}`],
      [`PUT bucket ${subResource}`, `Put${name}`],
      [`DELETE bucket ${subResource}`, `Delete${name}`],
    ]),
  );
}

/** @param route - as in an operation table, for example `GET bucket versioning` */
export function operationName(
  route: string,
  { query, headers }: { readonly query: URLSearchParams; readonly headers: Readonly<Record<string, string>> },
): string {
  const subResource = route.slice('GET bucket '.length);
  if (route.startsWith('GET bucket ') && Object.hasOwn(NAMED_DOCUMENT_NAMES, subResource) && !query.has('id')) {
    return `List${NAMED_DOCUMENT_NAMES[subResource] ?? ''}s`;
  }
  if (route === 'GET object annotation' && query.has('annotationName')) return 'GetObjectAnnotation';
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  return (isCopy ? NAMES[`${route} copy`] : undefined) ?? NAMES[route] ?? route;
}
