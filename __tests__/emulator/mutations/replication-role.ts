// What happens when the replication role may not do one of the things that it has to.
import { DeleteRoleCommand, DeleteRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import {
  allow,
  OTHER_ACCOUNT,
  put,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_STATEMENTS,
  rule,
  SOURCE,
  type Stage,
  trustOf,
  without,
} from '../stage';
import { denyIn, replicationRoleWithout, type Mutation } from './mutation';

async function putInParts({ s3 }: Stage): Promise<void> {
  const Key = 'parts';
  const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand({ Bucket: SOURCE, Key }));
  const upload = { Bucket: SOURCE, Key, UploadId };
  const { ETag } = await s3.send(new S3.UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await s3.send(new S3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
}

const deleteMarker = async (stage: Stage): Promise<void> => {
  await stage.s3.send(new S3.DeleteObjectCommand({ Bucket: SOURCE, Key: 'gone' }));
};

export const REPLICATION_ROLE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the replication role trusts another service',
    break: ({ iam }) =>
      iam.send(
        new UpdateAssumeRolePolicyCommand({ RoleName: 'replication', PolicyDocument: trustOf('ec2.amazonaws.com') }),
      ),
    codes: ['AssumeRoleNotPermitted'],
  },
  {
    name: 'the replication role was deleted',
    break: async ({ iam }) => {
      await iam.send(new DeleteRolePolicyCommand({ RoleName: 'replication', PolicyName: 'own' }));
      await iam.send(new DeleteRoleCommand({ RoleName: 'replication' }));
    },
    codes: ['AssumeRoleNotPermitted'],
  },
  {
    name: 'the replication role lacks s3:GetReplicationConfiguration',
    break: replicationRoleWithout('s3:GetReplicationConfiguration'),
    codes: ['AccessDenied'],
  },
  {
    name: 'the replication role lacks s3:ListBucket',
    break: replicationRoleWithout('s3:ListBucket'),
    codes: ['AccessDenied'],
  },
  {
    name: 'the replication role lacks s3:GetObjectVersionForReplication',
    break: replicationRoleWithout('s3:GetObjectVersionForReplication'),
    codes: ['SrcGetObjectNotPermitted'],
  },
  {
    name: 'the replication role lacks s3:GetObjectVersionForReplication for an object in parts',
    objects: putInParts,
    break: replicationRoleWithout('s3:GetObjectVersionForReplication'),
    codes: ['SrcHeadObjectNotPermitted'],
  },
  {
    name: 'the policy of the source denies the role to read',
    break: denyIn('s3', SOURCE, 's3:GetObjectVersionForReplication'),
    // s3:GetObjectVersion is enough for an object that is not under KMS, and the role does not have it.
    codes: ['SrcGetObjectNotPermitted'],
  },
  {
    name: 'the replication role lacks s3:GetObjectVersionAcl',
    break: replicationRoleWithout('s3:GetObjectVersionAcl'),
    codes: ['SrcGetAclNotPermitted'],
  },
  {
    name: 'the replication role lacks s3:GetObjectVersionTagging',
    break: replicationRoleWithout('s3:GetObjectVersionTagging'),
    codes: ['SrcGetTaggingNotPermitted'],
  },
  {
    name: 'the replication role lacks s3:ReplicateObject',
    break: replicationRoleWithout('s3:ReplicateObject'),
    codes: ['DstPutObjectNotPermitted'],
  },
  {
    name: 'the replication role may replicate to another prefix only',
    break: ({ iam }) =>
      putRolePolicy(iam, 'replication', [
        ...without('s3:ReplicateObject', REPLICATION_STATEMENTS),
        allow('s3:ReplicateObject', `arn:aws:s3:::${REPLICAS}/other/*`),
      ]),
    codes: ['DstPutObjectNotPermitted'],
  },
  {
    name: 'the replication role lacks s3:ReplicateObject for an object in parts',
    objects: putInParts,
    break: replicationRoleWithout('s3:ReplicateObject'),
    codes: ['DstMultipartInitNotPermitted'],
  },
  {
    name: 'the policy of the destination denies s3:ReplicateObject',
    break: denyIn('away', REPLICAS, 's3:ReplicateObject'),
    codes: ['DstPutObjectNotPermitted'],
  },
  {
    name: 'the policy of the destination demands SSE-KMS',
    break: denyIn('away', REPLICAS, 's3:ReplicateObject', {
      Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
    }),
    codes: ['DstPutObjectNotPermitted'],
  },
  {
    name: 'the replication role lacks s3:ReplicateTags for an object with tags',
    objects: (stage) => put(stage, 'tagged', { Tagging: 'a=1' }),
    break: replicationRoleWithout('s3:ReplicateTags'),
    codes: ['DstPutTaggingNotPermitted'],
  },
  {
    name: 'the replication role lacks s3:ReplicateTags for an object without tags',
    break: replicationRoleWithout('s3:ReplicateTags'),
    codes: [],
  },
  {
    name: 'the replication role lacks s3:ReplicateDelete for a delete marker',
    objects: deleteMarker,
    rules: (stage) => putRules(stage, rule({ DeleteMarkerReplication: { Status: 'Enabled' } })),
    break: replicationRoleWithout('s3:ReplicateDelete'),
    codes: ['DstDelObjNotPermitted'],
  },
  {
    name: 'the replication role lacks s3:ObjectOwnerOverrideToBucketOwner',
    rules: (stage) => {
      const Destination = {
        Bucket: `arn:aws:s3:::${REPLICAS}`,
        Account: OTHER_ACCOUNT,
        AccessControlTranslation: { Owner: 'Destination' as const },
      };
      return putRules(stage, rule({ Destination }));
    },
    codes: ['DstPutObjectNotPermitted'],
  },
];
