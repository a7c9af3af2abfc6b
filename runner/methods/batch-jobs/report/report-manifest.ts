// manifest.json of a completion report: which files belong to it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import * as z from 'zod';
import { DamagedReport } from './damaged-report';
import { schemaFaults } from '../../../text/schema-faults';

const MANIFEST = z.object({
  Format: z.literal('Report_CSV_20180820'),
  Results: z.array(
    z.object({
      TaskExecutionStatus: z.string(),
      Bucket: z.string(),
      MD5Checksum: z.string().regex(/^[0-9a-f]{32}$/i),
      Key: z.string(),
    }),
  ),
});

export interface ReportFile {
  readonly bucket: string;
  readonly key: string;
  /** Hexadecimal. */
  readonly md5: string;
}

/** Where S3 writes the report of one job. */
export interface ReportFolder {
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
}

/**
 * S3 puts a report into a folder named after the job, documented as `<prefix>/job-<job-id>/`: of a prefix that ends with a slash
 * it may be either of two, since nothing says whether the slash is doubled.
 */
export function reportFolders(
  bucket: string,
  prefix: string,
  jobId: string,
): readonly [ReportFolder, ...ReportFolder[]] {
  const below = (path: string): ReportFolder => ({ bucket, prefix: `${path}job-${jobId}/` });
  if (prefix === '') return [below('')];
  return prefix.endsWith('/') ? [below(`${prefix}/`), below(prefix)] : [below(`${prefix}/`)];
}

function isInside({ bucket, key }: ReportFile, folder: ReportFolder): boolean {
  return bucket === folder.bucket && key.startsWith(folder.prefix) && !key.split('/').includes('..');
}

/**
 * The files of a report. Whoever may write the manifest may not choose what else is read: all of them lie in the job's own folder.
 * @throws DamagedReport when `text` is no such manifest
 */
export function parseReportManifest(text: string, location: string, folder: ReportFolder): readonly ReportFile[] {
  const unreadable = (why: string): DamagedReport => new DamagedReport(location, why);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unreadable('it is not JSON');
  }
  const parsed = MANIFEST.safeParse(json);
  if (!parsed.success) throw unreadable(schemaFaults(parsed.error));
  const files = parsed.data.Results.map(({ Bucket, Key, MD5Checksum }) => ({
    bucket: Bucket,
    key: Key,
    md5: MD5Checksum.toLowerCase(),
  }));
  const outside = files.findIndex((file) => !isInside(file, folder));
  if (outside !== -1) throw unreadable(`file ${outside + 1} that it names is not in the folder of the job`);
  if (new Set(files.map(({ key }) => key)).size < files.length) throw unreadable('it names a file twice');
  return files;
}
