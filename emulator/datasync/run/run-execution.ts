// The life of an execution: it waits for its turn, gets into both locations, prepares, transfers, verifies, reports.
// https://docs.aws.amazon.com/datasync/latest/userguide/run-task.html#understand-task-execution-statuses
import { isExecutionOver, noCounts, noPhases, type SyncExecution, type SyncPhase } from '../../world/datasync';
import type { World } from '../../world/world';
import { writeReport } from '../reports/write-report';
import { checkReach, LocationFailure, openLocation } from './location-access';
import { logDelivery } from './log-delivery';
import type { Route } from './prepare-object';
import { ManifestFailure } from './read-manifest';
import { SyncWork } from './sync-work';

/** Of Enhanced mode, of one account in one Region, at the same time. */
const MOST_ENHANCED = 120;

const SKIPPED =
  'Transfer and verification completed. Selected files transferred except for files skipped due to errors. If no skipped files are listed in Cloud Watch Logs, please contact AWS Support for further assistance.';
const MISMATCHES =
  'Transfer and verification completed. Verification detected mismatches. Files with mismatches are listed in Cloud Watch Logs';
const NO_REPORT = 'Failed to upload Task Report(s) to S3 due to an invalid bucket or IAM role';
const TOO_EARLY_TO_REPORT = 'Execution error occurred prior to generating any Task Reports';

/** Somebody cancelled the execution. */
class Cancellation extends Error {}

export function startExecution(world: World, execution: SyncExecution, redoSinceMs?: number): void {
  world.background.run(async (signal) => {
    const run = new ExecutionRun(world, execution, signal, redoSinceMs);
    try {
      await run.work();
    } catch (error) {
      if (error instanceof Cancellation) await run.cancel();
      else if (error instanceof LocationFailure) run.stop({ code: error.code, detail: error.message });
      else if (error instanceof ManifestFailure) run.stop({ detail: error.message });
      else throw error;
    }
  });
}

/** It ends at its next step. */
export function cancelExecution(execution: SyncExecution): void {
  execution.cancelRequested = true;
  execution.status = 'CANCELLING';
}

/**
 * For an execution that was saved and loaded while it was running: it begins again, and writes again what it had written, so
 * that its report has everything.
 */
export function resumeExecution(world: World, execution: SyncExecution): void {
  if (isExecutionOver(execution)) {
    if (execution.reportResult?.Status === 'PENDING') {
      execution.reportResult = { Status: 'ERROR', ErrorDetail: NO_REPORT };
    }
    return;
  }
  Object.assign(execution.files, noCounts());
  Object.assign(execution.folders, noCounts());
  Object.assign(execution.phases, noPhases());
  Object.assign(execution, { bytesToTransfer: 0, bytesTransferred: 0 });
  startExecution(world, execution, execution.launchedMs);
}

class ExecutionRun {
  private syncWork: SyncWork | undefined;

  constructor(
    private readonly world: World,
    private readonly execution: SyncExecution,
    private readonly signal: AbortSignal,
    private readonly redoSinceMs: number | undefined,
  ) {}

  async work(): Promise<void> {
    const { execution } = this;
    const { VerifyMode } = execution.order.options;
    while (this.isBehind()) await this.pause('QUEUED');
    execution.launchedMs ??= this.world.clock.now();
    await this.pause('LAUNCHING');
    execution.logs = logDelivery(this.world, execution);
    const work = (this.syncWork = new SyncWork(this.world, execution, this.openRoute(), (bytes) => this.rest(bytes)));
    await this.phase('Prepare', 'PREPARING', () => work.prepare());
    await this.phase('Transfer', 'TRANSFERRING', () => work.transfer());
    if (VerifyMode === 'NONE') execution.phases.Verify.status = 'SUCCESS';
    else await this.phase('Verify', 'VERIFYING', () => work.verify());
    await this.conclude();
  }

  /** One execution of a task at a time, in the order in which they were started. */
  private isBehind(): boolean {
    const { world, execution } = this;
    let running = 0;
    for (const other of world.syncExecutions.values()) {
      if (other === execution) return running >= MOST_ENHANCED;
      if (isExecutionOver(other)) continue;
      if (other.taskArn === execution.taskArn) return true;
      const isHere = other.accountId === execution.accountId && other.region === execution.region;
      if (isHere && execution.mode === 'ENHANCED' && other.mode === 'ENHANCED' && other.status !== 'QUEUED') running++;
    }
    return false;
  }

  private openRoute(): Route {
    const { world, execution, redoSinceMs } = this;
    const { source: from, destination: to, order } = execution;
    const source = openLocation(world, from, 'source');
    const destination = openLocation(world, to, 'destination');
    checkReach(execution, source.bucket, destination.bucket);
    return {
      world,
      source,
      destination,
      to,
      options: order.options,
      ...(redoSinceMs === undefined ? {} : { redoSinceMs }),
    };
  }

  private async phase(
    name: SyncPhase,
    status: 'PREPARING' | 'TRANSFERRING' | 'VERIFYING',
    work: () => Promise<void>,
  ): Promise<void> {
    const { world, execution } = this;
    const since = world.clock.now();
    await this.pause(status);
    await work();
    Object.assign(execution.phases[name], { status: 'SUCCESS', durationMs: world.clock.now() - since });
  }

  /** Stays in a state for a while. */
  private async pause(status: SyncExecution['status']): Promise<void> {
    this.heedCancellation();
    this.execution.status = status;
    await this.world.clock.sleep(this.world.timing.jobStateMs, this.signal);
    this.heedCancellation();
  }

  /** Lets others have their turn; after so many bytes as the execution may move, it waits as long as they take. */
  private async rest(bytes = 0): Promise<void> {
    const { BytesPerSecond } = this.execution.order.options;
    const milliseconds = BytesPerSecond > 0 ? (bytes / BytesPerSecond) * 1000 : 0;
    await this.world.clock.sleep(milliseconds, this.signal);
    this.heedCancellation();
  }

  private heedCancellation(): void {
    if (this.execution.cancelRequested) throw new Cancellation();
  }

  /** Basic mode ends with an error if anything was left out or differs; Enhanced mode only counts it. */
  private async conclude(): Promise<void> {
    const { mode, files, folders, phases } = this.execution;
    const failed = (name: 'failedToPrepare' | 'failedToTransfer' | 'failedToVerify' | 'failedToDelete'): boolean =>
      files[name] + folders[name] > 0;
    const leftOut = failed('failedToPrepare') || failed('failedToTransfer') || failed('failedToDelete');
    if (mode === 'ENHANCED' || !(leftOut || failed('failedToVerify'))) return this.end('SUCCESS');
    if (leftOut) phases.Transfer.status = 'ERROR';
    if (failed('failedToVerify')) phases.Verify.status = 'ERROR';
    this.execution.failure = { detail: leftOut ? SKIPPED : MISMATCHES };
    return this.end('ERROR');
  }

  async cancel(): Promise<void> {
    const { world, execution, signal } = this;
    execution.status = 'CANCELLING';
    await world.clock.sleep(world.timing.jobStateMs, signal);
    this.failOpenPhase();
    execution.failure = { detail: 'Task execution was cancelled' };
    await this.end('ERROR', 'CANCELED');
  }

  /** Ends before anything was looked at: there is nothing to report. */
  stop(failure: NonNullable<SyncExecution['failure']>): void {
    const { execution } = this;
    this.failOpenPhase();
    execution.failure = failure;
    if (execution.reportResult !== undefined) {
      execution.reportResult = { Status: 'ERROR', ErrorDetail: TOO_EARLY_TO_REPORT };
    }
    execution.endedMs = this.world.clock.now();
    execution.status = 'ERROR';
  }

  private failOpenPhase(): void {
    const { phases } = this.execution;
    const open = [phases.Prepare, phases.Transfer, phases.Verify].find(({ status }) => status === 'PENDING');
    if (open !== undefined) open.status = 'ERROR';
  }

  private async end(status: 'SUCCESS' | 'ERROR', told: 'SUCCESS' | 'ERROR' | 'CANCELED' = status): Promise<void> {
    const { world, execution, signal } = this;
    const { report } = execution.order;
    const endedMs = world.clock.now();
    const end = (): void => {
      Object.assign(execution, { endedMs, status });
    };
    if (report === undefined) {
      end();
      return;
    }
    const { reportDelayMs } = world.timing;
    if (reportDelayMs > 0) {
      end();
      await world.clock.sleep(reportDelayMs, signal);
    }
    const outcome = { status: told, endedMs, items: this.syncWork?.items ?? [] };
    const isThere = await writeReport(world, execution, report, outcome, () => world.clock.sleep(0, signal));
    execution.reportResult = isThere ? { Status: 'SUCCESS' } : { Status: 'ERROR', ErrorDetail: NO_REPORT };
    end();
  }
}
