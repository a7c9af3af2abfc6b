// The completion report: a manifest.json and one file each for the tasks that succeeded and those that failed.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import { createHash } from 'node:crypto';
import type { Failure } from '../replication/outcome';
import type { Bucket } from '../s3/bucket';
import { roleMay } from '../s3/role-access';
import { storeInternalObject } from '../s3/store-version';
import type { World } from '../world';
import { csvLine } from './csv';
import { md5InEtag, sha1 } from './fingerprint';
import type { Job, ReportOrder, Task } from './job';
import { JobFailure } from './job-failure';

/** What S3 writes about the order of the columns. In the rows themselves the HTTP status comes before the error code. */
const DECLARED_SCHEMA = 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage';

/** Collects a row for each task that was tried. */
export class ReportRows {
  private readonly lines: Record<'succeeded' | 'failed', string[]> = { succeeded: [], failed: [] };

  constructor(private readonly order: ReportOrder | undefined) {}

  add({ bucket, listedKey, versionId }: Task, failure: Failure | undefined): void {
    if (this.order === undefined || (this.order.failedTasksOnly && failure === undefined)) return;
    const status = failure === undefined ? 'succeeded' : 'failed';
    const { httpStatus, code, message } = failure ?? { httpStatus: 200, code: '', message: 'success' };
    this.lines[status].push(csvLine([bucket, listedKey, versionId ?? '', status, String(httpStatus), code, message]));
  }

  files(): readonly { readonly status: string; readonly body: Buffer }[] {
    return Object.entries(this.lines)
      .filter(([, lines]) => lines.length > 0)
      .map(([status, lines]) => ({ status, body: Buffer.from(lines.join('')) }));
  }
}

/**
 * Writes the report of a job that has tried at least one task.
 * @throws JobFailure if it cannot be delivered; what was replicated remains replicated
 */
export function writeReport(world: World, job: Job, rows: ReportRows): void {
  const { report } = job.order;
  if (report === undefined || job.counts.succeeded + job.counts.failed === 0) return;
  const bucket = world.buckets.get(report.bucket);
  if (bucket === undefined || !acceptsReport(bucket, report)) throw undeliverable();
  const folder = `${report.prefix === '' ? '' : `${report.prefix}/`}job-${job.jobId}`;
  const store = (key: string, body: Buffer, contentType: string): string => {
    const mayPut = roleMay({
      world,
      roleArn: job.order.roleArn,
      action: 's3:PutObject',
      bucket,
      key,
      // Always SSE-S3: a bucket policy that demands KMS refuses it.
      context: { 's3:x-amz-server-side-encryption': 'AES256' },
    });
    if (!mayPut) throw undeliverable();
    return md5InEtag(storeInternalObject(world, bucket, key, body, contentType));
  };
  const results = rows.files().map(({ status, body }) => {
    const key = `${folder}/results/${sha1(body)}.csv`;
    return { TaskExecutionStatus: status, Bucket: bucket.name, MD5Checksum: store(key, body, 'text/csv'), Key: key };
  });
  const manifest = Buffer.from(
    JSON.stringify({
      Format: 'Report_CSV_20180820',
      ReportCreationDate: new Date(world.clock.now()).toISOString(),
      Results: results,
      ReportSchema: DECLARED_SCHEMA,
    }),
  );
  store(`${folder}/manifest.json`, manifest, 'application/json');
  const checksum = createHash('md5').update(manifest).digest('base64');
  store(`${folder}/manifest.json.md5`, Buffer.from(checksum), 'text/plain');
}

function acceptsReport(bucket: Bucket, { expectedOwner }: ReportOrder): boolean {
  // A default retention of Object Lock would lock the report, and S3 does not deliver to such a bucket.
  const hasRetention = bucket.documents.get('object-lock')?.includes('<DefaultRetention>') === true;
  return !hasRetention && (expectedOwner === undefined || expectedOwner === bucket.accountId);
}

function undeliverable(): JobFailure {
  return new JobFailure(
    'ReportNotDelivered',
    'The job report could not be written to your report bucket. Please check your permissions.',
  );
}
