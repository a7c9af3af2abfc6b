// Replication rules that S3 takes, and what is put into them to try it.
import type { ReplicationRule } from '@aws-sdk/client-s3';

export const ROLE = 'arn:aws:iam::111122223333:role/replication';
export const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1';
export const DESTINATION = { Bucket: 'arn:aws:s3:::destination' };

/** A rule that S3 takes, of the second version of the schema. */
export const GOOD: ReplicationRule = {
  ID: 'good',
  Priority: 1,
  Status: 'Enabled',
  Filter: { Prefix: 'folder/' },
  DeleteMarkerReplication: { Status: 'Disabled' },
  Destination: DESTINATION,
};
export const without = (rule: ReplicationRule, ...names: (keyof ReplicationRule)[]): ReplicationRule =>
  Object.fromEntries(
    Object.entries(rule).filter(([name]) => !names.includes(name as keyof ReplicationRule)),
  ) as ReplicationRule;
// What makes a rule one of the first version.
// eslint-disable-next-line @typescript-eslint/no-deprecated
export const prefix = (Prefix: string): Partial<ReplicationRule> => ({ Prefix });
export const LEGACY: ReplicationRule = {
  ...without(GOOD, 'Filter', 'Priority', 'DeleteMarkerReplication'),
  ...prefix('folder/'),
};

export const KMS_ON = { SseKmsEncryptedObjects: { Status: 'Enabled' as const } };
export const ON = { Status: 'Enabled' as const };
export const MINUTES = (Minutes: number) => ({ Minutes });
