// Joins inventories that were kept, and makes the same certificate again: nobody is asked.
import { join } from 'node:path';
import type { Certificate, KeptEvidence } from '../../../events/certificate';
import { comparisonSummary } from '../../../events/certificate-summary';
import type { Comparison } from '../../../events/comparisons/comparison';
import type { ReportedVersions } from '../../../events/comparisons/reported-versions';
import type { RunnerEvent } from '../../../events/events';
import { KeptLooks, LOOK_COLUMNS } from '../../../evidence/kept/looks';
import { keptRows } from '../../../evidence/kept/kept-rows';
import type { Column } from '../../../evidence/kept/write-parquet';
import type { ParquetRow } from '../../../evidence/parquet-rows';
import { isRunnerError, RunnerError } from '../../../ports/errors';
import type { Tables, Workshop } from '../../../ports/workshop';
import { defined } from '../../../text/defined';
import { counted } from '../../../text/figures';
import { answerOfAll, extentOf, outcomeOfAll } from '../../comes-to';
import { notCompared as copiesNotCompared } from '../../copies/copies-comparison';
import { compareNewest } from '../../inventories/compare-newest';
import { compareVersions } from '../../inventories/compare-versions';
import { joinedBy } from '../../inventories/duckdb-sides';
import { OF_COPIES, OF_VERSIONS, type Joined } from '../../inventories/joined';
import type { LookedBy } from '../../inventories/look-again';
import type { TablePair } from '../../inventories/side-table';
import { heldAgainstNewest, reportedVersions, withReported } from '../../reported/hold-against';
import type { ReportTable } from '../../reported/report-table';
import { notCompared, type Verified } from '../../verify-target';
import { rowsName } from '../keep-comparison';
import type { KeptEngine } from '../verify-kept';
import { GROUP_COLUMNS, heldGroups } from './held-groups';
import type { KeptInventories, KeptJoined } from './kept-inventories';
import { keptSides } from './kept-sides';

export interface OpenInventories {
  readonly directory: string;
  readonly of: KeptInventories;
  readonly kept: KeptEvidence;
}

function uncompared(one: KeptJoined, sample: number, why: string): Comparison {
  if (one.scope !== undefined) return notCompared(one.scope, why);
  return copiesNotCompared(one.pair, { sample, expected: one.expected }, why);
}

/** Both sides of it. @throws RunnerError `unavailable` when they are not what S3 has delivered */
export function sidesOf({ directory, of }: OpenInventories, workshop: Workshop): Promise<TablePair> {
  const { sides, comparisons } = of;
  if (sides === undefined) throw new RunnerError('unavailable', 'the evidence has neither of both sides');
  const needed = comparisons.some(({ scope }) => scope !== undefined) ? OF_VERSIONS : OF_COPIES;
  return keptSides(directory, sides, needed, workshop);
}

function reported(
  one: KeptJoined,
  tables: Tables,
  report: ReportTable,
  { source }: KeptInventories,
): Promise<ReportedVersions> {
  return one.scope === undefined
    ? heldAgainstNewest(tables, report, one.pair)
    : reportedVersions(tables, report, source.bucket, one.scope);
}

class Again {
  constructor(
    private readonly opened: OpenInventories,
    private readonly both: TablePair,
    private readonly tables: Tables,
    private readonly engine: KeptEngine,
    private readonly workshop: Workshop,
  ) {}

  #rowsOf(index: number, what: 'looks' | 'groups', columns: readonly Column[]): AsyncGenerator<readonly ParquetRow[]> {
    const { directory, kept } = this.opened;
    const name = rowsName(index, what);
    const bytes = kept.files.find((file) => file.name === name)?.bytes ?? 0;
    const names = columns.map((column) => column.name);
    return keptRows(join(directory, name), bytes, names, this.workshop);
  }

  /** @throws RunnerError `unavailable` when the files, or the looks, come to something else than was kept */
  async *compared(one: KeptJoined, index: number, sample: number): AsyncGenerator<RunnerEvent, Comparison> {
    const joined: Joined = heldGroups(joinedBy(this.tables, this.both), this.#rowsOf(index, 'groups', GROUP_COLUMNS));
    const looks = new KeptLooks(this.#rowsOf(index, 'looks', LOOK_COLUMNS), one.tagsRefused);
    const asked: LookedBy = {
      signal: this.engine.signal,
      aws: { objects: looks.looking },
      kept: defined({ why: one.why }),
    };
    const made =
      one.scope === undefined
        ? yield* compareNewest(this.both, one.pair, one.expected, sample, joined, asked, true)
        : yield* compareVersions(this.both, one.scope, sample, joined, asked, true);
    const looked = made.tables?.doubtful.looked ?? 0;
    if (looked === one.looked) return made;
    throw new RunnerError(
      'unavailable',
      `the evidence does not say how ${counted(one.looked - looked, 'object version')} were when they were looked at`,
    );
  }
}

/**
 * @param tables a database without anything in it
 * @param report is held against what both sides have. @default - there is none
 */
export async function* verifyKeptInventories(
  opened: OpenInventories,
  tables: Tables,
  engine: KeptEngine,
  workshop: Workshop,
  report?: ReportTable,
): AsyncGenerator<RunnerEvent, Verified> {
  const { of, kept } = opened;
  const sample = of.sample ?? Infinity;
  const comparisons: Comparison[] = [];
  const again =
    of.sides === undefined ? undefined : new Again(opened, await sidesOf(opened, workshop), tables, engine, workshop);
  for (const [index, one] of of.comparisons.entries()) {
    if (one.reason !== undefined || again === undefined) {
      comparisons.push(uncompared(one, sample, one.reason ?? 'neither of both sides was kept'));
      continue;
    }
    try {
      const made = yield* again.compared(one, index, sample);
      comparisons.push(report === undefined ? made : withReported(made, await reported(one, tables, report, of)));
    } catch (error) {
      if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
      comparisons.push(uncompared(one, sample, error.message));
    }
  }
  const { version, endpoints, source, prefixes, matched, startedAt, endedAt, listing } = of;
  const certificate: Certificate = {
    version,
    ...defined({ endpoints }),
    source,
    prefixes,
    ...defined({ matched }),
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
