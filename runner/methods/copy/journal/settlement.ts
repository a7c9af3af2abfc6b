// What has become of the keys of a copy so far: counted, told of by folder, and kept for the journal.
import type { VersionEntry } from '../../../ports/s3/objects';
import type { Chain } from '../../../verify/copies/version-chains/chain';
import type { SettledChain } from '../chains/copy-chains';
import { amountOfChain, amountOfVersion, failureInChain } from '../chains/settle-chain';
import { CopyTally } from '../copy-tally';
import type { Settled } from '../engine/copy-pairs';
import { amountOf, failureIn } from '../failed-copy';
import type { Part, Step } from '../walk/part';
import type { Walked } from '../walk/walk';
import { count, NOTHING_COPIED, type CopyCounts } from './copy-counts';
import type { CopyWriter } from './copy-journal';
import type { FailedCopy } from './journal-line';

type Met = Pick<Walked<unknown>, 'rest' | 'part' | 'step'>;

export class Settlement {
  /** Of everything that was settled, by this run and those before. */
  counts: CopyCounts = { ...NOTHING_COPIED };
  /** Of that, what lies before everything that is open: who is killed goes on from there. */
  committed: CopyCounts = { ...NOTHING_COPIED };
  readonly tally: CopyTally;
  /** @default - nothing is written */
  writer: Pick<CopyWriter, 'failed'> | undefined;
  /** Of keys whose versions are being copied, what each has added so far. */
  readonly #chains = new Map<Step, CopyCounts>();

  /** @param prefix of the copy */
  constructor(prefix: string) {
    this.tally = new CopyTally(prefix);
  }

  /** Goes on from what was settled before. */
  resume(counts: CopyCounts, failed: readonly FailedCopy[]): void {
    this.counts = { ...counts };
    this.committed = { ...counts };
    for (const one of failed) this.tally.failed(one);
  }

  /** Is told what is settled, with everything before it. */
  readonly commit = (amount: Partial<CopyCounts>): void => count(this.committed, amount);

  settle(settled: Settled, met: Met): void {
    if (settled.became === 'copied') this.tally.copied(settled.source);
    this.#failed(failureIn(settled, met.rest));
    this.count(met, amountOf(settled));
  }

  /** One version of a key that is not done. */
  became(what: 'copied' | 'gone', version: VersionEntry, { step }: Walked<Chain>): void {
    if (what === 'copied') this.tally.copied(version);
    const sum = this.#chains.get(step) ?? { ...NOTHING_COPIED };
    this.#chains.set(step, sum);
    const amount = amountOfVersion(what, version);
    count(sum, amount);
    count(this.counts, amount);
  }

  /** What each version has added is counted, and settled now: who is killed before finds these versions at the destination. */
  settleChain(settled: SettledChain, { part, step, rest }: Walked<Chain>): void {
    this.#failed(failureInChain(settled, rest));
    const amount = amountOfChain(settled);
    count(this.counts, amount);
    const sum = this.#chains.get(step) ?? { ...NOTHING_COPIED };
    this.#chains.delete(step);
    count(sum, amount);
    part.settle(step, sum);
  }

  count({ part, step }: { readonly part: Part; readonly step: Step }, amount: Partial<CopyCounts>): void {
    count(this.counts, amount);
    part.settle(step, amount);
  }

  #failed(failed: FailedCopy | undefined): void {
    if (failed === undefined) return;
    this.tally.failed(failed);
    this.writer?.failed(failed);
  }
}
