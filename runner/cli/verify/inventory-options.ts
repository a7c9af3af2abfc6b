// From flags to the inventories that a comparison reads in place of listings, and who joins them.
import type { HandoffAthena } from '../../../modules/handoff';
import { PARTITION, type AskedTable } from '../../evidence/athena/inventory-table';
import type { QueryPlace } from '../../ports/serverless/queries';
import { DEFAULT_METHOD, methodNamed } from '../../methods/registry';
import { RunnerError } from '../../ports/errors';
import { defined } from '../../text/defined';
import { s3Address } from '../../text/s3-address';
import { visible } from '../../text/safe-text';
import type { Expected } from '../../verify/copies/judge-copy';
import type { AthenaInventories } from '../../verify/inventories/athena-sides';
import type { DuckDbInventories } from '../../verify/inventories/duckdb-sides';
import type { ComparedCopies, InventoryOptions } from '../../verify/inventories/verify-inventories';
import type { VerifyTarget } from '../../verify/scope';
import { COPY_FILTER_FLAGS } from '../flags/version-flags';
import { numberFlag, textFlag, type Given } from '../flag-values';

const DEFAULT_MEMORY_MEBIBYTES = 1280;
/** Without an inventory of the source they say nothing. */
const OF_DUCKDB = ['memory', 'threads'] as const;
const OF_ATHENA = ['athena-workgroup', 'athena-database', 'athena-results', 'max-cost'] as const;
/** What of the comparison of listings is not done with inventories. */
const NOT_BESIDE: Readonly<Record<string, string>> = { wait: 'inventories do not change while somebody waits' };

/** Who joins, with what the flags say of it; the handoff is not read yet. */
export type InventoryFlags = DuckDbInventories | AthenaFlags;

interface AthenaFlags extends Pick<AthenaInventories, 'engine' | 'resultsLocation' | 'maxCostUsd'> {
  readonly workgroup?: string;
  readonly database?: string;
  readonly source: Partial<AskedTable>;
  readonly destination: Partial<AskedTable>;
}

function usage(message: string, hint: string): RunnerError {
  return new RunnerError('usage', message, hint);
}

/** What a join may use. @throws RunnerError `usage` */
export function joinOptions(given: Given): Pick<DuckDbInventories, 'memoryMebibytes' | 'threads'> {
  const threads = numberFlag(given, 'threads', { least: 1, most: 256, whole: true });
  return {
    memoryMebibytes:
      numberFlag(given, 'memory', { least: 128, most: 1_048_576, whole: true }) ?? DEFAULT_MEMORY_MEBIBYTES,
    ...defined({ threads }),
  };
}

/** Undefined: nothing is read but listings. @throws RunnerError `usage` */
export function inventoryFlags(given: Given): InventoryFlags | undefined {
  const isAthena = textFlag(given, 'engine') === 'athena';
  const source = textFlag(given, 'source-inventory');
  const wrong = (isAthena ? [...OF_DUCKDB, 'report'] : OF_ATHENA).find((name) => given[name] !== undefined);
  if (wrong !== undefined)
    throw usage(
      isAthena
        ? `--${wrong} and --engine athena do not go together: nothing is joined on this machine`
        : `--${wrong} goes with --engine athena, which was not given`,
      isAthena ? 'leave out one of them' : 'add --engine athena, or leave it out',
    );
  if (!isAthena && source === undefined) {
    // A report is joined, too.
    const ofJoin = given['report'] === undefined ? OF_DUCKDB : [];
    const alone = ['destination-inventory', ...ofJoin].find((name) => given[name] !== undefined);
    if (alone === undefined) return undefined;
    throw usage(
      `--${alone} goes with --source-inventory, which was not given`,
      'name the manifest.json of an inventory of the source with --source-inventory, or leave it out',
    );
  }
  if (isAthena && given['evidence'] !== undefined)
    throw usage(
      '--evidence and --engine athena do not go together: Athena reads the inventories where they lie, and of their rows nothing comes to this machine but sums',
      'leave out --evidence, and keep the inventories where they lie (S3 Object Lock on their bucket); or name their manifests with --engine duckdb, which keeps them',
    );
  refuseBeside(given, isAthena ? '--engine athena' : '--source-inventory');
  return isAthena ? athenaFlags(given) : duckDbFlags(given, source ?? '');
}

/** @param flag that has asked for inventories */
function refuseBeside(given: Given, flag: string): void {
  const { name } = methodNamed(textFlag(given, 'method') ?? DEFAULT_METHOD);
  if (name !== DEFAULT_METHOD && name !== 'copy')
    throw usage(
      `${flag} is not for verify --method ${name}: inventories are compared for replicas and for --method copy`,
      'leave it out: both sides are listed then',
    );
  const chosen = [...Object.keys(COPY_FILTER_FLAGS), 'all-versions'].find(
    (one) => given[one] !== undefined && given[one] !== false,
  );
  if (chosen !== undefined)
    throw usage(
      `--${chosen} and ${flag} do not go together: an inventory is compared with all that lies under the prefixes, newest with newest`,
      'leave out one of them',
    );
  const beside = Object.entries(NOT_BESIDE).find(([one]) => given[one] !== undefined);
  if (beside !== undefined)
    throw usage(`--${beside[0]} and ${flag} do not go together: ${beside[1]}`, 'leave out one of them');
}

function duckDbFlags(given: Given, source: string): DuckDbInventories {
  const destination = textFlag(given, 'destination-inventory');
  return { engine: 'duckdb', source, ...joinOptions(given), ...defined({ destination }) };
}

function athenaFlags(given: Given): AthenaFlags {
  const resultsLocation = textFlag(given, 'athena-results');
  const place = resultsLocation === undefined ? undefined : s3Address(resultsLocation);
  if (resultsLocation !== undefined && (place?.form !== 'URL' || !resultsLocation.startsWith('s3://')))
    throw usage(
      `--athena-results: got '${visible(resultsLocation)}'; a place in S3 looks like s3://bucket/folder/`,
      'name one that this caller may write, or leave it out: the workgroup says it',
    );
  return {
    engine: 'athena',
    source: tableIn(given, 'source-inventory'),
    destination: tableIn(given, 'destination-inventory'),
    ...defined({
      workgroup: textFlag(given, 'athena-workgroup'),
      database: textFlag(given, 'athena-database'),
      resultsLocation,
      maxCostUsd: numberFlag(given, 'max-cost', { least: 0, most: 1e12 }),
    }),
  };
}

const WORKGROUP = /^[\w.-]{1,128}$/;
/** What is no part of an ARN of a policy by itself, or of none at all. */
const NO_DATABASE = /[*?${}/:\p{Cc}]/u;

/** Glue keeps names of databases and tables in lower case, and Athena knows no others. @throws RunnerError `usage` */
function checkedPlace({ workgroup, database, region }: QueryPlace): QueryPlace {
  if (!WORKGROUP.test(workgroup))
    throw usage(
      `--athena-workgroup: got '${visible(workgroup)}'; a workgroup has one to 128 letters, digits and . _ -`,
      'name it, and not its ARN',
    );
  if (database === '' || database.length > 255 || NO_DATABASE.test(database))
    throw usage(
      `--athena-database: got '${visible(database)}'; a database has one to 255 characters, and none of * ? $ { } / : among them`,
      'name it, and neither its ARN nor a pattern',
    );
  return { region, workgroup, database: database.toLowerCase() };
}

/** `TABLE`, `TABLE@2026-01-31-01-00`, or `@2026-01-31-01-00`. @throws RunnerError `usage` */
function tableIn(given: Given, flag: 'source-inventory' | 'destination-inventory'): Partial<AskedTable> {
  const text = textFlag(given, flag);
  if (text === undefined) return {};
  const [, name = '', partition] = /^([\w.-]*)(?:@(.*))?$/s.exec(text) ?? [];
  const isTable = (name !== '' || partition !== undefined) && !name.endsWith('.json') && name.length <= 255;
  if (!isTable || (partition !== undefined && !PARTITION.test(partition)))
    throw usage(
      `--${flag}: got '${visible(text)}'; with --engine athena a table is named: TABLE, TABLE@2026-01-31-01-00 for that partition, or @2026-01-31-01-00 of the table of the handoff`,
      'name a table over inventories, or leave out --engine athena to join manifests on this machine',
    );
  return defined({ name: name === '' ? undefined : name, partition });
}

/**
 * All that is needed, of flags and handoff.
 * @param athena of the handoff. @default - it has none, or there is none
 * @throws RunnerError `usage`
 */
export function inventoryOptions(
  flags: InventoryFlags,
  given: Given,
  athena: HandoffAthena | undefined,
  ownRegion: string,
): InventoryOptions {
  if (flags.engine === 'duckdb') return flags;
  const { engine, source, destination, resultsLocation, maxCostUsd } = flags;
  const workgroup = flags.workgroup ?? athena?.workgroup;
  const database = flags.database ?? athena?.database;
  const [sourceName, destinationName] = [
    source.name ?? athena?.sourceTable,
    destination.name ?? athena?.destinationTable,
  ];
  const lacking = Object.entries({
    '--athena-workgroup': workgroup,
    '--athena-database': database,
    '--source-inventory': sourceName,
    '--destination-inventory': destinationName,
  }).flatMap(([flag, value]) => (value === undefined ? [flag] : []));
  if (workgroup === undefined || database === undefined || sourceName === undefined || destinationName === undefined)
    throw usage(
      `--engine athena needs ${lacking.join(' and ')}: ${athena === undefined ? "no handoff with 'athena' was read" : 'the handoff does not say it'}`,
      'name workgroup, database and both tables, or read the Terraform outputs of a stack that makes them with --outputs',
    );
  return {
    engine,
    place: checkedPlace({ region: textFlag(given, 'region') ?? athena?.region ?? ownRegion, workgroup, database }),
    source: { ...source, name: sourceName.toLowerCase() },
    destination: { ...destination, name: destinationName.toLowerCase() },
    ...defined({ resultsLocation, maxCostUsd }),
  };
}

/** Of copies what is compared with what; nothing where replicas are. */
export async function comparedCopies(
  given: Given,
  target: VerifyTarget,
  expected: Expected | undefined,
): Promise<{ readonly copies?: ComparedCopies }> {
  if (textFlag(given, 'method') !== 'copy') return {};
  const { copyPairs } = await import('../../methods/copy/prove');
  // Without a word, what a copy is without one.
  return { copies: { pairs: copyPairs(target), expected: { redirects: false, lock: false, ...expected } } };
}
