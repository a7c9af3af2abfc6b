// What the caller needs to compare the source with its destinations.
import type { CallerPermission } from './caller-permission';

export const VERIFY_PERMISSIONS: readonly CallerPermission[] = [
  {
    action: 's3:GetReplicationConfiguration',
    on: 'source bucket',
    calls: ['GetBucketReplication'],
    verbs: ['verify'],
    because: 'tells the destinations, and which versions have to be there',
    without: 'the rules of the handoff decide; without a handoff exit code 5',
  },
  ...(['source bucket', 'destination buckets'] as const).map((on): CallerPermission => ({
    action: 's3:ListBucket',
    on,
    calls: ['HeadBucket'],
    verbs: ['verify'],
    because: 'finds the Region of the bucket; tells a version that is not there from one that may not be looked at',
    without: 'the bucket is looked for in the Region of the credentials',
  })),
  ...(['source bucket', 'destination buckets'] as const).map((on): CallerPermission => ({
    action: 's3:GetInventoryConfiguration',
    on,
    calls: ['GetBucketInventoryConfiguration'],
    verbs: ['verify'],
    because: 'with inventories that lie in S3: sees whether their configuration leaves out keys',
    without: 'a note says that it is not known',
    onlyFor: 'inventory',
  })),
  {
    action: 's3:ListBucketVersions',
    on: 'source bucket',
    calls: ['ListObjectVersions'],
    verbs: ['run', 'retry', 'verify'],
    because: 'lists what has to be at the destinations',
    without: 'nothing can be compared: exit code 5',
  },
  {
    action: 's3:GetObjectVersion',
    on: 'source objects',
    calls: ['HeadObject'],
    verbs: ['run', 'retry', 'verify'],
    because:
      'reads metadata and replication status (headers, never contents); tells what is pending from what is missing',
    without:
      'what is missing is missing for the reason `unknown`; metadata is not compared, and the certificate says so',
  },
  {
    action: 's3:GetObjectVersionTagging',
    on: 'source objects',
    calls: ['GetObjectTagging'],
    verbs: ['run', 'retry', 'verify'],
    because: 'compares tags; sees which versions a rule with tags selects',
    without: 'tags are not compared, and the certificate says so',
  },
  {
    action: 's3:ListBucketVersions',
    on: 'destination buckets',
    calls: ['ListObjectVersions'],
    verbs: ['run', 'retry', 'verify'],
    because: 'lists what is there; in another account its bucket policy has to allow it',
    without: 'this destination could not be compared: exit code 5',
  },
  {
    action: 's3:GetObjectVersion',
    on: 'destination objects',
    calls: ['HeadObject'],
    verbs: ['run', 'retry', 'verify'],
    because:
      'reads the metadata of replicas (headers, never contents); in another account its bucket policy has to allow it',
    without: 'version ids, sizes and ETags alone are compared, and the certificate says so',
  },
  {
    action: 's3:GetObjectVersionTagging',
    on: 'destination objects',
    calls: ['GetObjectTagging'],
    verbs: ['run', 'retry', 'verify'],
    because: 'compares tags',
    without: 'tags are not compared, and the certificate says so',
  },
  {
    action: 'kms:GetPublicKey',
    on: 'signing key',
    calls: ['GetPublicKey'],
    verbs: ['run', 'verify', 'verify-certificate'],
    because: 'with `--sign-with` or `--public-key` and a key of KMS: tells by what a signature is checked',
    without: 'nothing is begun: exit code 5',
    onlyFor: 'signing',
  },
  {
    action: 'kms:Sign',
    on: 'signing key',
    calls: ['Sign'],
    verbs: ['run', 'verify'],
    because:
      'with `--sign-with` and a key of KMS: signs the certificate, and tries before anything is begun whether it can',
    without: 'nothing is begun: exit code 5',
    onlyFor: 'signing',
  },
];
