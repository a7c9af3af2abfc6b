// Compares a source and a destination by their inventories, and makes the same certificate as a comparison of listings. Reads only.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Certificate, Comparison } from '../../events/certificate';
import { comparisonSummary } from '../../events/certificate-summary';
import type { RunnerEvent } from '../../events/events';
import { fetchedTable } from '../../evidence/tables/fetched-table';
import type { TableWanted } from '../../evidence/tables/table-manifest';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError, type ErrorKind } from '../../ports/errors';
import type { Workshop } from '../../ports/workshop';
import { readRules } from '../../replication/read-rules';
import { duration } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { answerOfAll, extentOf, outcomeOfAll } from '../comes-to';
import { scopesOf, type Scope, type VerifyTarget } from '../scope';
import { DEFAULT_SAMPLE, notCompared, type Verified, type VerifyOptions } from '../verify-target';
import { compareVersions, type SideTable } from './compare-versions';
import { listedTable } from './listed-table';

export interface InventoryOptions {
  /** manifest.json: `s3://…`, or a path of this machine. */
  readonly source: string;
  /** The same of the destination. @default - it is listed now */
  readonly destination?: string;
  /** That the join may use; what does not fit goes to disk. */
  readonly memoryMebibytes: number;
  /** @default - all processors */
  readonly threads?: number;
}

export type VerifyInventoriesOptions = VerifyOptions & { readonly inventories: InventoryOptions };

/** Where S3 does not answer, the handoff's rules count: inventories on this machine need nobody. */
const HANDOFF_INSTEAD: readonly ErrorKind[] = [
  'denied',
  'refused',
  'unavailable',
  'throttled',
  'credentials',
  'unreachable',
];

const SOURCE: TableWanted = {
  needed: ['Key', 'VersionId', 'IsDeleteMarker', 'Size', 'ETag', 'LastModifiedDate'],
  configured: 'all versions (IncludedObjectVersions: All) and the fields Size, ETag and LastModifiedDate',
  flag: 'source-inventory',
};
const DESTINATION: TableWanted = { ...SOURCE, flag: 'destination-inventory' };

/** Inventories are made once a day: older ones tell of another time. */
const OLD_MS = 48 * 3600 * 1000;

function* told(source: SideTable, destination: SideTable, now: number): Generator<RunnerEvent> {
  for (const { kind, location, madeMs } of [source, destination]) {
    if (kind !== 'inventory') continue;
    const ageMs = now - madeMs;
    const old = ageMs > OLD_MS ? ': what came or went since, it does not know' : '';
    const when = new Date(madeMs).toISOString();
    yield {
      kind: 'note',
      detail: `the inventory ${visible(location)} was made ${when}, ${duration(ageMs / 1000)} ago${old}`,
    };
  }
  const apartMs = source.madeMs - destination.madeMs;
  if (Math.abs(apartMs) < OLD_MS || source.kind !== destination.kind) return;
  const [earlier, later] = apartMs > 0 ? ['destination', 'source'] : ['source', 'destination'];
  const detail = `the inventory of the ${earlier} is ${duration(Math.abs(apartMs) / 1000)} older than that of the ${later}`;
  yield { kind: 'note', detail };
}

/** The scope of the one destination. @throws RunnerError `usage` when nobody has said that it is one */
function scopeOf(
  target: VerifyTarget,
  rules: Parameters<typeof scopesOf>[1],
  bucket: string,
  location: string,
  named: readonly string[],
): Scope {
  const [scope] = scopesOf(target, rules, [bucket]);
  if (scope !== undefined && (scope.rules.length > 0 || named.includes(bucket))) return scope;
  throw new RunnerError(
    'usage',
    `the inventory ${visible(location)} is of the bucket '${visible(bucket)}', to which no enabled rule of '${visible(target.source.bucket)}' replicates`,
    `name an inventory of the destination, or --destination-bucket ${visible(bucket)} where it is one all the same`,
  );
}

/** The destination that is listed. @throws RunnerError `usage` when there is not exactly one */
function listedDestination(
  target: VerifyTarget,
  rules: Parameters<typeof scopesOf>[1],
  named: readonly string[] | undefined,
): Scope {
  const scopes = scopesOf(target, rules, named);
  const [scope] = scopes;
  if (scope !== undefined && scopes.length === 1) return scope;
  throw new RunnerError(
    'usage',
    scope === undefined
      ? `no enabled rule of '${visible(target.source.bucket)}' names a destination: there is nothing to compare the inventory with`
      : `there are ${scopes.length} destinations, and one inventory is compared with one of them`,
    'name it with --destination-bucket, or its inventory with --destination-inventory',
  );
}

/** @throws RunnerError `usage` when there is nothing to compare with */
export async function* verifyInventories(
  target: VerifyTarget,
  engine: Engine,
  { inventories, destinations, sample = DEFAULT_SAMPLE }: VerifyInventoriesOptions,
  workshop: Workshop,
): AsyncGenerator<RunnerEvent, Verified> {
  const startedMs = engine.clock.now();
  const folder = folderOf(inventories, engine);
  const { rules, unreadable } = await readRules(target, engine.aws.buckets, HANDOFF_INSTEAD);
  if (unreadable !== undefined && rules.length > 0)
    yield {
      kind: 'note',
      detail: `the comparison is by the rules of the handoff, for those of S3 could not be read: ${unreadable}`,
    };
  const comparisons: Comparison[] = [];
  let scope: Scope | undefined;
  try {
    const [source, given] = await Promise.all([
      sourceTable(inventories.source, target, engine, workshop, folder),
      destinationTable(inventories.destination, engine, workshop, folder),
    ]);
    scope =
      given === undefined
        ? listedDestination(target, rules, destinations)
        : scopeOf(target, rules, given.bucket, given.location, destinations ?? []);
    const destination: SideTable = given ?? {
      ...(await listedTable(scope.destination, scope.prefixes, join(folder, 'destination'), workshop, engine)),
      kind: 'listing',
    };
    yield* told(source, destination, engine.clock.now());
    yield { kind: 'comparing', destination: destination.bucket, versions: 0 };
    const { memoryMebibytes, threads = workshop.processors } = inventories;
    const tables = await workshop.open({ folder, memoryMebibytes, threads, signal: engine.signal });
    try {
      comparisons.push(await compareVersions({ source, destination }, scope, sample, tables, engine));
    } finally {
      await tables.close();
    }
    // What was fetched stays only where something has gone wrong, for whoever starts again.
    await workshop.remove(folder);
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted' || error.kind === 'usage') throw error;
    const why = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
    const [known] = scopesOf(target, rules, destinations);
    const other = scope ?? known ?? { destination: '', rules: [], prefixes: target.prefixes ?? [''] };
    comparisons.push(notCompared(other, why));
  }
  const { bucket, region, accountId } = target.source;
  const certificate: Certificate = {
    version: 1,
    source: { bucket, region, accountId },
    prefixes: target.prefixes ?? [],
    matched: 'by-version-id',
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(engine.clock.now()).toISOString(),
    listing: 'S3Inventory',
    answer: answerOfAll(comparisons),
    comparisons,
  };
  yield { kind: 'certificate', ...certificate };
  const summary = comparisons.map(comparisonSummary).join('; ');
  return { certificate, outcome: outcomeOfAll(comparisons), extent: extentOf(comparisons), summary };
}

/** The same for the same inventories: whoever starts again finds what was fetched. */
function folderOf({ source, destination = '' }: InventoryOptions, { journal }: Engine): string {
  const name = createHash('sha256')
    .update(JSON.stringify([source, destination]))
    .digest('hex')
    .slice(0, 16);
  return join(journal.directory, `inventories-${name}`);
}

async function sourceTable(
  location: string,
  target: VerifyTarget,
  { aws }: Engine,
  workshop: Workshop,
  folder: string,
): Promise<SideTable> {
  const place = { buckets: aws.buckets, workshop, folder: join(folder, 'source') };
  const table = await fetchedTable(location, SOURCE, place);
  if (table.bucket === target.source.bucket) return { ...table, kind: 'inventory' };
  throw new RunnerError(
    'usage',
    `the inventory ${visible(location)} is of the bucket '${visible(table.bucket)}', and the source is '${visible(target.source.bucket)}'`,
    `name an inventory of '${visible(target.source.bucket)}' with --source-inventory`,
  );
}

async function destinationTable(
  location: string | undefined,
  { aws }: Engine,
  workshop: Workshop,
  folder: string,
): Promise<SideTable | undefined> {
  if (location === undefined) return undefined;
  const place = { buckets: aws.buckets, workshop, folder: join(folder, 'destination') };
  return { ...(await fetchedTable(location, DESTINATION, place)), kind: 'inventory' };
}
