// One comparison of copies whose listings, looks and filters are kept while it is made.
import type { KeptFile } from '../../../events/certificate';
import { RowKeeper } from '../../../evidence/kept/keep-rows';
import { LOOK_COLUMNS, LookKeeper, type KeptRefusal } from '../../../evidence/kept/looks';
import type { ListedObject } from '../../../ports/s3/copying';
import type { Workshop } from '../../../ports/workshop';
import { seededRandom } from '../../../survey/random-samples';
import { defined } from '../../../text/defined';
import { compareKeys } from '../../../text/key-order';
import type { CompareCopiesOptions, CopiesComparedBy, CopyPair } from '../../copies/copies-comparison';
import { rowsName, type SideName } from '../keep-comparison';
import { OBJECT_COLUMNS, objectRow, type Listed } from './object-rows';

/** What a filter by tags has said of an object. */
export const SELECTED = 'selected';

export class PairKeeper {
  /** AWS, as it was before, and what draws the sample. */
  readonly engine: CopiesComparedBy;
  readonly options: CompareCopiesOptions;
  readonly #sides: Readonly<Record<SideName, RowKeeper>>;
  readonly #lookRows: RowKeeper;
  readonly #looks: LookKeeper;
  #listings = 0;

  constructor(
    directory: string,
    index: number,
    private readonly pair: CopyPair,
    options: CompareCopiesOptions,
    seed: number,
    engine: CopiesComparedBy,
    workshop: Workshop,
  ) {
    const keeper = (what: SideName | 'looks', columns: typeof OBJECT_COLUMNS): RowKeeper =>
      new RowKeeper(directory, rowsName(index, what), columns, workshop);
    this.#sides = { source: keeper('source', OBJECT_COLUMNS), destination: keeper('destination', OBJECT_COLUMNS) };
    this.#lookRows = keeper('looks', LOOK_COLUMNS);
    this.#looks = new LookKeeper(engine.aws.objects, this.#lookRows);
    const { selectsByTags } = options;
    this.options = {
      ...options,
      ...(selectsByTags === undefined
        ? {}
        : {
            selectsByTags: (source) =>
              this.#looks.kept(SELECTED, pair.from.bucket, source.key, source.versionId, () => selectsByTags(source)),
          }),
    };
    const { copying } = engine.aws;
    this.engine = {
      ...engine,
      random: seededRandom(seed),
      aws: {
        ...engine.aws,
        objects: this.#looks.looking,
        copying: {
          objects: (bucket, range) => this.#listed(copying.objects(bucket, range)),
          versions: (bucket, range) => this.#listed(copying.versions(bucket, range)),
        },
      },
    };
  }

  /** Both sides of each range are asked for in turns, the source first: they may be of one bucket. */
  #listed<One extends Listed>(pages: AsyncIterable<readonly One[]>): AsyncIterable<readonly One[]> {
    const isSource = this.#listings % 2 === 0;
    this.#listings += 1;
    return this.#kept(isSource, pages);
  }

  async *#kept<One extends Listed>(
    isSource: boolean,
    pages: AsyncIterable<readonly One[]>,
  ): AsyncGenerator<readonly One[]> {
    const { from, to } = this.pair;
    const { bucket, prefix } = isSource ? from : to;
    const rows = this.#sides[isSource ? 'source' : 'destination'];
    const isSelected = (object: ListedObject): boolean =>
      !isSource || this.options.selects?.(object, object.key.slice(prefix.length)) !== false;
    for await (const page of pages) {
      // Pages have delete markers apart from versions; read again, they are cut elsewhere.
      const inOrder = [...page].sort((a, b) => compareKeys(a.key, b.key));
      await rows.add(inOrder.map((object) => objectRow(bucket, object, isSelected(object))));
      yield page;
    }
  }

  async end(): Promise<{ readonly files: readonly KeptFile[]; readonly tagsRefused?: KeptRefusal }> {
    const { source, destination } = this.#sides;
    const files = [await source.end(), await destination.end(), await this.#looks.end()];
    return { files, ...defined({ tagsRefused: this.#looks.tagsRefused }) };
  }

  /** Nothing of it stays. */
  async discard(): Promise<void> {
    const { source, destination } = this.#sides;
    await Promise.all([source, destination, this.#lookRows].map((rows) => rows.discard()));
  }
}
