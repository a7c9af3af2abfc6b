// Holds what both sides have against what a completion report says of it: joined by the database, counted exactly.
import { join } from 'node:path';
import type { Certificate, TakenFrom } from '../../events/certificate';
import type { Comparison } from '../../events/comparisons/comparison';
import type { VersionExample } from '../../events/comparisons/finding';
import type {
  ReportedFound,
  ReportedGroup,
  ReportedSays,
  ReportedVersions,
} from '../../events/comparisons/reported-versions';
import type { NoteEvent } from '../../events/events';
import { endpointWords } from '../../events/certificate-summary';
import { isFromTheSame } from '../../evidence/kept/taken-from';
import { literal } from '../../evidence/tables/dialect';
import { DUCKDB, rowsOf } from '../../evidence/tables/duckdb-dialect';
import { filled } from '../../evidence/tables/filled';
import { RunnerError } from '../../ports/errors';
import type { Row, Tables, Value } from '../../ports/workshop';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { CopyPair } from '../copies/copies-comparison';
import { lengthOf, startsWith } from '../inventories/read-sides';
import { secondsOf } from '../inventories/told-of-tables';
import { rowsName, SIDES, type SideName } from '../kept/keep-comparison';
import type { Scope } from '../scope';
import KEPT from '../sql/kept.sql';
import REPORTED from '../sql/reported.sql';
import { isBroken, meaningOfReported } from './meanings';
import type { ReportTable } from './report-table';

const EXAMPLES = 5;
const OWN = "at AWS's own endpoint";
/** In place of the ids of versions, where one object of each key is compared. */
const ONLY = "'null'";

/**
 * @param compared what is compared, and where S3 was asked for it
 * @returns what nobody can say of both, if there is something
 * @throws RunnerError `usage` when the report is of another bucket, or S3 was asked for it somewhere else
 */
export function checkReportOf(
  source: string,
  compared: TakenFrom,
  { sourceBucket, transferId, takenFrom }: ReportTable,
): readonly NoteEvent[] {
  const isTheSame = isFromTheSame(compared, takenFrom, ['source']);
  if (isTheSame === false)
    throw new RunnerError(
      'usage',
      `S3 was asked for the report of job ${visible(transferId)} ${endpointWords(takenFrom) ?? OWN}; for what is compared ${endpointWords(compared) ?? OWN}`,
      'name the report of a job of the same S3 with --report',
    );
  const unknown: NoteEvent = {
    kind: 'note',
    detail: `whether the report of job ${visible(transferId)} is of the same S3 as what is compared is not known: evidence of version 1 does not say it`,
  };
  if (sourceBucket === undefined || sourceBucket === source) return isTheSame === undefined ? [unknown] : [];
  throw new RunnerError(
    'usage',
    `the report of job ${visible(transferId)} is of the bucket '${visible(sourceBucket)}', and the source is '${visible(source)}'`,
    `compare '${visible(sourceBucket)}' (--source-bucket), or name the report of another job with --report`,
  );
}

/** @throws RunnerError `usage` where nobody can say which version of a copy a task was about */
export function checkComparable(matched: Certificate['matched'], { transferId }: ReportTable): void {
  if (matched !== 'from-the-newest') return;
  throw new RunnerError(
    'usage',
    `the report of job ${visible(transferId)} is not held against all versions of copies: it says of which object one was made, and copies have version ids of their own`,
    'leave out --report, or name evidence that was kept without --all-versions',
  );
}

function rowsIn(path: string): string {
  return rowsOf({ format: 'Parquet', columns: [], files: [path] });
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

function examplesIn(value: Value | undefined): readonly VersionExample[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Row[]).map((one) => ({
    key: textOf(one['key']),
    versionId: textOf(one['version_id']),
  }));
}

/** What is amiss goes before the rest. */
const SAYS_ORDER: readonly ReportedSays[] = ['succeeded', 'failed', 'not-listed', 'younger'];
const FOUND_ORDER: readonly ReportedFound[] = ['missing', 'different', 'there', 'source-deleted', 'gone'];

function inOrder(a: ReportedGroup, b: ReportedGroup): number {
  return (
    SAYS_ORDER.indexOf(a.says) - SAYS_ORDER.indexOf(b.says) ||
    FOUND_ORDER.indexOf(a.found) - FOUND_ORDER.indexOf(b.found)
  );
}

/** Reads the views of both sides, which are there. */
export async function reportedVersions(
  tables: Tables,
  report: ReportTable,
  source: string,
  { prefixes }: Pick<Scope, 'prefixes'>,
  compared: 'versions' | 'copies' = 'versions',
  sides: Readonly<Record<SideName, string>> = { source: 'source_side', destination: 'destination_side' },
): Promise<ReportedVersions> {
  const { transferId, location, path, rows, prefix, madeMs, failedOnly } = report;
  const replaced = compared === 'copies' ? ` replace (${ONLY} as version_id)` : '';
  await tables.run(`create or replace view tasks as select *${replaced} from ${rowsIn(path)};`);
  const listed = prefixes.map((prefix) => startsWith(prefix)).join(' or ');
  const bucket = literal(source);
  const query = filled(REPORTED, {
    ...sides,
    listed,
    bucket,
    of_job: startsWith(prefix ?? ''),
    job_made: literal(secondsOf(madeMs)),
    example: DUCKDB.together({ key: 'key', version_id: 'version_id' }),
    examples: String(EXAMPLES),
  });
  const groups = (await tables.rows(query)).map((row): ReportedGroup => {
    const [says, found] = [row['says'] as ReportedSays, row['found'] as ReportedFound];
    const meaning = meaningOfReported(says, found, failedOnly, compared);
    const told = examplesIn(row['examples']);
    const examples = compared === 'copies' ? told.map(({ key }) => ({ key })) : told;
    return { says, found, count: Number(row['versions']), meaning, examples };
  });
  const [other] = await tables.rows(
    `select count(*) as others from tasks where bucket <> ${bucket} or not (${listed})`,
  );
  return { transferId, location, rows, otherRows: Number(other?.['others'] ?? 0), groups: groups.sort(inOrder) };
}

/** The same of a comparison that was kept. @param index of the comparison */
export async function heldAgainstKept(
  tables: Tables,
  report: ReportTable,
  source: string,
  scope: Pick<Scope, 'prefixes'>,
  directory: string,
  index: number,
): Promise<ReportedVersions> {
  for (const side of SIDES)
    await tables.run(filled(KEPT, { side, rows: rowsIn(join(directory, rowsName(index, side))) }));
  return reportedVersions(tables, report, source, scope);
}

/** The key of a copy, with the prefix of its source. */
function sourceKey({ from, to }: CopyPair): string {
  return `${literal(from.prefix)} || substr(key, ${lengthOf(to.prefix) + 1})`;
}

/** The same of copies that were compared by inventories, which have all versions: the views of both are there. */
export function heldAgainstNewest(tables: Tables, report: ReportTable, pair: CopyPair): Promise<ReportedVersions> {
  const { from } = pair;
  const newest = (side: SideName, key: string): string =>
    `(select ${key} as key, ${ONLY} as version_id, marker, size, modified, nth from ${side}_side where latest = 'true' and not marker)`;
  const sides = { source: newest('source', 'key'), destination: newest('destination', sourceKey(pair)) };
  return reportedVersions(tables, report, from.bucket, { prefixes: [from.prefix] }, 'copies', sides);
}

/**
 * The same of copies that were kept, the newest of each key, by the keys of the source: which of its versions a task has copied, ids of copies
 * do not tell.
 */
export async function heldAgainstCopies(
  tables: Tables,
  report: ReportTable,
  { from, to }: CopyPair,
  directory: string,
  index: number,
): Promise<ReportedVersions> {
  const keys = { source: 'key', destination: sourceKey({ from, to }) };
  for (const side of SIDES) {
    const rows = `(select * replace (${keys[side]} as key, ${ONLY} as version_id) from ${rowsIn(join(directory, rowsName(index, side)))}) as newest`;
    await tables.run(filled(KEPT, { side, rows }));
  }
  return reportedVersions(tables, report, from.bucket, { prefixes: [from.prefix] }, 'copies');
}

/** What a report promises and the destination has not is amiss, whatever the rules of today say. */
export function withReported(comparison: Comparison, reported: ReportedVersions): Comparison {
  const broken = reported.groups.reduce((sum, group) => sum + (isBroken(group) ? group.count : 0), 0);
  const told = { ...comparison, reported };
  if (broken === 0 || comparison.answer === 'incomplete') return told;
  const before = comparison.answer === 'not-compared' ? `${comparison.reason ?? ''}; ` : '';
  const reason = `${before}${counted(broken, 'object version')} that the report of job ${visible(reported.transferId)} calls succeeded ${broken === 1 ? 'is' : 'are'} not there as at the source`;
  return { ...told, answer: 'incomplete', reason };
}
