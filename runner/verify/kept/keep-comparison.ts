// One comparison whose listings and looks are kept while it is made.
import type { KeptFile } from '../../events/certificate';
import { RowKeeper } from '../../evidence/kept/keep-rows';
import { LOOK_COLUMNS, LookKeeper, type KeptRefusal } from '../../evidence/kept/looks';
import { VERSION_COLUMNS, versionRow } from '../../evidence/kept/version-rows';
import type { Objects } from '../../ports/s3/objects';
import type { Workshop } from '../../ports/workshop';
import { seededRandom } from '../../survey/random-samples';
import { compareKeys } from '../../text/key-order';
import type { ComparedBy } from '../look';

export const SIDES = ['source', 'destination'] as const;
export type SideName = (typeof SIDES)[number];

export function rowsName(comparison: number, what: SideName | 'looks' | 'groups'): string {
  return `${comparison}-${what}.parquet`;
}

export interface ComparisonKept {
  readonly files: readonly KeptFile[];
  readonly tagsRefused?: KeptRefusal;
}

export class ComparisonKeeper {
  /** AWS, as it was before, and what draws the sample. */
  readonly engine: ComparedBy;
  readonly #sides: Readonly<Record<SideName, RowKeeper>>;
  readonly #lookRows: RowKeeper;
  readonly #looks: LookKeeper;

  /** @param seed of what is drawn at random, so that it can be drawn again */
  constructor(
    directory: string,
    comparison: number,
    source: string,
    seed: number,
    engine: ComparedBy,
    workshop: Workshop,
  ) {
    const keeper = (what: SideName | 'looks', columns: typeof VERSION_COLUMNS): RowKeeper =>
      new RowKeeper(directory, rowsName(comparison, what), columns, workshop);
    this.#sides = { source: keeper('source', VERSION_COLUMNS), destination: keeper('destination', VERSION_COLUMNS) };
    this.#lookRows = keeper('looks', LOOK_COLUMNS);
    this.#looks = new LookKeeper(engine.aws.objects, this.#lookRows);
    const versions: Objects['versions'] = (bucket, range) =>
      this.#kept(
        bucket,
        this.#sides[bucket === source ? 'source' : 'destination'],
        engine.aws.objects.versions(bucket, range),
      );
    this.engine = {
      ...engine,
      random: seededRandom(seed),
      aws: { ...engine.aws, objects: { ...this.#looks.looking, versions } },
    };
  }

  async *#kept(
    bucket: string,
    rows: RowKeeper,
    pages: ReturnType<Objects['versions']>,
  ): ReturnType<Objects['versions']> {
    for await (const page of pages) {
      // Pages have delete markers apart from versions; read again, they are cut elsewhere.
      const inOrder = [...page].sort((a, b) => compareKeys(a.key, b.key));
      await rows.add(inOrder.map((entry) => versionRow(bucket, entry)));
      yield page;
    }
  }

  async end(): Promise<ComparisonKept> {
    const { source, destination } = this.#sides;
    const files = [await source.end(), await destination.end(), await this.#looks.end()];
    const { tagsRefused } = this.#looks;
    return { files, ...(tagsRefused === undefined ? {} : { tagsRefused }) };
  }

  /** Nothing of it stays. */
  async discard(): Promise<void> {
    const { source, destination } = this.#sides;
    await Promise.all([source, destination, this.#lookRows].map((rows) => rows.discard()));
  }
}
