// The completion report: a manifest.json and files for the tasks that succeeded and those that failed.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import { createHash } from 'node:crypto';
import type { Bucket } from '../../world/bucket';
import { roleMay } from '../../s3/access/role-access';
import { storeInternalObject } from '../../s3/versions/store-version';
import type { World } from '../../world/world';
import { md5InEtag } from '../manifests/fingerprint';
import { type Job, JobFailure, type ReportOrder } from '../../world/batch-job';
import type { ReportFile, ReportRows } from './report-rows';

/** What S3 writes about the order of the columns. In the rows themselves the HTTP status comes before the error code. */
const DECLARED_SCHEMA = 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage';

/**
 * Writes the report of a job that has tried at least one task; it is there at once, or after the delay that the emulator
 * was started with.
 * @param giveWay - lets others have their turn
 * @throws JobFailure if it cannot be delivered; what was replicated remains replicated
 */
export async function writeReport(
  world: World,
  job: Job,
  rows: ReportRows,
  giveWay: () => Promise<void>,
): Promise<void> {
  const { report } = job.order;
  if (report === undefined || job.counts.succeeded + job.counts.failed === 0) return;
  const files = rows.finish();
  const folder = `${parentOf(world, report)}job-${job.jobId}`;
  const bucket = writableReportBucket(world, job, report, folder, files);
  const { reportDelayMs } = world.timing;
  if (reportDelayMs === 0) return writeReportFiles(world, bucket, folder, files, giveWay);
  world.background.run(async (signal) => {
    await world.clock.sleep(reportDelayMs, signal);
    if (world.buckets.get(bucket.name) !== bucket) return;
    await writeReportFiles(world, bucket, folder, files, () => world.clock.sleep(0, signal));
  });
}

/** `<prefix>/`, as S3 documents it. Whether a slash that is there already is doubled is open: a quirk says that it is not. */
function parentOf({ quirks }: World, { prefix }: ReportOrder): string {
  const isWhole = prefix === '' || (prefix.endsWith('/') && quirks.reportPrefixSlashOnce);
  return isWhole ? prefix : `${prefix}/`;
}

/** The bucket, if every file of the report may be put into it. */
function writableReportBucket(
  world: World,
  { order: { roleArn } }: Job,
  { bucket: name, expectedOwner }: ReportOrder,
  folder: string,
  files: readonly ReportFile[],
): Bucket {
  const bucket = world.buckets.get(name);
  // A default retention of Object Lock would lock the report, and S3 does not deliver to such a bucket.
  const locks = bucket?.documents.get('object-lock')?.includes('<DefaultRetention>') === true;
  if (bucket === undefined || locks || (expectedOwner !== undefined && expectedOwner !== bucket.accountId)) {
    throw reportNotDelivered();
  }
  const keys = [
    ...files.map((file) => resultKey(folder, file)),
    `${folder}/manifest.json`,
    `${folder}/manifest.json.md5`,
  ];
  // Always SSE-S3: a bucket policy that demands KMS refuses it.
  const context = (): Record<string, string> => ({ 's3:x-amz-server-side-encryption': 'AES256' });
  const mayPut = keys.every((key) => roleMay({ world, roleArn, action: 's3:PutObject', bucket, key, context }));
  if (!mayPut) throw reportNotDelivered();
  return bucket;
}

function resultKey(folder: string, { name }: ReportFile): string {
  return `${folder}/results/${name}.csv`;
}

async function writeReportFiles(
  world: World,
  bucket: Bucket,
  folder: string,
  files: readonly ReportFile[],
  giveWay: () => Promise<void>,
): Promise<void> {
  const results = [];
  for (const file of files) {
    const key = resultKey(folder, file);
    const stored = storeInternalObject(world, bucket, key, file.body, 'text/csv');
    results.push({
      TaskExecutionStatus: file.status,
      Bucket: bucket.name,
      MD5Checksum: md5InEtag(stored),
      Key: key,
    });
    if (files.length > 2) await giveWay();
  }
  const manifest = Buffer.from(
    JSON.stringify({
      Format: 'Report_CSV_20180820',
      ReportCreationDate: new Date(world.clock.now()).toISOString(),
      Results: results,
      ReportSchema: DECLARED_SCHEMA,
    }),
  );
  storeInternalObject(world, bucket, `${folder}/manifest.json`, manifest, 'application/json');
  const checksum = createHash('md5').update(manifest).digest('base64');
  storeInternalObject(world, bucket, `${folder}/manifest.json.md5`, Buffer.from(checksum), 'text/plain');
}

function reportNotDelivered(): JobFailure {
  return new JobFailure(
    'ReportNotDelivered',
    'The job report could not be written to your report bucket. Please check your permissions.',
  );
}
