// manifest.json of a completion report: which files belong to it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import { z } from 'zod';
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

/** Key of the manifest of a job's report; S3 puts it into a folder named after the job. */
export function reportManifestKey(prefix: string, jobId: string): string {
  return `${prefix === '' ? '' : `${prefix}/`}job-${jobId}/manifest.json`;
}

/** @throws DamagedReport when `text` is no such manifest */
export function parseReportManifest(text: string, location: string): readonly ReportFile[] {
  const unreadable = (why: string): DamagedReport => new DamagedReport(location, why);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unreadable('it is not JSON');
  }
  const parsed = MANIFEST.safeParse(json);
  if (!parsed.success) throw unreadable(schemaFaults(parsed.error));
  return parsed.data.Results.map(({ Bucket, Key, MD5Checksum }) => ({
    bucket: Bucket,
    key: Key,
    md5: MD5Checksum.toLowerCase(),
  }));
}
