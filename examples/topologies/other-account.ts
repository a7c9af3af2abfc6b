import type { Construct } from 'constructs';
import { BatchReplication } from '../../modules';
import { OUR_ACCOUNT, THEIR_ACCOUNT, THEIR_REGION, type Places } from './places';

/** To another account and Region, which owns the replicas; the policy of its bucket is attached from here. */
export function otherAccount(scope: Construct, { otherAccount: provider }: Places): BatchReplication {
  return new BatchReplication(scope, 'accounts', {
    sourceBucketName: 'accounts-source',
    sourceAccountId: OUR_ACCOUNT,
    rules: [
      {
        prefix: 'a/',
        destinationBucketName: 'accounts-theirs',
        destinationAccountId: THEIR_ACCOUNT,
        destinationRegion: THEIR_REGION,
        ownerOverride: true,
      },
    ],
    destinations: [
      {
        bucketName: 'accounts-theirs',
        provider,
        attachPolicies: true,
        // Whoever runs s3-backfill in our account compares with the identity that it has.
        callerArns: [`arn:aws:iam::${OUR_ACCOUNT}:root`],
      },
    ],
    reportBucketName: 'topology-reports',
    handoffName: 's3_backfill_accounts',
  });
}
