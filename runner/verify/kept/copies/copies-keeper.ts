// Keeps what comparisons of copies rest on, pair by pair, and in the end what they are of.
import type { Certificate, KeptEvidence, KeptFile } from '../../../events/certificate';
import { writeEvidence } from '../../../evidence/kept/evidence-file';
import type { Workshop } from '../../../ports/workshop';
import { defined } from '../../../text/defined';
import type { CompareCopiesOptions, CopiesComparedBy, CopyPair } from '../../copies/copies-comparison';
import { PairKeeper } from './keep-pair';
import type { KeptPair } from './kept-copies';

function told(pair: CopyPair, options: CompareCopiesOptions): Omit<KeptPair, 'seed'> {
  const { expected, sample, allVersions, chosen, selects, selectsByTags } = options;
  return {
    pair,
    options: { expected, sample: Number.isFinite(sample) ? sample : null, ...defined({ allVersions, chosen }) },
    ...(selects === undefined ? {} : { filtered: true }),
    ...(selectsByTags === undefined ? {} : { filteredByTags: true }),
  };
}

export class CopiesKeeper {
  readonly #files: KeptFile[] = [];
  readonly #comparisons: KeptPair[] = [];

  constructor(
    private readonly directory: string,
    private readonly workshop: Workshop,
  ) {}

  /** Makes one comparison; only of one that was made to its end something stays. */
  async *keeping<Event, Made>(
    pair: CopyPair,
    options: CompareCopiesOptions,
    engine: CopiesComparedBy,
    compare: (options: CompareCopiesOptions, engine: CopiesComparedBy) => AsyncGenerator<Event, Made>,
  ): AsyncGenerator<Event, Made> {
    const seed = Math.floor(engine.random() * 2 ** 32);
    const keeper = new PairKeeper(this.directory, this.#comparisons.length, pair, options, seed, engine, this.workshop);
    let isKept = false;
    try {
      const made = yield* compare(keeper.options, keeper.engine);
      const { files, ...more } = await keeper.end();
      isKept = true;
      this.#files.push(...files);
      this.#comparisons.push({ ...told(pair, options), seed, ...more });
      return made;
    } finally {
      if (!isKept) await keeper.discard();
    }
  }

  /** A side that could not be read. */
  uncompared(pair: CopyPair, options: CompareCopiesOptions, reason: string): void {
    this.#comparisons.push({ ...told(pair, options), seed: 0, reason });
  }

  end({
    endpoints,
    source,
    prefixes,
    chosen,
    matched,
    startedAt,
    endedAt,
    listing,
  }: Certificate): Promise<KeptEvidence> {
    const about = { source, prefixes, startedAt, endedAt, listing, ...defined({ endpoints, chosen, matched }) };
    const what = { compared: 'copies', ...about, comparisons: this.#comparisons };
    return writeEvidence(this.directory, what, this.#files, this.workshop);
  }
}
