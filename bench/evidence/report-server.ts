// One job that is over and its completion report, as S3 would answer, from files of a folder and with as little work as can be: the runner
// that is measured shares the cores with it. Started with FOLDER; its first line of output is the port.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { JOB_ID, REPORT_BUCKET } from './report-names';
import type { WrittenReport } from './report-files';

const [folder = ''] = process.argv.slice(2);
const report = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8')) as WrittenReport;
const FOLDER = `reports/job-${JOB_ID}`;
const HIGH_WATER_MARK = 1024 ** 2;

const JOB = `<?xml version="1.0" encoding="UTF-8"?><DescribeJobResult><Job><JobId>${JOB_ID}</JobId><Status>Complete</Status>
<Operation><S3ReplicateObject></S3ReplicateObject></Operation><Priority>10</Priority>
<ProgressSummary><TotalNumberOfTasks>${report.rows}</TotalNumberOfTasks>
<NumberOfTasksSucceeded>${report.rows - report.failed}</NumberOfTasksSucceeded>
<NumberOfTasksFailed>${report.failed}</NumberOfTasksFailed></ProgressSummary>
<CreationTime>2026-11-29T12:00:00Z</CreationTime><TerminationDate>2026-11-29T13:00:00Z</TerminationDate>
<RoleArn>arn:aws:iam::111122223333:role/bench-job</RoleArn>
<Report><Bucket>arn:aws:s3:::${REPORT_BUCKET}</Bucket><Format>Report_CSV_20180820</Format><Enabled>true</Enabled>
<Prefix>reports</Prefix><ReportScope>AllTasks</ReportScope></Report></Job></DescribeJobResult>`;

const MANIFEST = JSON.stringify({
  Format: 'Report_CSV_20180820',
  ReportCreationDate: '2026-11-29T13:00:00Z',
  Results: report.files.map(({ name, status, md5 }) => ({
    TaskExecutionStatus: status,
    Bucket: REPORT_BUCKET,
    MD5Checksum: md5,
    Key: `${FOLDER}/results/${name}`,
  })),
  ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
});

function sendFile(file: string, { headers }: IncomingMessage, answer: ServerResponse): void {
  const size = statSync(file).size;
  const [, first = '0', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const from = Number(first);
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  answer.writeHead(headers.range === undefined ? 200 : 206, {
    'content-length': to - from + 1,
    ...(headers.range === undefined ? {} : { 'content-range': `bytes ${from}-${to}/${size}` }),
  });
  createReadStream(file, { start: from, end: to, highWaterMark: HIGH_WATER_MARK }).pipe(answer);
}

function answerTo(request: IncomingMessage, answer: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const result = /\/results\/(\w+\.csv)$/.exec(pathname)?.[1];
  if (result !== undefined) sendFile(path.join(folder, result), request, answer);
  else if (pathname.endsWith('/manifest.json')) answer.end(MANIFEST);
  else if (pathname === `/v20180820/jobs/${JOB_ID}`) answer.end(JOB);
  else if (pathname.endsWith(`/jobs/${JOB_ID}/tagging`))
    answer.end('<GetJobTaggingResult><Tags></Tags></GetJobTaggingResult>');
  else if (request.method === 'HEAD') answer.end();
  else answer.writeHead(404).end('<Error><Code>NoSuchKey</Code><Message>There is no such object.</Message></Error>');
}

const server = createServer(answerTo);
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
