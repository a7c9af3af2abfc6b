// AWS as it was when evidence was kept: the same listings, the same looks, and nobody is asked.
import { join } from 'node:path';
import { KeptLooks, LOOK_COLUMNS } from '../../evidence/kept/looks';
import { keptRows } from '../../evidence/kept/kept-rows';
import type { ParquetRow } from '../../evidence/parquet-rows';
import { VERSION_COLUMNS, versionIn } from '../../evidence/kept/version-rows';
import type { KeptEvidence } from '../../events/certificate';
import { RunnerError } from '../../ports/errors';
import type { Objects, VersionEntry } from '../../ports/s3/objects';
import type { Workshop } from '../../ports/workshop';
import { seededRandom } from '../../survey/random-samples';
import { visible } from '../../text/safe-text';
import type { ComparedBy } from '../look';
import { rowsName, SIDES, type SideName } from './keep-comparison';
import type { KeptComparison } from './kept-verify';

/** A kept listing, of which prefix after prefix is read, as they were listed. */
class KeptListing {
  readonly #pages: AsyncIterator<readonly ParquetRow[]>;
  #left: readonly VersionEntry[] = [];

  /** @param prefixes of the comparison, in which all of it lies */
  constructor(
    pages: AsyncIterable<readonly ParquetRow[]>,
    private readonly prefixes: readonly string[],
  ) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** @throws RunnerError `unavailable` where there is something that no prefix covers: nobody would compare it */
  async *under(prefix: string): AsyncGenerator<readonly VersionEntry[]> {
    for (;;) {
      if (this.#left.length === 0) {
        const next = await this.#pages.next();
        if (next.done === true) return;
        this.#left = next.value.map(versionIn);
      }
      const other = this.#left.findIndex(({ key }) => !key.startsWith(prefix));
      const beyond = this.#left[other]?.key;
      if (beyond !== undefined && !this.prefixes.some((one) => beyond.startsWith(one)))
        throw new RunnerError(
          'unavailable',
          `the evidence has '${visible(beyond)}', which is under none of its prefixes`,
        );
      const page = other === -1 ? this.#left : this.#left.slice(0, other);
      this.#left = other === -1 ? [] : this.#left.slice(other);
      if (page.length > 0) yield page;
      if (other !== -1) return;
    }
  }
}

/** @param index of the comparison */
export function keptAnswers(
  directory: string,
  { files }: KeptEvidence,
  index: number,
  { seed, tagsRefused, scope }: KeptComparison,
  source: string,
  engine: Pick<ComparedBy, 'signal' | 'command'>,
  workshop: Workshop,
): ComparedBy {
  const rowsOf = (what: SideName | 'looks', columns: typeof VERSION_COLUMNS): AsyncGenerator<readonly ParquetRow[]> => {
    const name = rowsName(index, what);
    const bytes = files.find((file) => file.name === name)?.bytes ?? 0;
    return keptRows(
      join(directory, name),
      bytes,
      columns.map((column) => column.name),
      workshop,
    );
  };
  const [mine, theirs] = SIDES.map((side) => new KeptListing(rowsOf(side, VERSION_COLUMNS), scope.prefixes));
  const versions: Objects['versions'] = (bucket, { prefix }) =>
    (bucket === source ? mine : theirs)?.under(prefix) ?? empty();
  const { looking } = new KeptLooks(rowsOf('looks', LOOK_COLUMNS), tagsRefused);
  return { ...engine, random: seededRandom(seed), aws: { objects: { ...looking, versions } } };
}

async function* empty(): AsyncGenerator<readonly VersionEntry[]> {}
