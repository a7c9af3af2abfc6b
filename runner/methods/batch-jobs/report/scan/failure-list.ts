// Rows of tasks that failed, as they are read: what S3 says of them is held once for all of which it says the same.
import type { ReportRow } from '../report-rows';
import type { FailedRows, Reason } from './scanned-rows';

export class FailureList {
  private readonly at: number[] = [];
  private readonly keys: string[] = [];
  private readonly versionIds: string[] = [];
  private readonly reasonOf: number[] = [];
  private readonly reasons: Reason[] = [];
  private readonly known = new Map<string, number>();
  private readonly held = new Map<Reason, number>();

  /** @param at its place among the rows of the part */
  add({ key, versionId, code, message }: ReportRow, at: number): void {
    this.at.push(at);
    this.keys.push(key);
    this.versionIds.push(versionId);
    this.reasonOf.push(this.reason({ code, message }));
  }

  /** @param reason one and the same for many rows */
  addHeld(key: string, versionId: string, reason: Reason, at: number): void {
    let index = this.held.get(reason);
    if (index === undefined) {
      index = this.reason(reason);
      this.held.set(reason, index);
    }
    this.at.push(at);
    this.keys.push(key);
    this.versionIds.push(versionId);
    this.reasonOf.push(index);
  }

  get rows(): FailedRows {
    const { at, keys, versionIds, reasonOf, reasons } = this;
    return { at, keys, versionIds, reasonOf, reasons };
  }

  private reason(reason: Reason): number {
    const name = `${reason.code.length} ${reason.code}${reason.message}`;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    this.known.set(name, this.reasons.length);
    return this.reasons.push(reason) - 1;
  }
}
