// Reads the completion report of a job, as often as it takes, and groups it by cause.
import { defined } from '../../../text/defined';
import { FailedTasks } from './archived-tasks';
import { DamagedReport } from './damaged-report';
import { awaiting } from '../../../pacing/awaiting';
import { patiently } from '../../../pacing/patiently';
import type { Engine } from '../../../ports/engine';
import { RunnerError, isRunnerError } from '../../../ports/errors';
import { LARGEST } from '../../../ports/limits';
import type { Cause, ReportEvent } from '../../../events/report-events';
import type { RunnerEvent } from '../../../events/events';
import { failedVersions, type FailedVersions } from '../../../evidence/failed-versions';
import { counted } from '../../../text/figures';
import type { JobView } from '../../../ports/batch/batch-operations';
import { kindOfView } from '../job-kind';
import { sidesIn } from '../planned-job';
import type { ObjectVersionId } from '../../../target/manifest-csv';
import { parseReportManifest, reportFolders, type ReportFolder } from './report-manifest';
import { weighReport } from './evidence';
import { readFiles } from './read-files';
import { KeptReport } from './resumed/kept-report';
import type { ReportRow } from './report-rows';
import type { ScannedRows } from './scan/scanned-rows';
import { startTally } from './tally';

const PAUSE_MS = 5_000;
/** How long a report that may not be read may be one that is not there yet. */
const DENIED_MS = 60_000;
/** How often a report is read before it counts as damaged. */
const READINGS = 3;
const AGAIN_MS = 1_000;
/** A report as it was read, and the versions that failed. */
export interface ReadReport {
  readonly found: ReportEvent;
  readonly failed: FailedVersions;
}

async function textOf(bytes: AsyncIterable<Uint8Array>, location: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > LARGEST.reportManifest)
      throw new RunnerError(
        'unavailable',
        `${location} has more than ${LARGEST.reportManifest} bytes: it is no manifest of a report`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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
  const { aws, clock } = engine;
  const beganMs = clock.now();
  const untilMs = beganMs + waitSeconds * 1000;
  const places = folders.map((folder) => {
    const key = `${folder.prefix}manifest.json`;
    return { folder, key, location: `s3://${folder.bucket}/${key}` };
  });
  type Found = (typeof places)[number] & { readonly bytes: AsyncIterable<Uint8Array> };
  const look = async (): Promise<Found | undefined> => {
    let denied: Error | undefined;
    for (const place of places) {
      try {
        const bytes = await aws.buckets.read(place.folder.bucket, place.key, engine.accountId);
        if (bytes !== undefined) return { ...place, bytes };
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
  const found = yield* awaiting(engine, { look, detail, untilMs, pauseMs: PAUSE_MS });
  if (found === undefined) return undefined;
  const { folder, location, bytes } = found;
  return { folder, location, text: await textOf(bytes, location) };
}

/** A row without a version id is of a list that has none: the newest was meant. */
function newestUnlessNamed({ key, versionId }: ObjectVersionId): ObjectVersionId {
  return { key, versionId: versionId === '' ? 'null' : versionId };
}

/** Reads it once. */
async function* readOnce(
  view: JobView,
  prefix: string | undefined,
  engine: Engine,
  waitSeconds: number,
): AsyncGenerator<RunnerEvent, ReadReport | undefined> {
  if (view.report === undefined) return undefined;
  const folders = reportFolders(view.report.bucket, view.report.prefix, view.jobId);
  const manifest = yield* awaitManifest(folders, engine, waitSeconds);
  if (manifest === undefined) return undefined;
  const { folder, location, text } = manifest;
  const kind = kindOfView(view);
  const tally = startTally(prefix ?? '', view.roleArn === '' ? undefined : view.roleArn, kind.causeOf);
  const failedOnes = failedVersions();
  const failedTasks = new FailedTasks(failedOnes);
  const onFailed = (row: ReportRow, cause: Cause): void => {
    const { key, versionId } = kind.selectsFailed ? row : newestUnlessNamed(row);
    failedTasks.add({ key, versionId }, row.code, cause);
  };
  const files = parseReportManifest(text, location, folder);
  const { workshop } = engine;
  // Of one file nothing is gained: what is kept of it is kept when all was read.
  const kept =
    workshop === undefined || files.length < 2 ? undefined : new KeptReport(engine, workshop, folder, prefix ?? '');
  const known = await kept?.found(files);
  if (known !== undefined && known.size > 0) {
    const detail = `${counted(known.size, 'file')} of ${files.length} of the report ${known.size === 1 ? 'was' : 'were'} read before, and ${known.size === 1 ? 'is' : 'are'} not fetched again`;
    yield { kind: 'note', detail };
  }
  const taker = {
    take: (row: ReportRow) => {
      const cause = tally.add(row);
      if (cause !== undefined) onFailed(row, cause);
    },
    takeAll: (rows: ScannedRows) => tally.addAll(rows, onFailed),
  };
  await readFiles(files, prefix ?? '', engine, taker, { kept, ...defined({ known }) });
  await kept?.remove();
  if (kept?.fault !== undefined) {
    const detail = `what was read of the report could not be kept: whoever is killed while it is read begins anew (${kept.fault})`;
    yield { kind: 'note', detail };
  }
  await failedTasks.lookAtDoubtful(view.sourceBucket ?? sidesIn(view.description).sourceBucket, engine);
  const { succeeded, failed, repeated, undecoded } = tally;
  const { total } = view.counts;
  if (succeeded + failed === 0 && total > 0 && view.report.scope === 'AllTasks')
    throw new DamagedReport(location, `it names none of ${counted(total, 'object version')}`);
  const causes = tally.causes();
  const found = {
    kind: 'report',
    transferId: view.jobId,
    ...defined({ prefix }),
    location,
    succeeded,
    failed,
    ...weighReport({ succeeded, failed, repeated, undecoded }, view.report.scope, view),
    causes,
  } as const;
  return { found: { ...found, byPrefix: tally.byPrefix() }, failed: failedOnes };
}

/**
 * The report of a job that is over; undefined when it does not come within `waitSeconds`, or when the job writes none. One that
 * looks damaged is read again: a connection may have cut it off in the middle.
 * @throws RunnerError when it is there and cannot be read
 */
export function readReport(
  view: JobView,
  prefix: string | undefined,
  engine: Engine,
  waitSeconds: number,
): AsyncGenerator<RunnerEvent, ReadReport | undefined> {
  return patiently(engine, () => readOnce(view, prefix, engine, waitSeconds), {
    reason: (error) => (error instanceof DamagedReport ? error.message : undefined),
    untilMs: () => Infinity,
    attempts: READINGS,
    firstPauseMs: AGAIN_MS,
  });
}
