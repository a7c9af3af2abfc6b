// What a job was asked to do, as DescribeJob echoes it.
import type { JobDescriptor, JobManifest, S3JobManifestGenerator } from '@aws-sdk/client-s3-control';
import type { ShownGenerator, ShownManifest, ShownOrder, ShownPlace } from '../ports/batch/job-request';
import { bucketInArn } from '../text/arn';
import { defined } from '../text/defined';
import { membersOf } from '../ports/batch/shown-members';
import { bareEtag } from './s3/s3-clients';

function placeOf(arn: string | undefined, prefix = ''): ShownPlace | undefined {
  return arn === undefined ? undefined : { bucket: bucketInArn(arn) ?? arn, prefix: prefix.replace(/\/$/, '') };
}

function generatorOf(generator: S3JobManifestGenerator): ShownGenerator {
  const { SourceBucket, ExpectedBucketOwner, Filter = {}, EnableManifestOutput, ManifestOutputLocation } = generator;
  const output = placeOf(ManifestOutputLocation?.Bucket, ManifestOutputLocation?.ManifestPrefix);
  return {
    filter: Filter,
    ...defined({
      sourceBucket: placeOf(SourceBucket)?.bucket,
      sourceAccountId: ExpectedBucketOwner,
      output: EnableManifestOutput === false ? undefined : output,
    }),
  };
}

function manifestOf({ Spec, Location }: JobManifest): ShownManifest {
  return {
    object: (Location?.ObjectArn ?? '').replace(/^arn:[^:]*:s3:::/, ''),
    etag: bareEtag(Location?.ETag),
    fields: Spec?.Fields ?? [],
    ...defined({ format: Spec?.Format }),
  };
}

export function orderOf({
  JobArn = '',
  Operation = {},
  Report,
  Manifest,
  ManifestGenerator,
}: JobDescriptor): ShownOrder {
  const generator = ManifestGenerator?.S3JobManifestGenerator;
  const operations = Object.entries(Operation).flatMap(([name, parameters]) =>
    parameters === undefined ? [] : [name],
  );
  return {
    report: {
      enabled: Report?.Enabled === true,
      ...defined({
        place: placeOf(Report?.Bucket, Report?.Prefix),
        scope: Report?.ReportScope,
        format: Report?.Format,
      }),
    },
    ...defined({
      accountId: /^arn:[^:]*:s3:[^:]*:(\d{12}):/.exec(JobArn)?.[1],
      operation: operations.length === 0 ? undefined : operations.join(' and '),
      copies: Operation.S3PutObjectCopy === undefined ? undefined : membersOf(Operation.S3PutObjectCopy),
      generator: generator === undefined ? undefined : generatorOf(generator),
      manifest: Manifest === undefined ? undefined : manifestOf(Manifest),
    }),
  };
}
