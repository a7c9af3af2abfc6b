// The task report of an execution: files of JSON below a folder of its own, told as causes, like the report of any other transfer.
// https://docs.aws.amazon.com/datasync/latest/userguide/task-reports.html
import type { CauseTally, PrefixOutcome, ReportEvent } from '../../../events/report-events';
import { failedVersions, type FailedVersions } from '../../../evidence/failed-versions';
import type { Engine } from '../../../ports/engine';
import { isRunnerError, RunnerError } from '../../../ports/errors';
import { bytesWithin, LARGEST, MOST_FILES } from '../../../ports/limits';
import type { ExecutionView, TaskReportView } from '../../../ports/datasync/datasync';
import { executionInArn } from '../../../ports/datasync/datasync-arn';
import { defined } from '../../../text/defined';
import { folderOf, OTHER_PREFIXES } from '../../../text/key-folder';
import { visible } from '../../../text/safe-text';
import { causeOf, isAsItShouldBe, isOfPath } from './causes';

const EXAMPLES = 5;
const MOST_FOLDERS = 200;

/** What a task report has come to. */
export interface ReadReport {
  readonly event: ReportEvent;
  readonly failed: FailedVersions;
  /** Objects that it names as failed. */
  readonly failures: number;
  /** Objects that were skipped, and not because they are there already. */
  readonly skipped: number;
  /** Objects that were skipped because they are there already. */
  readonly skippedRightly: number;
  /** Objects that were skipped without a reason. */
  readonly unexplained: number;
}

interface Row {
  readonly key: string;
  readonly isFailed: boolean;
  readonly isSkipped: boolean;
  readonly code: string;
  readonly words: string;
}

type Json = Readonly<Record<string, unknown>>;

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A slash stands before each path in Basic mode, and is none of its key; of a key that cannot be carried it may be why. */
function pathOf(path: string, code: string): string {
  return isOfPath(code) ? path : path.replace(/^\//, '');
}

/** Members are named as AWS's examples have them, in both modes; what is not there says nothing. */
function rowOf(entry: Json, kind: string, prefix: string): Row | undefined {
  const path = text(entry['RelativePath']);
  if (path === '') return undefined;
  const status = ['TransferStatus', 'VerifyStatus', 'SkipStatus', 'DeleteStatus'].map((name) => text(entry[name]));
  const code = text(entry['ErrorCode'] ?? entry['FailureCode']);
  const words = [entry['ErrorDetail'], entry['FailureReason'], entry['SkipReason']].map(text).find((one) => one !== '');
  const isFailed = status.some((one) => one !== '' && one !== 'SUCCESS') || code !== '';
  return {
    key: prefix + pathOf(path, code),
    isFailed,
    isSkipped: kind === 'Skipped' && !isFailed,
    code,
    words: words ?? '',
  };
}

class SyncTally {
  readonly failed = failedVersions();
  failures = 0;
  skipped = 0;
  skippedRightly = 0;
  succeeded = 0;
  unexplained = 0;
  readonly #causes = new Map<string, { tally: CauseTally; examples: string[] }>();
  readonly #folders = new Map<string, { succeeded: number; failed: number }>();
  readonly #seen = new Set<string>();

  constructor(private readonly prefix: string) {}

  add(row: Row, kind: string): void {
    const { key, isFailed, isSkipped, code, words } = row;
    if (isSkipped) {
      const isRight = isAsItShouldBe(words);
      if (isRight === undefined) this.unexplained += 1;
      if (isRight === true) this.skippedRightly += 1;
      if (isRight !== false) return;
      this.skipped += 1;
      this.#cause({ key, code: 'Skipped', words });
      return;
    }
    if (!isFailed) {
      if (kind !== 'Transferred') return;
      this.succeeded += 1;
      this.#folder(key).succeeded += 1;
      return;
    }
    // One that failed to be transferred is not verified either.
    if (this.#seen.has(key)) return;
    if (this.#seen.size < LARGEST_SEEN) this.#seen.add(key);
    this.failures += 1;
    this.#cause({ key, code: code === '' ? kind : code, words });
  }

  #cause({ key, code, words }: { readonly key: string; readonly code: string; readonly words: string }): void {
    const cause = causeOf(code, words);
    this.failed.add({ key, versionId: 'null' }, cause);
    this.#folder(key).failed += 1;
    const known = this.#causes.get(code);
    if (known === undefined) {
      const tally = { ...cause, code, count: 1, message: visible(words), examples: [] };
      this.#causes.set(code, { tally, examples: [visible(key)] });
      return;
    }
    if (known.examples.length < EXAMPLES) known.examples.push(visible(key));
    known.tally = { ...known.tally, count: known.tally.count + 1 };
  }

  #folder(key: string): { succeeded: number; failed: number } {
    const name = folderOf(key, this.prefix);
    const folder = this.#folders.has(name) || this.#folders.size < MOST_FOLDERS ? name : OTHER_PREFIXES;
    const found = this.#folders.get(folder) ?? { succeeded: 0, failed: 0 };
    this.#folders.set(folder, found);
    return found;
  }

  causes(): readonly CauseTally[] {
    return [...this.#causes.values()]
      .map(({ tally, examples }) => ({ ...tally, examples }))
      .sort((a, b) => b.count - a.count);
  }

  byPrefix(): readonly PrefixOutcome[] {
    return [...this.#folders]
      .map(([prefix, { succeeded, failed }]) => ({ prefix, succeeded, failed }))
      .sort((a, b) => b.failed - a.failed);
  }
}

/** Objects of which it is known that they were told already. */
const LARGEST_SEEN = 1_000_000;

/** The folder of an execution. */
function folderIn({ prefix }: TaskReportView, executionArn: string): string {
  const found = executionInArn(executionArn);
  return `${prefix}Detailed-Reports/${found?.taskId ?? ''}/${found?.executionId ?? ''}/`;
}

async function* entriesIn(bucket: string, key: string, engine: Engine): AsyncGenerator<readonly [string, Json]> {
  const chunks = await engine.aws.buckets.read(bucket, key, engine.accountId);
  if (chunks === undefined) return;
  const name = `s3://${bucket}/${visible(key)}`;
  const bytes = await bytesWithin(chunks, LARGEST.copyJournal, name);
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new RunnerError('unavailable', `the task report ${name} is not JSON: it was not read further`);
  }
  if (typeof parsed !== 'object' || parsed === null) return;
  for (const kind of ['Transferred', 'Verified', 'Skipped', 'Deleted']) {
    const entries = (parsed as Json)[kind];
    if (!Array.isArray(entries)) continue;
    for (const entry of entries as readonly unknown[])
      if (typeof entry === 'object' && entry !== null) yield [kind, entry as Json];
  }
}

/** Undefined: it writes none that names objects. @throws RunnerError where it is there, and may not be read */
export async function readTaskReport(
  execution: ExecutionView,
  sourcePrefix: string,
  engine: Engine,
  prefix?: string,
): Promise<ReadReport | undefined> {
  const { order, executionArn, counts, mode } = execution;
  const { report } = order;
  if (report?.isDetailed !== true) return undefined;
  const folder = folderIn(report, executionArn);
  const tally = new SyncTally(sourcePrefix);
  const names = await engine.aws.objects.below(report.bucket, folder, MOST_FILES);
  for (const name of names) {
    if (!name.endsWith('.json')) continue;
    const key = name.startsWith(folder) ? name : `${folder}${name}`;
    for await (const [kind, entry] of entriesIn(report.bucket, key, engine)) {
      const row = rowOf(entry, kind, sourcePrefix);
      if (row !== undefined) tally.add(row, kind);
    }
  }
  const unlisted = mode === 'ENHANCED' ? Math.max(0, counts.failed - tally.failures) : 0;
  const doubts = [
    ...(unlisted > 0
      ? [
          `DataSync counts ${counts.failed} as failed, and the report names ${tally.failures}: of the others it does not say which they are`,
        ]
      : []),
    ...(tally.unexplained > 0
      ? [`it names ${tally.unexplained} as skipped without a reason: a comparison tells whether any of them is missing`]
      : []),
  ];
  return {
    failed: tally.failed,
    failures: tally.failures,
    skipped: tally.skipped,
    skippedRightly: tally.skippedRightly,
    unexplained: tally.unexplained,
    event: {
      kind: 'report',
      transferId: executionArn,
      ...defined({ prefix }),
      location: `s3://${report.bucket}/${folder}`,
      succeeded: tally.succeeded,
      failed: tally.failures + tally.skipped,
      unlisted,
      doubts,
      causes: tally.causes(),
      byPrefix: tally.byPrefix(),
    },
  };
}

/** It comes after the end of the execution. @returns why it does not; undefined: it is there */
export async function awaitReport(
  execution: ExecutionView,
  waitSeconds: number,
  engine: Engine,
): Promise<{ readonly execution: ExecutionView; readonly lacks?: string }> {
  const { aws, clock, signal } = engine;
  if (execution.order.report === undefined)
    return { execution, lacks: 'the task writes no report: which objects failed or were skipped nothing names' };
  const untilMs = clock.now() + waitSeconds * 1000;
  for (let current = execution; ;) {
    const { status, detail } = current.report ?? { status: 'PENDING', detail: '' };
    if (status === 'SUCCESS') return { execution: current };
    if (status === 'ERROR')
      return {
        execution: current,
        lacks: `DataSync could not write the report (${visible(detail === '' ? 'it does not say why' : detail)}): its role has to trust datasync.amazonaws.com and allow s3:PutObject below s3://${execution.order.report.bucket}/${execution.order.report.prefix}`,
      };
    if (clock.now() >= untilMs)
      return { execution: current, lacks: 'the report is not there yet: ask for it again later' };
    await clock.sleep(Math.min(2_000, Math.max(10, untilMs - clock.now())), signal);
    try {
      current = await aws.dataSync.execution(execution.executionArn);
    } catch (error) {
      if (!isRunnerError(error, 'throttled', 'unavailable', 'unreachable')) throw error;
    }
  }
}
