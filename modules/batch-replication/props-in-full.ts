// Props with the short forms written out.
import type { IConstruct } from 'constructs';
import type { ReplicationRule } from '../replication/rule';
import { given } from '../values/given';
import { firstAlike } from '../values/same-text';
import type { BatchReplicationProps } from './props';

export interface FullProps extends BatchReplicationProps {
  readonly rules: readonly ReplicationRule[];
  readonly reportBucket: NonNullable<BatchReplicationProps['reportBucket']>;
}

/** Names, accounts and keys that are one are one text in it, tokens too. */
export function inFull(scope: IConstruct, given: BatchReplicationProps): FullProps {
  const props = withTextsAlike(scope, given);
  const { prefixes = [], destinationBucketName, reportBucketName = '' } = props;
  const wanted = prefixes.length === 0 ? [''] : prefixes;
  const short = destinationBucketName === undefined ? [] : wanted.map((prefix) => ({ prefix, destinationBucketName }));
  return {
    ...props,
    rules: props.rules ?? short,
    reportBucket: props.reportBucket ?? { existing: reportBucketName },
  };
}

function withTextsAlike(scope: IConstruct, props: BatchReplicationProps): BatchReplicationProps {
  const alike = firstAlike(scope);
  const { sourceKmsKeyArns, rules, destinations, reportBucket, batchCopy } = props;
  const textsOf = <Fields extends object>(fields: Fields): Fields =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'string' ? alike(value) : (value as unknown),
      ]),
    ) as Fields;
  return {
    ...textsOf(props),
    ...given({
      sourceKmsKeyArns: sourceKmsKeyArns?.map(alike),
      rules: rules?.map(textsOf),
      destinations: destinations?.map(textsOf),
      reportBucket: reportBucket && textsOf(reportBucket),
      batchCopy: batchCopy && {
        ...textsOf(batchCopy),
        ...given({ destinationKmsKeyArns: batchCopy.destinationKmsKeyArns?.map(alike) }),
      },
    }),
  };
}
