// Flags that name what a job works on: a command in a message gets them where nothing else has said it.
import type { KnownFlags } from '../../ports/engine';
import type { JobView } from '../../ports/batch/batch-operations';
import type { Engine } from '../../ports/engine';
import type { CopyOperation, JobRequest } from '../../ports/batch/job-request';
import { bucketInArn } from '../../text/arn';
import { defined } from '../../text/defined';
import { sidesIn } from './planned-job';

/** What is needed of the program to name a command: in which account and Region jobs are known. */
export interface InAccount extends Pick<Engine, 'accountId' | 'command'> {
  readonly aws: Pick<Engine['aws'], 'region'>;
}

/** Where a job puts its copies. */
type Place = Pick<CopyOperation, 'TargetKeyPrefix'> & { readonly TargetResource?: string };

function place(report: { readonly bucket: string; readonly prefix: string } | undefined): KnownFlags {
  if (report === undefined) return {};
  return { 'report-bucket': report.bucket, ...(report.prefix === '' ? {} : { 'report-prefix': report.prefix }) };
}

/** Of a job that copies: the method, and where to. */
function copying({ TargetResource = '', TargetKeyPrefix: folder }: Place, prefix = ''): KnownFlags {
  return {
    method: 'batch-copy',
    ...defined({
      'destination-bucket': bucketInArn(TargetResource),
      'destination-prefix': folder === undefined ? undefined : `${folder}/${prefix}`,
    }),
  };
}

/** A job that was given a list says in its description alone what it copies from. */
export function flagsOfView(
  { sourceBucket, prefix, roleArn, report, order, description }: JobView,
  engine: Omit<InAccount, 'command'>,
): KnownFlags {
  return {
    region: engine.aws.region,
    'account-id': engine.accountId,
    ...defined({ 'source-bucket': sourceBucket ?? sidesIn(description).sourceBucket, prefix }),
    ...(order.copies === undefined ? {} : copying(order.copies, prefix)),
    ...(roleArn === '' ? {} : { 'role-arn': roleArn }),
    ...place(report),
  };
}

export function flagsOfRequest({ RoleArn, Report, ManifestGenerator, Operation }: JobRequest): KnownFlags {
  const generator = ManifestGenerator?.S3JobManifestGenerator;
  const prefix = generator?.Filter.KeyNameConstraint?.MatchAnyPrefix?.[0];
  const bucket = bucketInArn(Report.Bucket);
  return {
    ...defined({
      'source-bucket': bucketInArn(generator?.SourceBucket ?? ''),
      prefix,
    }),
    ...('S3PutObjectCopy' in Operation ? copying(Operation.S3PutObjectCopy, prefix) : {}),
    'role-arn': RoleArn,
    ...place(bucket === undefined ? undefined : { bucket, prefix: Report.Prefix ?? '' }),
  };
}
