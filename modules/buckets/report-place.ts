// Where jobs write: the report bucket, one that is there or one to make, and the folders in it.
import type { Construct } from 'constructs';
import { bucketNameRefusals } from '../refusals/aws-names';
import { folderRefusals } from '../refusals/prefixes';
import type { Refusal } from '../refusals/refusal';
import type { BucketLocation } from '../roles/bucket-location';
import { ReportBucket, type ReportBucketProps } from './report-bucket';

const REPORT_PREFIX = 's3-backfill/reports';
const MANIFEST_PREFIX = 's3-backfill/manifests';

/** As people say it. */
export interface ReportPlaceProps {
  readonly reportBucket?: { readonly existing: string } | { readonly create: ReportBucketProps };
  readonly reportBucketName?: string;
  readonly reportPrefix?: string;
  readonly manifestPrefix?: string;
}

export interface ReportPlace {
  /** @default - it is there already */
  readonly made?: ReportBucket;
  readonly report: Required<BucketLocation>;
  /** @default - manifests are not kept */
  readonly manifest?: Required<BucketLocation>;
}

export function addReportPlace(scope: Construct, props: ReportPlaceProps): ReportPlace {
  const { reportBucket, reportBucketName = '', reportPrefix = REPORT_PREFIX } = props;
  const { manifestPrefix = MANIFEST_PREFIX } = props;
  const made =
    reportBucket !== undefined && 'create' in reportBucket
      ? new ReportBucket(scope, 'reports', reportBucket.create)
      : undefined;
  const existing = reportBucket !== undefined && 'existing' in reportBucket ? reportBucket.existing : reportBucketName;
  const bucketName = made?.bucketName ?? existing;
  const at = (prefix: string) => ({ bucketName, prefix: prefix.replace(/\/+$/, '') });
  return {
    report: at(reportPrefix),
    ...(made === undefined ? {} : { made }),
    ...(manifestPrefix === '' ? {} : { manifest: at(manifestPrefix) }),
  };
}

export function reportPlaceRefusals(given: ReportPlaceProps, sourceBucketName: string): readonly Refusal[] {
  return [
    ...bucketRefusals(given, sourceBucketName),
    ...folderRefusals('reportPrefix', given.reportPrefix),
    ...folderRefusals('manifestPrefix', given.manifestPrefix),
  ];
}

function bucketRefusals({ reportBucket, reportBucketName }: ReportPlaceProps, source: string): readonly Refusal[] {
  if ((reportBucket === undefined) === (reportBucketName === undefined)) {
    const what = reportBucketName === undefined ? ', for the completion reports of jobs' : ': leave one of the two out';
    const allowed = `exactly one of reportBucket and reportBucketName is needed${what}`;
    return [{ prop: 'reportBucketName', given: reportBucketName, allowed }];
  }
  const toMake = reportBucket !== undefined && 'create' in reportBucket ? reportBucket.create : undefined;
  const existing = reportBucket !== undefined && 'existing' in reportBucket ? reportBucket.existing : reportBucketName;
  const prop = reportBucket === undefined ? 'reportBucketName' : 'reportBucket.existing';
  const name = toMake?.bucketName ?? existing;
  // What is wrong with one that is to be made is said by itself.
  const wrong = toMake === undefined ? bucketNameRefusals(prop, name) : [];
  if (wrong.length > 0 || name !== source) return wrong;
  const allowed = 'reports in the source bucket would be objects of it: take another bucket';
  return [{ prop: 'reportBucket', given: name, allowed }];
}
