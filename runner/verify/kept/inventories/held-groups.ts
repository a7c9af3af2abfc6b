// The groups that a join has told: kept, and held against what the same files tell when they are joined again.
import type { RowKeeper } from '../../../evidence/kept/keep-rows';
import type { Column } from '../../../evidence/kept/write-parquet';
import type { ParquetRow } from '../../../evidence/parquet-rows';
import { RunnerError } from '../../../ports/errors';
import type { Row } from '../../../ports/workshop';
import { counted } from '../../../text/figures';
import type { Joined } from '../../inventories/joined';

export const GROUP_COLUMNS: readonly Column[] = [
  { name: 'versions', type: 'number' },
  /** JSON: the row of the query (groups.sql), with its examples. */
  { name: 'group', type: 'text' },
];

/** The same, whose groups are kept while they are told. */
export function keepingGroups(joined: Joined, rows: RowKeeper): Joined {
  return {
    ...joined,
    async *groups(queries) {
      const told = yield* joined.groups(queries);
      await rows.add(told.map((row) => [Number(row['versions']), JSON.stringify(row)]));
      return told;
    },
  };
}

/** Which few of many are told as examples, and are looked at, a database decides anew each time. */
const OF_EXAMPLES: ReadonlySet<string> = new Set(['examples', 'looks']);

function counts(row: Row): string {
  const told = Object.entries(row).filter(([name]) => !OF_EXAMPLES.has(name));
  return JSON.stringify(told.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function differing(one: readonly Row[], other: readonly Row[]): number {
  const left = new Map<string, number>();
  for (const row of one) left.set(counts(row), (left.get(counts(row)) ?? 0) + 1);
  let more = 0;
  for (const row of other) {
    const times = left.get(counts(row)) ?? 0;
    if (times === 0) more += 1;
    else left.set(counts(row), times - 1);
  }
  return Math.max(
    more,
    [...left.values()].reduce((sum, times) => sum + times, 0),
  );
}

/** @throws RunnerError `unavailable` when it is none */
export function groupRow(row: ParquetRow): Row {
  try {
    const parsed: unknown = JSON.parse(String(row['group']));
    if (typeof parsed === 'object' && parsed !== null) return parsed as Row;
  } catch {
    // As below.
  }
  throw new RunnerError('unavailable', 'the groups of the evidence cannot be read: one is no JSON');
}

/**
 * The same, joined again: what it counts has to be what was kept, group by group; the examples are those that were told then.
 * Throws RunnerError `unavailable` where the files come to something else.
 */
export function heldGroups(joined: Joined, kept: AsyncIterable<readonly ParquetRow[]>): Joined {
  return {
    ...joined,
    async *groups(queries) {
      const now = yield* joined.groups(queries);
      const before: Row[] = [];
      for await (const rows of kept) for (const row of rows) before.push(groupRow(row));
      const others = differing(before, now);
      if (others === 0) return before;
      throw new RunnerError(
        'unavailable',
        `the files of the evidence come to something else than was kept of them: ${counted(others, 'group')} of ${Math.max(before.length, now.length)} ${others === 1 ? 'is another one' : 'are others'}`,
        'take it from a copy that holds; what another version of s3-backfill has kept is compared by that version',
      );
    },
  };
}
