// Condition keys that requests of some actions of S3 have, and no others.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html

const ACLS = ['CreateBucket', 'PutBucketAcl', 'PutObject', 'PutObjectAcl', 'PutObjectVersionAcl'];
const ENCRYPTING = ['PutObject', 'ReplicateObject', 'UpdateObjectEncryption'];
const LISTING = ['ListBucket', 'ListBucketVersions'];
const LOCKING = ['PutObject', 'PutObjectRetention'];
const TAGGING = ['PutObject', 'PutObjectTagging', 'PutObjectVersionTagging'];
const WRITING = ['PutObject'];

/** Whether S3 says of these actions which tags the object has. `s3:GetObjectVersionForReplication` is none of them. */
const OF_TAGGED =
  /^(get|put)object(version)?(acl|tagging)$|^getobject(version)?(attributes)?$|^deleteobject(version)?tagging$/;
const OF_VERSIONS =
  /^(delete|get|put)objectversion(acl|annotation|attributes|forreplication|tagging|torrent)?$|^listobjectversionannotations$/;

/** A name that ends with a star stands for a family of keys. */
const ACTIONS_WITH: readonly (readonly [keys: string, actions: readonly string[] | RegExp])[] = [
  ['s3:ExistingObjectTag/*', OF_TAGGED],
  ['s3:VersionId', OF_VERSIONS],
  ['s3:prefix s3:delimiter s3:max-keys', LISTING],
  ['s3:RequestObjectTag/* s3:RequestObjectTagKeys', TAGGING],
  ['s3:x-amz-acl s3:x-amz-grant-full-control s3:x-amz-grant-read s3:x-amz-grant-read-acp', ACLS],
  ['s3:x-amz-grant-write s3:x-amz-grant-write-acp', ACLS],
  ['s3:x-amz-copy-source s3:x-amz-metadata-directive s3:x-amz-website-redirect-location', WRITING],
  ['s3:if-none-match s3:ObjectCreationOperation', WRITING],
  ['s3:if-match', ['PutObject', 'DeleteObject']],
  ['s3:x-amz-storage-class', ['PutObject', 'PutObjectAcl', 'PutObjectVersionAcl']],
  ['s3:x-amz-server-side-encryption s3:x-amz-server-side-encryption-aws-kms-key-id', ENCRYPTING],
  ['s3:x-amz-server-side-encryption-customer-algorithm', ENCRYPTING],
  ['s3:object-lock-mode s3:object-lock-retain-until-date s3:object-lock-remaining-retention-days', LOCKING],
  ['s3:object-lock-legal-hold', ['PutObject', 'PutObjectLegalHold']],
  ['s3:LocationConstraint s3:x-amz-object-ownership', ['CreateBucket']],
];

function isWith(actions: readonly string[] | RegExp, action: string): boolean {
  const name = action.slice('s3:'.length).toLowerCase();
  return actions instanceof RegExp ? actions.test(name) : actions.some((one) => one.toLowerCase() === name);
}

/** Whether policies can ask for the tags that the object has. */
export function asksForTags(action: string): boolean {
  return isWith(OF_TAGGED, action);
}

/** Keys of S3 that no request of this action has; of a service that is another one, none are known. */
export function absentKeys(action: string): Readonly<Record<string, null>> {
  if (!action.startsWith('s3:')) return {};
  const absent = ACTIONS_WITH.filter(([, actions]) => !isWith(actions, action));
  return Object.fromEntries(absent.flatMap(([keys]) => keys.split(' ').map((key) => [key, null])));
}
