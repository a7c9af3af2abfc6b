import { Construct } from 'constructs';
import { addReportPlace, reportPlaceRefusals } from '../buckets/report-place';
import type { DestinationAccess } from '../buckets/destination-access';
import type { ReportBucket } from '../buckets/report-bucket';
import { HANDOFF_OUTPUT } from '../handoff';
import { addDestinationAccess } from '../outputs/destination-policies';
import { handoffOf, sourceInHandoff } from '../outputs/handoff-content';
import { addHandoffOutput, handoffNameRefusals } from '../outputs/handoff-output';
import { place } from '../place/placed';
import {
  accountIdRefusals,
  bucketNameRefusals,
  kmsKeyArnRefusals,
  principalArnRefusals,
  regionRefusals,
} from '../refusals/aws-names';
import { coveringPrefix, prefixRefusals } from '../refusals/prefixes';
import { listRefusals, refuse, type Refusal } from '../refusals/refusal';
import type { BatchCopyRole } from '../roles/batch-copy-role';
import { given } from '../values/given';
import { addCopyRole, batchCopyRefusals, copiesBy, copyInHandoff } from './copies';
import type { BatchCopyProps } from './props';

/**
 * What copies of existing objects need where there is no replication: the role by which S3 Batch Operations copies
 * (S3PutObjectCopy), the report bucket, and the output that `s3-backfill run` reads. No rule, no versioning.
 */
export class BatchCopy extends Construct {
  /** The bucket that is copied from. */
  readonly sourceBucketName: string;
  /** The role that S3 Batch Operations assumes. */
  readonly batchCopyRole: BatchCopyRole;
  /** The bucket that was made; absent when the report bucket is there already. */
  readonly reportBucket?: ReportBucket;
  /** What the account of the destination has to allow; absent when it is that of the source. */
  readonly destinationAccess?: DestinationAccess;

  constructor(scope: Construct, id: string, props: BatchCopyProps) {
    super(scope, id);
    place(this, props);
    const { sourceBucketName, sourceAccountId, destinationBucketName, handoffName = HANDOFF_OUTPUT } = props;
    refuse(this, [...refusalsOf(props), ...handoffNameRefusals(this, handoffName)]);
    this.sourceBucketName = sourceBucketName;
    const { made, report, manifest } = addReportPlace(this, props);
    if (made !== undefined) this.reportBucket = made;
    const { sourceKmsKeyArns, sourceBucketKeys, attachWith, callerArns } = props;
    const source = { sourceBucketName, report, ...given({ manifest, sourceKmsKeyArns, sourceBucketKeys }) };
    this.batchCopyRole = addCopyRole(this, source, props);
    const options = { bucketName: destinationBucketName, ...given({ callerArns }) };
    const access = addDestinationAccess(this, {
      copies: copiesBy(this.batchCopyRole.roleArn, props),
      destinations: [attachWith === undefined ? options : { ...options, provider: attachWith, attachPolicies: true }],
      handoffName,
      ...given({ sourceAccountId }),
    })[destinationBucketName];
    if (access !== undefined) this.destinationAccess = access;
    const handoff = handoffOf({
      source: sourceInHandoff(this, props),
      rules: [],
      roles: { batchCopyArn: this.batchCopyRole.roleArn },
      copy: copyInHandoff(props),
      report,
      ...given({ manifest }),
      prefixes: (props.prefixes ?? []).includes('') ? [] : (props.prefixes ?? []),
    });
    addHandoffOutput(this, handoffName, handoff);
  }
}

function refusalsOf(props: BatchCopyProps): readonly Refusal[] {
  const { prefixes = [], attachWith, callerArns, destinationAccountId, sourceAccountId } = props;
  const isForeign = destinationAccountId !== undefined && destinationAccountId !== sourceAccountId;
  const ofOthers = (prop: string, value: unknown): readonly Refusal[] => {
    if (value === undefined || isForeign) return [];
    const allowed = 'it is for a bucket of another account: set destinationAccountId, or leave it out';
    return [{ prop, given: value, allowed }];
  };
  return [
    ...bucketNameRefusals('sourceBucketName', props.sourceBucketName),
    ...regionRefusals('sourceRegion', props.sourceRegion),
    ...accountIdRefusals('sourceAccountId', sourceAccountId),
    ...listRefusals('sourceKmsKeyArns', props.sourceKmsKeyArns, kmsKeyArnRefusals),
    ...batchCopyRefusals('', props),
    ...reportPlaceRefusals(props, props.sourceBucketName),
    ...listRefusals('prefixes', prefixes, prefixRefusals),
    ...prefixes.flatMap((prefix, index) => {
      const covering = coveringPrefix(prefixes, index);
      const allowed = `"${covering ?? ''}" covers it already, and would be copied twice: leave one of them out`;
      return covering === undefined ? [] : [{ prop: `prefixes[${index}]`, given: prefix, allowed }];
    }),
    ...listRefusals('callerArns', callerArns, principalArnRefusals),
    ...ofOthers('callerArns', callerArns),
    ...ofOthers('attachWith', attachWith?.alias),
  ];
}
