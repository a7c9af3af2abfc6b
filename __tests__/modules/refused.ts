// What a BatchReplication refuses, as its message.
import { BatchReplication, type BatchReplicationProps, RefusedProps, type ReplicationRule } from '../../modules';
import { newStack } from './synthesis';

export type Props = BatchReplicationProps;

export const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const ROLE = 'arn:aws:iam::111122223333:role/replication';

export const rule = (given: Partial<ReplicationRule> = {}): ReplicationRule => ({
  destinationBucketName: 'replica',
  ...given,
});
export const rules = (...given: Partial<ReplicationRule>[]): Partial<Props> => ({ rules: given.map(rule) });

export function refusalOf(props: Partial<Props>): string {
  const stack = newStack();
  const whole: Props = { sourceBucketName: 'source', rules: [rule()], reportBucket: { existing: 'reports' }, ...props };
  try {
    new BatchReplication(stack, 'backfill', whole);
  } catch (error) {
    if (error instanceof RefusedProps) return error.message;
    throw error;
  }
  return 'nothing was refused';
}
