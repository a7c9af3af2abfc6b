// Reads the completion report of a job, as often as it takes.
import { DamagedReport } from './damaged-report';
import { awaiting } from '../../../pacing/awaiting';
import { patiently } from '../../../pacing/patiently';
import type { Engine } from '../../../ports/engine';
import { RunnerError, isRunnerError } from '../../../ports/errors';
import { LARGEST } from '../../../ports/limits';
import type { RunnerEvent } from '../../../events/events';
import type { JobView } from '../../../ports/batch/batch-operations';
import { defined } from '../../../text/defined';
import { parseReportManifest, reportFolders, type ReportFolder } from './report-manifest';
import type { ReportKeeper } from './kept/report-keeper';
import { readFiles } from './read-files';
import { KeptRowsGone } from './resumed/kept-report';
import { openKept } from './resumed/open-kept';
import { threadScanners } from './scan/scanners';
import { tallyReport, type ReadReport } from './tally-report';

const PAUSE_MS = 5_000;
/** How long a report that may not be read may be one that is not there yet. */
const DENIED_MS = 60_000;
/** How often a report is read before it counts as damaged. */
const READINGS = 3;
const AGAIN_MS = 1_000;
const MANIFEST_PART_BYTES = 256 * 1024;
/** Tasks of a job whose report is read by threads: they start while it is looked for. */
const MANY_TASKS = 20_000;

/** All of it, by parts: one is enough for nearly every manifest. Undefined: it is not there. @throws DamagedReport */
async function textOf(
  { bucket, key, location }: { readonly bucket: string; readonly key: string; readonly location: string },
  { aws, accountId }: Engine,
): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let etag: string | undefined;
  for (let from = 0; ;) {
    const into = new Uint8Array(MANIFEST_PART_BYTES);
    const part = await aws.buckets
      .readPart(bucket, key, { from, into, ...defined({ etag }) }, accountId)
      .catch((error: unknown) => {
        if (!isRunnerError(error) || error.code !== 'PreconditionFailed') throw error;
        throw new DamagedReport(location, 'it was replaced while it was read');
      });
    if (part === undefined) return undefined;
    if (part.objectBytes > LARGEST.reportManifest)
      throw new RunnerError(
        'unavailable',
        `${location} has more than ${LARGEST.reportManifest} bytes: it is no manifest of a report`,
      );
    chunks.push(into.subarray(0, part.readBytes));
    from += part.readBytes;
    ({ etag } = part);
    if (from >= part.objectBytes) return Buffer.concat(chunks).toString('utf8');
  }
}

interface FoundManifest {
  readonly folder: ReportFolder;
  readonly location: string;
  readonly text: string;
}

/** The manifest, in one of the folders. A report may come minutes after the job is over. */
async function* awaitManifest(
  folders: readonly ReportFolder[],
  engine: Engine,
  waitSeconds: number,
): AsyncGenerator<RunnerEvent, FoundManifest | undefined> {
  const { clock } = engine;
  const beganMs = clock.now();
  const untilMs = beganMs + waitSeconds * 1000;
  const places = folders.map((folder) => {
    const key = `${folder.prefix}manifest.json`;
    return { folder, bucket: folder.bucket, key, location: `s3://${folder.bucket}/${key}` };
  });
  const look = async (): Promise<FoundManifest | undefined> => {
    let denied: Error | undefined;
    for (const place of places) {
      try {
        const text = await textOf(place, engine);
        if (text !== undefined) return { folder: place.folder, location: place.location, text };
      } catch (error) {
        if (!isRunnerError(error, 'denied')) throw error;
        denied = error;
      }
    }
    // Without s3:ListBucket S3 says so of an object that is not there yet, too.
    if (denied !== undefined && clock.now() >= Math.min(untilMs, beganMs + DENIED_MS)) throw denied;
    return undefined;
  };
  const detail = `the completion report is not there yet: ${places.map(({ location }) => location).join(' or ')}`;
  return yield* awaiting(engine, { look, detail, untilMs, pauseMs: PAUSE_MS });
}

/** Reads it once. */
async function* readOnce(
  view: JobView,
  prefix: string | undefined,
  engine: Engine,
  waitSeconds: number,
  keeper: ReportKeeper | undefined,
): AsyncGenerator<RunnerEvent, ReadReport | undefined> {
  if (view.report === undefined) return undefined;
  const folders = reportFolders(view.report.bucket, view.report.prefix, view.jobId);
  const scanners = engine.threads === undefined || keeper !== undefined ? undefined : threadScanners(engine.threads);
  if (view.counts.total >= MANY_TASKS) scanners?.start();
  try {
    const manifest = yield* awaitManifest(folders, engine, waitSeconds);
    if (manifest === undefined) return undefined;
    const { folder, location, text } = manifest;
    const files = parseReportManifest(text, location, folder);
    if (keeper === undefined) {
      const kept = yield* openKept(files, folder, prefix ?? '', engine);
      const read = await tallyReport(view, prefix, location, engine, (taker, ofJob) =>
        readFiles(files, prefix ?? '', engine, taker, { ...kept.options, ofJob, scanners }),
      );
      yield* kept.end();
      return read;
    }
    const objects = await keeper.begin(engine.aws.objects);
    const read = await tallyReport(view, prefix, location, { aws: { objects } }, (taker) =>
      keeper.read(files, engine, taker),
    );
    const kept = await keeper.end(view, { location, text }, engine);
    return { ...read, found: { ...read.found, kept } };
  } finally {
    scanners?.end();
  }
}

/**
 * The report of a job that is over; undefined when it does not come within `waitSeconds`, or when the job writes none. One that
 * looks damaged is read again: a connection may have cut it off in the middle; so is one of which another run has removed what was kept.
 * @param keeper keeps what is read. @default - nothing is kept
 * @throws RunnerError when it is there and cannot be read
 */
export function readReport(
  view: JobView,
  prefix: string | undefined,
  engine: Engine,
  waitSeconds: number,
  keeper?: ReportKeeper,
): AsyncGenerator<RunnerEvent, ReadReport | undefined> {
  return patiently(engine, () => readOnce(view, prefix, engine, waitSeconds, keeper), {
    reason: (error) => (error instanceof DamagedReport || error instanceof KeptRowsGone ? error.message : undefined),
    untilMs: () => Infinity,
    attempts: READINGS,
    firstPauseMs: AGAIN_MS,
  });
}
