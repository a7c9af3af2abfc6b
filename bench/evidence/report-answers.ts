// What S3 answers about one job that is over, beside the files of its report.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WrittenReport } from './report-files';

export const JOB_ID = '0f0e0d0c-0b0a-4908-8706-050403020100';
const REPORT_BUCKET = 'bench-reports';
const FOLDER = `reports/job-${JOB_ID}`;

function job({ rows, failed }: WrittenReport): string {
  return `<?xml version="1.0" encoding="UTF-8"?><DescribeJobResult><Job><JobId>${JOB_ID}</JobId><Status>Complete</Status>
<Operation><S3ReplicateObject></S3ReplicateObject></Operation><Priority>10</Priority>
<ProgressSummary><TotalNumberOfTasks>${rows}</TotalNumberOfTasks>
<NumberOfTasksSucceeded>${rows - failed}</NumberOfTasksSucceeded>
<NumberOfTasksFailed>${failed}</NumberOfTasksFailed></ProgressSummary>
<CreationTime>2026-11-29T12:00:00Z</CreationTime><TerminationDate>2026-11-29T13:00:00Z</TerminationDate>
<RoleArn>arn:aws:iam::111122223333:role/bench-job</RoleArn>
<Report><Bucket>arn:aws:s3:::${REPORT_BUCKET}</Bucket><Format>Report_CSV_20180820</Format><Enabled>true</Enabled>
<Prefix>reports</Prefix><ReportScope>AllTasks</ReportScope></Report></Job></DescribeJobResult>`;
}

function manifest({ files }: WrittenReport): string {
  return JSON.stringify({
    Format: 'Report_CSV_20180820',
    ReportCreationDate: '2026-11-29T13:00:00Z',
    Results: files.map(({ name, status, md5 }) => ({
      TaskExecutionStatus: status,
      Bucket: REPORT_BUCKET,
      MD5Checksum: md5,
      Key: `${FOLDER}/results/${name}`,
    })),
    ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
  });
}

/** Writes them, by their paths, to where the server of the report looks for them. */
export function writeAnswers(folder: string, report: WrittenReport): void {
  const answers = {
    [`/v20180820/jobs/${JOB_ID}`]: job(report),
    [`/v20180820/jobs/${JOB_ID}/tagging`]: '<GetJobTaggingResult><Tags></Tags></GetJobTaggingResult>',
    [`/${REPORT_BUCKET}/${FOLDER}/manifest.json`]: manifest(report),
  };
  writeFileSync(path.join(folder, 'answers.json'), JSON.stringify(answers));
}
