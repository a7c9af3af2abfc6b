// The rows of a completion report, collected while the tasks are done.
import type { Failure } from '../../replication/failure';
import { csvLine } from '../manifests/csv';
import { sha1 } from '../manifests/fingerprint';
import type { ReportOrder, Task } from '../../world/batch-job';

/** Rows of one file. A report has one file for each outcome, and more only if there is more to tell. */
const ROWS_PER_FILE = 20_000;

type Outcome = 'succeeded' | 'failed';

export interface ReportFile {
  readonly status: Outcome;
  /** 40 hexadecimal digits. */
  readonly name: string;
  readonly body: Buffer;
}

export class ReportRows {
  private readonly lines: Record<Outcome, string[]> = { succeeded: [], failed: [] };
  private readonly files: ReportFile[] = [];

  /** @param success - what the report says of a task that succeeded */
  constructor(
    private readonly order: ReportOrder | undefined,
    private readonly success = 'success',
  ) {}

  add({ bucket, listedKey, versionId }: Task, failure: Failure | undefined): void {
    if (this.order === undefined || (this.order.failedTasksOnly && failure === undefined)) return;
    const status = failure === undefined ? 'succeeded' : 'failed';
    const { httpStatus, code, message } = failure ?? { httpStatus: 200, code: '', message: this.success };
    const lines = this.lines[status];
    lines.push(csvLine([bucket, listedKey, versionId ?? '', status, String(httpStatus), code, message]));
    if (lines.length === ROWS_PER_FILE) this.close(status);
  }

  /** All files, those of the tasks that succeeded first. */
  finish(): readonly ReportFile[] {
    this.close('succeeded');
    this.close('failed');
    return this.files.sort((a, b) => (a.status === b.status ? 0 : a.status === 'succeeded' ? -1 : 1));
  }

  private close(status: Outcome): void {
    const lines = this.lines[status];
    if (lines.length === 0) return;
    const body = Buffer.from(lines.splice(0).join(''));
    this.files.push({ status, name: sha1(body), body });
  }
}
