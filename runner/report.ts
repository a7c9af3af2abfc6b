// Reads the completion report of a job and groups it by cause.
import type { Engine } from './engine';
import { RunnerError, isRunnerError } from './errors';
import type { ReportEvent, RunnerEvent } from './events';
import type { JobView } from './job';
import { parseReportManifest, reportManifestKey } from './report-manifest';
import { readRows, type ReportRow } from './report-rows';
import { startTally } from './tally';

const PAUSE_MS = 5_000;
/** How long a report that may not be read may be one that is not there yet. */
const DENIED_MS = 60_000;
const LARGEST_MANIFEST_BYTES = 16 * 1024 * 1024;

async function textOf(bytes: AsyncIterable<Uint8Array>, location: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > LARGEST_MANIFEST_BYTES)
      throw new RunnerError(
        'unavailable',
        `${location} has more than ${LARGEST_MANIFEST_BYTES} bytes: it is no manifest of a report`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The manifest's text. A report may come minutes after the job is over. */
async function* awaitManifest(
  bucket: string,
  key: string,
  engine: Engine,
  waitSeconds: number,
): AsyncGenerator<RunnerEvent, string | undefined> {
  const { aws, clock, signal } = engine;
  const location = `s3://${bucket}/${key}`;
  const beganMs = clock.now();
  const untilMs = beganMs + waitSeconds * 1000;
  for (let first = true; ; first = false) {
    const bytes = await aws.buckets.read(bucket, key).catch((error: unknown) => {
      // Without s3:ListBucket S3 says so of an object that is not there yet, too.
      if (isRunnerError(error, 'denied') && clock.now() < Math.min(untilMs, beganMs + DENIED_MS)) return undefined;
      throw error;
    });
    if (bytes !== undefined) return textOf(bytes, location);
    const leftMs = untilMs - clock.now();
    if (leftMs <= 0) return undefined;
    if (first)
      yield { kind: 'waiting', detail: `the completion report is not there yet: ${location}`, seconds: waitSeconds };
    await clock.sleep(Math.min(PAUSE_MS, leftMs), signal);
  }
}

/**
 * The report of a job that is over; undefined when it does not come within `waitSeconds`, or when the job writes none.
 * @param onRow told of every row
 * @throws RunnerError when it is there and cannot be read
 */
export async function* readReport(
  view: JobView,
  prefix: string,
  engine: Engine,
  waitSeconds: number,
  onRow: (row: ReportRow) => void = () => undefined,
): AsyncGenerator<RunnerEvent, ReportEvent | undefined> {
  if (view.report === undefined) return undefined;
  const { bucket } = view.report;
  const key = reportManifestKey(view.report.prefix, view.jobId);
  const location = `s3://${bucket}/${key}`;
  const manifest = yield* awaitManifest(bucket, key, engine, waitSeconds);
  if (manifest === undefined) return undefined;
  const tally = startTally(prefix);
  for (const file of parseReportManifest(manifest, location)) {
    const where = `s3://${file.bucket}/${file.key}`;
    const bytes = await engine.aws.buckets.read(file.bucket, file.key);
    if (bytes === undefined)
      throw new RunnerError('not-found', `the completion report names ${where}, which is not there`);
    for await (const row of readRows(bytes, file.md5, where)) {
      tally.add(row);
      onRow(row);
      if (engine.signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    }
  }
  const { succeeded, failed } = tally;
  return {
    kind: 'report',
    jobId: view.jobId,
    prefix,
    location,
    succeeded,
    failed,
    causes: tally.causes(),
    byPrefix: tally.byPrefix(),
  };
}
