// Flags that name what a job works on: a command in a message gets them where nothing else has said it.
import type { KnownFlags } from '../../ports/engine';
import type { JobView } from '../../ports/batch/batch-operations';
import type { Engine } from '../../ports/engine';
import type { JobRequest } from '../../ports/batch/job-request';
import { bucketInArn } from '../../text/arn';
import { defined } from '../../text/defined';

function place(report: { readonly bucket: string; readonly prefix: string } | undefined): KnownFlags {
  if (report === undefined) return {};
  return { 'report-bucket': report.bucket, ...(report.prefix === '' ? {} : { 'report-prefix': report.prefix }) };
}

export function flagsOfView({ sourceBucket, prefix, roleArn, report }: JobView, engine: Engine): KnownFlags {
  return {
    region: engine.aws.region,
    'account-id': engine.accountId,
    ...defined({ 'source-bucket': sourceBucket, prefix }),
    ...(roleArn === '' ? {} : { 'role-arn': roleArn }),
    ...place(report),
  };
}

export function flagsOfRequest({ RoleArn, Report, ManifestGenerator }: JobRequest): KnownFlags {
  const generator = ManifestGenerator?.S3JobManifestGenerator;
  const bucket = bucketInArn(Report.Bucket);
  return {
    ...defined({
      'source-bucket': bucketInArn(generator?.SourceBucket ?? ''),
      prefix: generator?.Filter.KeyNameConstraint?.MatchAnyPrefix?.[0],
    }),
    'role-arn': RoleArn,
    ...place(bucket === undefined ? undefined : { bucket, prefix: Report.Prefix ?? '' }),
  };
}
