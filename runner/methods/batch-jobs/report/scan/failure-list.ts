// Rows of tasks that failed, as they are read: what S3 says of them is held once for all of which it says the same.
import { PackedTexts } from '../../../../evidence/packed-texts';
import type { ReportRow } from '../report-rows';
import type { FailedRows, Reason } from './scanned-rows';

export class FailureList {
  /** Of those that are added: key and version id by turns. */
  readonly versions = new PackedTexts();
  private readonly at: number[] = [];
  private readonly reasonOf: number[] = [];
  private readonly reasons: Reason[] = [];
  private readonly known = new Map<string, number>();
  private readonly held = new Map<Reason, number>();

  /** @param at its place among the rows of the part */
  add({ key, versionId, code, message }: ReportRow, at: number): void {
    this.versions.add(key);
    this.versions.add(versionId);
    this.at.push(at);
    this.reasonOf.push(this.reason({ code, message }));
  }

  /**
   * One whose key and version id are added already.
   * @param reason one and the same for many rows
   */
  addHeld(reason: Reason, at: number): void {
    let index = this.held.get(reason);
    if (index === undefined) {
      index = this.reason(reason);
      this.held.set(reason, index);
    }
    this.at.push(at);
    this.reasonOf.push(index);
  }

  get rows(): FailedRows {
    const { at, versions, reasonOf, reasons } = this;
    return { at, versions: versions.blocks, reasonOf, reasons };
  }

  private reason(reason: Reason): number {
    const name = `${reason.code.length} ${reason.code}${reason.message}`;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    this.known.set(name, this.reasons.length);
    return this.reasons.push(reason) - 1;
  }
}
