// What a query is made of: the tables that it reads, the partitions that it asks them for, the functions that it calls.
import { identifier, literal, loadDuckDb, messageOf, openEngine } from './duckdb';

export interface TableUse {
  /** Empty: that of the query's context. */
  readonly database: string;
  readonly table: string;
  /** Values that columns have to be equal to where the table is named, by column. */
  readonly equal: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface Statement {
  readonly uses: readonly TableUse[];
  readonly functions: ReadonlySet<string>;
  /** Of the columns of the result that have no name of their own, as Athena calls them; undefined: as the engine does. */
  readonly names: readonly (string | undefined)[] | undefined;
}

export type Parsed = Statement | { readonly malformed: string } | { readonly notEmulated: string };

type Node = Readonly<Record<string, unknown>>;

export async function isInstalled(): Promise<boolean> {
  return (await loadDuckDb()) !== undefined;
}

/** By DuckDB's parser, whose SQL is that of Trino in all that is emulated. */
export async function parsed(sql: string): Promise<Parsed> {
  if (!/^\s*(?:--[^\n]*\n\s*)*(?:select|with|values|\()/i.test(sql))
    return { notEmulated: 'A statement of Athena that is no SELECT' };
  const engine = await openEngine();
  try {
    const result = await engine.connection.runAndReadAll(`select json_serialize_sql(${literal(sql)}) as tree`);
    const tree = JSON.parse(String(result.getRows()[0]?.[0])) as Node;
    if (tree['error'] === true) return { malformed: `line 1:1: ${String(tree['error_message'])}` };
    const statements = tree['statements'] as readonly Node[];
    const [only] = statements;
    if (only === undefined || statements.length > 1)
      return { malformed: 'Only one sql statement is allowed. Got: multiple statements' };
    return statementOf(only['node'] as Node);
  } catch (error) {
    return { malformed: messageOf(error) };
  } finally {
    engine.close();
  }
}

function statementOf(root: Node): Statement {
  const uses: TableUse[] = [];
  const functions = new Set<string>();
  const local = new Set<string>();
  for (const node of nodesIn(root)) {
    const cte = node['cte_map'] as { readonly map?: readonly { readonly key: string }[] } | undefined;
    for (const { key } of cte?.map ?? []) local.add(key.toLowerCase());
    if (node['class'] === 'FUNCTION' || node['class'] === 'WINDOW') functions.add(String(node['function_name']));
    if (node['type'] !== 'SELECT_NODE') continue;
    const equal = equalities(node['where_clause']);
    for (const table of baseTables(node['from_table'])) uses.push({ ...table, equal });
  }
  return {
    uses: uses.filter(({ database, table }) => database !== '' || !local.has(table)),
    functions,
    names: namesOf(root),
  };
}

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodesIn(one);
  else if (typeof value === 'object' && value !== null) {
    yield value as Node;
    for (const one of Object.values(value)) yield* nodesIn(one);
  }
}

function* baseTables(from: unknown): Generator<Pick<TableUse, 'database' | 'table'>> {
  if (typeof from !== 'object' || from === null) return;
  const node = from as Node;
  if (node['type'] === 'BASE_TABLE') {
    yield {
      database: String(node['schema_name']).toLowerCase(),
      table: String(node['table_name']).toLowerCase(),
    };
  } else if (node['type'] === 'JOIN') {
    yield* baseTables(node['left']);
    yield* baseTables(node['right']);
  }
}

/** Of the conditions that all have to hold, those that a column is one of some texts. */
function equalities(where: unknown): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const condition of conjuncts(where)) {
    const sides =
      condition['type'] === 'COMPARE_EQUAL'
        ? [condition['left'], condition['right']]
        : condition['type'] === 'COMPARE_IN'
          ? (condition['children'] as readonly unknown[])
          : [];
    const column = sides.map(columnOf).find((name) => name !== undefined);
    const values = sides.flatMap((side) => textOf(side) ?? []);
    if (column !== undefined && values.length === sides.length - 1) found.set(column, new Set(values));
  }
  return found;
}

function conjuncts(where: unknown): readonly Node[] {
  if (typeof where !== 'object' || where === null) return [];
  const node = where as Node;
  if (node['type'] === 'CONJUNCTION_AND') return (node['children'] as readonly unknown[]).flatMap(conjuncts);
  return [node];
}

function columnOf(side: unknown): string | undefined {
  const node = side as Node | null;
  if (node?.['class'] !== 'COLUMN_REF') return undefined;
  return (node['column_names'] as readonly string[]).at(-1)?.toLowerCase();
}

function textOf(side: unknown): string | undefined {
  const node = side as Node | null;
  const value = node?.['class'] === 'CONSTANT' ? (node['value'] as Node)['value'] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function namesOf(root: Node): Statement['names'] {
  if (root['type'] !== 'SELECT_NODE') return undefined;
  const columns = root['select_list'] as readonly Node[];
  if (columns.some((column) => column['class'] === 'STAR')) return undefined;
  return columns.map((column, index) => {
    const alias = String(column['alias']);
    if (alias !== '') return alias;
    return column['class'] === 'COLUMN_REF' ? undefined : `_col${index}`;
  });
}

/** How the engine is told of a table. */
export function qualified(database: string, table: string): string {
  return `${identifier(database)}.${identifier(table)}`;
}
