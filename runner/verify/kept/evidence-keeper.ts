// Keeps what a comparison of listings rests on: both listings and all looks, file by file, and in the end what they are of.
import type { Certificate, KeptEvidence, KeptFile } from '../../events/certificate';
import type { NoteEvent } from '../../events/events';
import { freeDirectory, writeEvidence } from '../../evidence/kept/evidence-file';
import type { Workshop } from '../../ports/workshop';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import type { ComparedBy } from '../look';
import type { Scope } from '../scope';
import { CopiesKeeper } from './copies/copies-keeper';
import { InventoriesKeeper } from './inventories/inventories-keeper';
import { ComparisonKeeper } from './keep-comparison';
import type { KeptComparison } from './kept-verify';

export class EvidenceKeeper {
  readonly #files: KeptFile[] = [];
  readonly #comparisons: KeptComparison[] = [];

  constructor(
    readonly directory: string,
    private readonly workshop: Workshop,
    /** Whether it stays: otherwise it is joined with something else, and removed by whoever has asked for that. */
    readonly isKept = true,
  ) {}

  /** @throws RunnerError `usage` when there is something in the directory */
  free(): Promise<void> {
    return freeDirectory(this.directory, this.workshop);
  }

  /**
   * Makes one comparison; only of one that was made to its end something stays.
   * @param isLast whether it counts, or will be made again
   */
  async *keeping<Event, Made>(
    source: string,
    scope: Scope,
    engine: ComparedBy,
    compare: (engine: ComparedBy) => AsyncGenerator<Event, Made>,
    isLast: (made: Made) => boolean,
  ): AsyncGenerator<Event, Made> {
    const comparison = this.#comparisons.length;
    const seed = Math.floor(engine.random() * 2 ** 32);
    const keeper = new ComparisonKeeper(this.directory, comparison, source, seed, engine, this.workshop);
    let isKept = false;
    try {
      const made = yield* compare(keeper.engine);
      if (isLast(made)) {
        const { files, ...more } = await keeper.end();
        isKept = true;
        this.#files.push(...files);
        this.#comparisons.push({ scope: told(scope), seed, ...more });
      }
      return made;
    } finally {
      if (!isKept) await keeper.discard();
    }
  }

  /** A destination that could not be read. */
  uncompared(scope: Scope, reason: string): void {
    this.#comparisons.push({ scope: told(scope), seed: 0, reason });
  }

  /** The same of copies, which are compared in another way. */
  ofCopies(): CopiesKeeper {
    return new CopiesKeeper(this.directory, this.workshop);
  }

  /** The same of inventories, which are files already. */
  ofInventories(): InventoriesKeeper {
    return new InventoriesKeeper(this.directory, this.workshop);
  }

  /** Whether files are of the comparison with this index. */
  has(index: number): boolean {
    const comparison = this.#comparisons[index];
    return comparison !== undefined && comparison.reason === undefined;
  }

  told(): NoteEvent {
    const detail = `what was compared is kept in '${visible(this.directory)}'; verify with --from and this directory compares it again, without AWS`;
    return { kind: 'note', detail, path: this.directory };
  }

  /**
   * @param sample of each comparison
   * @returns undefined where nothing stays
   */
  async end(certificate: Certificate, sample: number): Promise<KeptEvidence | undefined> {
    if (!this.isKept) return undefined;
    const { endpoints, source, prefixes, startedAt, endedAt, listing } = certificate;
    const what = {
      ...defined({ endpoints }),
      source,
      prefixes,
      startedAt,
      endedAt,
      listing,
      sample,
      comparisons: this.#comparisons,
    };
    return writeEvidence(this.directory, what, this.#files, this.workshop);
  }
}

function told({ destination, rules, prefixes }: Scope): KeptComparison['scope'] {
  return { destination, rules, prefixes };
}
