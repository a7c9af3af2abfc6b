// Compares copies that were kept, and makes the same certificate again: nobody is asked.
import { join } from 'node:path';
import type { Certificate, KeptEvidence } from '../../../events/certificate';
import type { Comparison } from '../../../events/comparisons/comparison';
import { comparisonSummary } from '../../../events/certificate-summary';
import type { RunnerEvent } from '../../../events/events';
import { KeptLooks, LOOK_COLUMNS } from '../../../evidence/kept/looks';
import { keptRows } from '../../../evidence/kept/kept-rows';
import type { Column } from '../../../evidence/kept/write-parquet';
import type { ParquetRow } from '../../../evidence/parquet-rows';
import { isRunnerError } from '../../../ports/errors';
import type { ListedObject } from '../../../ports/s3/copying';
import type { KeyRange, VersionEntry } from '../../../ports/s3/objects';
import type { Tables, Workshop } from '../../../ports/workshop';
import { seededRandom } from '../../../survey/random-samples';
import { defined } from '../../../text/defined';
import { compareKeys } from '../../../text/key-order';
import { answerOfAll, extentOf, outcomeOfAll } from '../../comes-to';
import { compareCopies } from '../../copies/compare-copies';
import { notCompared, type CompareCopiesOptions, type CopiesComparedBy } from '../../copies/copies-comparison';
import { heldAgainstCopies, withReported } from '../../reported/hold-against';
import type { ReportTable } from '../../reported/report-table';
import type { Verified } from '../../verify-target';
import { rowsName, SIDES, type SideName } from '../keep-comparison';
import type { KeptEngine } from '../verify-kept';
import { SELECTED } from './keep-pair';
import type { KeptCopies, KeptPair } from './kept-copies';
import { OBJECT_COLUMNS, objectIn } from './object-rows';

/** A kept listing, of which range after range is read, as they were listed. */
class KeptObjects {
  readonly #pages: AsyncIterator<readonly ParquetRow[]>;
  #left: readonly VersionEntry[] = [];

  /** @param leftOut is told of what filters have left out */
  constructor(
    pages: AsyncIterable<readonly ParquetRow[]>,
    private readonly leftOut: (entry: VersionEntry) => void,
  ) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  async *within({ prefix, until }: KeyRange): AsyncGenerator<readonly VersionEntry[]> {
    const isOutside = ({ key }: VersionEntry): boolean =>
      !key.startsWith(prefix) || (until !== undefined && compareKeys(key, until) > 0);
    for (;;) {
      if (this.#left.length === 0) {
        const next = await this.#pages.next();
        if (next.done === true) return;
        this.#left = next.value.map((row) => {
          const { entry, selected } = objectIn(row);
          if (!selected) this.leftOut(entry);
          return entry;
        });
      }
      const other = this.#left.findIndex(isOutside);
      const page = other === -1 ? this.#left : this.#left.slice(0, other);
      this.#left = other === -1 ? [] : this.#left.slice(other);
      if (page.length > 0) yield page;
      if (other !== -1) return;
    }
  }
}

function newestOf({ key, sizeBytes, etag, lastModifiedMs, storageClass }: VersionEntry): ListedObject {
  return { key, sizeBytes, etag, lastModifiedMs, storageClass };
}

async function* newest(pages: AsyncIterable<readonly VersionEntry[]>): AsyncGenerator<readonly ListedObject[]> {
  for await (const page of pages) yield page.map(newestOf);
}

function idOf({ key, versionId = '' }: Pick<ListedObject, 'key' | 'versionId'>): string {
  return `${versionId}/${key}`;
}

export interface CopiesAnswers {
  readonly engine: CopiesComparedBy;
  readonly options: CompareCopiesOptions;
}

/** AWS and filters as they were when the comparison was kept. */
export function copiesAnswers(
  directory: string,
  { files }: KeptEvidence,
  index: number,
  { pair, options, seed, filtered, filteredByTags, tagsRefused }: KeptPair,
  engine: KeptEngine,
  workshop: Workshop,
): CopiesAnswers {
  const rowsOf = (what: SideName | 'looks', columns: readonly Column[]): AsyncGenerator<readonly ParquetRow[]> => {
    const name = rowsName(index, what);
    const bytes = files.find((file) => file.name === name)?.bytes ?? 0;
    const names = columns.map((column) => column.name);
    return keptRows(join(directory, name), bytes, names, workshop);
  };
  // Read a little ahead of the comparison, which takes each out again.
  const leftOut = new Set<string>();
  const [mine, theirs] = SIDES.map(
    (side) => new KeptObjects(rowsOf(side, OBJECT_COLUMNS), (entry) => leftOut.add(idOf(entry))),
  );
  let listings = 0;
  const listed = (range: KeyRange): AsyncGenerator<readonly VersionEntry[]> => {
    const side = listings % 2 === 0 ? mine : theirs;
    listings += 1;
    return side?.within(range) ?? nothing();
  };
  const looks = new KeptLooks(rowsOf('looks', LOOK_COLUMNS), tagsRefused);
  const { sample, ...said } = options;
  return {
    engine: {
      ...engine,
      random: seededRandom(seed),
      aws: {
        objects: looks.looking,
        copying: { objects: (_bucket, range) => newest(listed(range)), versions: (_bucket, range) => listed(range) },
      },
    },
    options: {
      ...said,
      sample: sample ?? Infinity,
      ...(filtered === true ? { selects: (source) => !leftOut.delete(idOf(source)) } : {}),
      ...(filteredByTags === true
        ? {
            selectsByTags: async ({ key, versionId }) =>
              (await looks.answer(SELECTED, pair.from.bucket, key, versionId)) === true,
          }
        : {}),
    },
  };
}

/** The report of a job that has copied, and the database that it is joined by. */
interface HeldReport {
  readonly tables: Tables;
  readonly report: ReportTable;
}

async function* nothing(): AsyncGenerator<readonly VersionEntry[]> {}

/** @throws RunnerError `unavailable` when a file cannot be read */
export async function* verifyKeptCopies(
  directory: string,
  of: KeptCopies,
  kept: KeptEvidence,
  engine: KeptEngine,
  workshop: Workshop,
  held?: HeldReport,
): AsyncGenerator<RunnerEvent, Verified> {
  const comparisons: Comparison[] = [];
  for (const [index, one] of of.comparisons.entries()) {
    const answers = copiesAnswers(directory, kept, index, one, engine, workshop);
    if (one.reason !== undefined) {
      comparisons.push(notCompared(one.pair, answers.options, one.reason));
      continue;
    }
    try {
      const made = yield* compareCopies(one.pair, answers.options, answers.engine);
      comparisons.push(
        held === undefined
          ? made
          : withReported(made, await heldAgainstCopies(held.tables, held.report, one.pair, directory, index)),
      );
    } catch (error) {
      if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
      comparisons.push(notCompared(one.pair, answers.options, error.message));
    }
  }
  const { version, endpoints, source, prefixes, chosen, matched, startedAt, endedAt, listing } = of;
  const certificate: Certificate = {
    version,
    ...defined({ endpoints }),
    source,
    prefixes,
    ...defined({ chosen, matched }),
    startedAt,
    endedAt,
    listing,
    answer: answerOfAll(comparisons),
    comparisons,
    kept,
  };
  yield { kind: 'certificate', ...certificate };
  const summary = comparisons.map(comparisonSummary).join('; ');
  return { certificate, outcome: outcomeOfAll(comparisons), extent: extentOf(comparisons), summary };
}
