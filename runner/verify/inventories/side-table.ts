// An inventory of one side, or what stands for one, as whoever joins both reads it.
import type { TableRead } from '../../events/comparisons/compared-tables';
import type { FetchedTable } from '../../evidence/tables/fetched-table';

/** An inventory of either side, or what stands for one. */
export interface SideTable extends FetchedTable {
  readonly kind: TableRead['kind'];
  /** What its rows are read from, as the engine says it. */
  readonly rows: string;
}

export interface TablePair {
  readonly source: SideTable;
  readonly destination: SideTable;
}
