// What whoever copies needs. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
import { CHECKING } from './copy-check-permissions';
import type { CopyPermission } from './copy-permission';

const FAILS = 'the object is not copied: AccessDenied';
const LARGE = 'objects that are copied in parts fail: AccessDenied';
const KMS = 'objects under that key fail: AccessDenied';

type Reason = Pick<CopyPermission, 'calls' | 'because' | 'without' | 'doubt' | 'onlyFor'>;

const ANNOTATED = 'whether an object has annotations neither a listing nor its headers tell';
const IN_PARTS = 'only objects that are copied in parts need it';

/** Of the newest objects, or by their version ids where versions are copied one by one. */
function reading(action: string, ofVersion: string, reason: Reason): readonly CopyPermission[] {
  const on = 'source objects';
  return [
    { action, on, ...reason, notFor: 'all versions' },
    { action: ofVersion, on, ...reason, onlyFor: [...(reason.onlyFor ?? []), 'all versions'] },
  ];
}

const SOURCE: readonly CopyPermission[] = [
  {
    action: 's3:ListBucket',
    on: 'source listing',
    calls: ['HeadBucket', 'ListObjectsV2'],
    because: 'lists what is to be copied; of a whole bucket, tells an object that is gone from one that is forbidden',
    without: 'exit code 5',
  },
  {
    action: 's3:ListBucketVersions',
    on: 'source listing',
    calls: ['ListObjectVersions'],
    because: 'lists the versions that are to be copied',
    without: 'exit code 5',
    onlyFor: ['all versions'],
  },
  ...reading('s3:GetObject', 's3:GetObjectVersion', {
    calls: ['CopyObject', 'UploadPartCopy', 'HeadObject', 'GetObject'],
    because: 'reads the object: S3 does, on its side, and no byte of it passes through this machine',
    without: FAILS,
  }),
  ...reading('s3:GetObjectTagging', 's3:GetObjectVersionTagging', {
    calls: ['CopyObject', 'GetObjectTagging'],
    because: 'reads the tags, which are copied with the object, and by which --tag chooses',
    without: 'objects with tags are not copied: AccessDenied; with --tag none is',
  }),
  ...reading('s3:GetObjectAnnotation', 's3:GetObjectVersionAnnotation', {
    calls: ['CopyObject', 'GetObjectAnnotation'],
    because: 'reads the annotations, which are copied with the object',
    without: 'objects with annotations are not copied: AccessDenied',
    doubt: ANNOTATED,
    onlyFor: ['annotations'],
  }),
  ...reading('s3:ListObjectAnnotations', 's3:ListObjectVersionAnnotations', {
    calls: ['ListObjectAnnotations'],
    because: 'finds the annotations of objects that are copied in parts, which carry none',
    without: `${LARGE}, if they have annotations`,
    doubt: ANNOTATED,
    onlyFor: ['annotations'],
  }),
  {
    action: 's3:RestoreObject',
    on: 'source objects',
    calls: ['RestoreObject'],
    because: 'has archived objects restored before they are copied',
    without: 'archived objects stay archived, and are not copied: AccessDenied',
    optional: true,
    onlyFor: ['restore'],
  },
  {
    action: 's3:GetObjectRetention',
    on: 'source objects',
    calls: ['HeadObject'],
    because: 'reads the retention of the object: S3 leaves it out of the headers of an object for whoever may not',
    without: 'retention is taken for none, and is lost',
    onlyFor: ['lock'],
  },
  {
    action: 's3:GetObjectLegalHold',
    on: 'source objects',
    calls: ['HeadObject'],
    because: 'reads the legal hold of the object: S3 leaves it out of the headers of an object for whoever may not',
    without: 'a legal hold is taken for none, and is lost',
    onlyFor: ['lock'],
  },
  ...reading('s3:GetObjectAcl', 's3:GetObjectVersionAcl', {
    calls: ['GetObjectAcl'],
    because: 'reads the ACL, which no copy carries',
    without: FAILS,
    onlyFor: ['acl'],
  }),
  {
    action: 'kms:Decrypt',
    on: 'source key',
    calls: ['CopyObject', 'UploadPartCopy'],
    because: 'reads objects under SSE-KMS',
    without: KMS,
  },
];

const DESTINATION: readonly CopyPermission[] = [
  {
    action: 's3:ListBucket',
    on: 'destination listing',
    calls: ['HeadBucket', 'ListObjectsV2'],
    because: 'lists what is there already, which is not copied again',
    without: 'exit code 5',
  },
  {
    action: 's3:ListBucketVersions',
    on: 'destination listing',
    calls: ['ListObjectVersions'],
    because: 'lists the versions that are there already, which are not copied again',
    without: 'exit code 5',
    onlyFor: ['all versions'],
  },
  {
    action: 's3:GetBucketVersioning',
    on: 'destination bucket',
    calls: ['GetBucketVersioning'],
    because:
      'tells whether the bucket keeps versions, without which each copy would take the place of the one before it',
    without: 'nothing is copied: exit code 2',
    onlyFor: ['all versions'],
  },
  {
    action: 's3:PutObject',
    on: 'destination objects',
    calls: ['CopyObject', 'CreateMultipartUpload', 'UploadPartCopy', 'CompleteMultipartUpload'],
    because: 'writes the copy',
    without: FAILS,
  },
  {
    action: 's3:PutObjectTagging',
    on: 'destination objects',
    calls: ['CopyObject', 'CreateMultipartUpload', 'PutObjectTagging'],
    because: 'writes the tags of the copy',
    without: 'objects with tags are not copied: AccessDenied',
    doubt: 'only objects with tags need it',
  },
  {
    action: 's3:PutObjectAnnotation',
    on: 'destination objects',
    calls: ['CopyObject', 'PutObjectAnnotation'],
    because: 'writes the annotations of the copy',
    without: 'objects with annotations are not copied: AccessDenied',
    doubt: ANNOTATED,
    onlyFor: ['annotations'],
  },
  {
    action: 's3:GetObject',
    on: 'destination objects',
    calls: ['HeadObject'],
    because: 'compares (headers, never contents) where size and ETag of two objects leave open whether they are equal',
    without: 'what cannot be compared is left as it is, and told',
    optional: true,
  },
  {
    action: 's3:GetObjectVersion',
    on: 'destination objects',
    calls: ['HeadObject'],
    because: 'compares (headers, never contents) where size and ETag of two versions leave open whether they are equal',
    without: 'versions that cannot be compared are left as they are, and told',
    optional: true,
    onlyFor: ['all versions'],
  },
  {
    action: 's3:GetObjectTagging',
    on: 'destination objects',
    calls: ['GetObjectTagging'],
    because: 'compares the tags of what was copied',
    without: 'tags are not compared, and the certificate says so',
    optional: true,
    notFor: 'all versions',
  },
  {
    action: 's3:GetObjectVersionTagging',
    on: 'destination objects',
    calls: ['GetObjectTagging'],
    because: 'compares the tags of the versions that were copied',
    without: 'tags are not compared, and the certificate says so',
    optional: true,
    onlyFor: ['all versions'],
  },
  {
    action: 's3:ListBucketMultipartUploads',
    on: 'destination bucket',
    calls: ['ListMultipartUploads'],
    because: 'finds uploads that an earlier copy has left: their parts are paid for until somebody ends them',
    without: 'uploads that were left stay',
    optional: true,
  },
  {
    action: 's3:AbortMultipartUpload',
    on: 'destination objects',
    calls: ['AbortMultipartUpload'],
    because: 'ends an upload that has failed, or that an earlier copy has left',
    without: 'uploads that have failed stay, and their parts are paid for',
    doubt: IN_PARTS,
  },
  {
    action: 's3:PutObjectRetention',
    on: 'destination objects',
    calls: ['CopyObject', 'CreateMultipartUpload'],
    because: 'writes the retention of the copy',
    without: 'objects with retention are not copied: AccessDenied',
    onlyFor: ['lock'],
  },
  {
    action: 's3:PutObjectLegalHold',
    on: 'destination objects',
    calls: ['CopyObject', 'CreateMultipartUpload'],
    because: 'writes the legal hold of the copy',
    without: 'objects under a legal hold are not copied: AccessDenied',
    onlyFor: ['lock'],
  },
  {
    action: 's3:PutObjectAcl',
    on: 'destination objects',
    calls: ['CopyObject', 'CreateMultipartUpload'],
    because: 'writes the ACL of the copy, whose bucket must have ACLs switched on',
    without: FAILS,
    onlyFor: ['acl'],
  },
  {
    action: 's3:DeleteObject',
    on: 'destination objects',
    calls: ['DeleteObjects'],
    because: 'removes what the source has not; in a versioned bucket by delete markers, so that no version is lost',
    without: 'nothing is removed: exit code 1',
    onlyFor: ['delete'],
  },
  {
    action: 's3:GetObject',
    on: 'destination objects',
    calls: ['DeleteObjects'],
    because:
      'removes an object only if its ETag is the one that was listed, which S3 lets nobody ask who may not read it',
    without: 'nothing is removed: exit code 1',
    onlyFor: ['delete'],
  },
  {
    action: 's3:DeleteObject',
    on: 'destination objects',
    calls: ['DeleteObject'],
    because: 'places the delete markers that lie between the versions of an object',
    without: 'delete markers are not placed, nor what is newer than they are',
    onlyFor: ['all versions'],
  },
  {
    action: 's3:GetObject',
    on: 'destination objects',
    calls: ['DeleteObject'],
    because:
      'places a delete marker only over what was listed, whose ETag S3 lets nobody ask about who may not read it',
    without: 'delete markers are not placed, nor what is newer than they are',
    onlyFor: ['all versions'],
  },
  {
    action: 'kms:GenerateDataKey',
    on: 'destination key',
    calls: ['CopyObject', 'CreateMultipartUpload'],
    because: 'encrypts the copy',
    without: KMS,
  },
  {
    action: 'kms:Decrypt',
    on: 'destination key',
    calls: ['UploadPartCopy', 'CompleteMultipartUpload'],
    because: 'joins the parts of an upload, which S3 has to read for it; uses an S3 Bucket Key again',
    without: LARGE,
    doubt: `${IN_PARTS}, or those under an S3 Bucket Key`,
  },
];

export const COPY_PERMISSIONS: readonly CopyPermission[] = [...SOURCE, ...DESTINATION, ...CHECKING];
