// Props with the short forms written out.
import type { BatchReplicationProps } from './batch-replication-props';
import type { ReplicationRule } from './replication-rule';

export interface FullProps extends BatchReplicationProps {
  readonly rules: readonly ReplicationRule[];
  readonly reportBucket: NonNullable<BatchReplicationProps['reportBucket']>;
}

export function inFull(props: BatchReplicationProps): FullProps {
  const { prefixes = [], destinationBucketName, reportBucketName = '' } = props;
  const wanted = prefixes.length === 0 ? [''] : prefixes;
  const short = destinationBucketName === undefined ? [] : wanted.map((prefix) => ({ prefix, destinationBucketName }));
  return {
    ...props,
    rules: props.rules ?? short,
    reportBucket: props.reportBucket ?? { existing: reportBucketName },
  };
}
