// From flags and handoff to what a caller is granted who has inventories joined by Athena.
import type { HandoffAthena } from '../../../modules/handoff';
import type { GrantedQueries } from '../../policy/caller/caller-policy';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { QueryPlace, Workgroup } from '../../ports/serverless/queries';
import { defined } from '../../text/defined';
import { s3Address } from '../../text/s3-address';
import { visible } from '../../text/safe-text';
import { textFlag, type Given } from '../flag-values';
import { inventoryFlags, inventoryOptions } from './inventory-options';

export interface Granted {
  readonly queries: GrantedQueries;
  /** Buckets that inventories lie in, which the tables say. */
  readonly lists: readonly string[];
}

/** @throws RunnerError `usage` when there is none */
async function workgroupAt(place: QueryPlace, queries: Engine['aws']['queries']): Promise<Workgroup | 'denied'> {
  const { region, workgroup } = place;
  const found = await queries.workgroup(place).catch((error: unknown) => {
    if (isRunnerError(error, 'denied')) return 'denied' as const;
    throw error;
  });
  if (found !== undefined) return found;
  throw new RunnerError(
    'usage',
    `there is no workgroup '${visible(workgroup)}' in ${visible(region)}`,
    'name one that is there with --athena-workgroup: aws athena list-work-groups',
  );
}

/** What the doctor looks at, where the handoff names it: it asks nothing of a table that is not there. */
async function lookedAt(athena: HandoffAthena, { queries }: Engine['aws']): Promise<Granted> {
  const tables = [...new Set([athena.sourceTable, athena.destinationTable])];
  const found = await Promise.all(
    tables.map((name) =>
      queries.table(athena, name).catch((error: unknown) => {
        if (isRunnerError(error, 'denied', 'not-found')) return undefined;
        throw error;
      }),
    ),
  );
  const buckets = found.flatMap((table) => (table === undefined ? [] : (s3Address(table.location)?.bucket ?? [])));
  return { queries: { ...athena, tables }, lists: [...new Set(buckets)] };
}

/**
 * Undefined: Athena is not asked for.
 * @throws RunnerError `usage`
 */
export async function grantedQueries(
  given: Given,
  athena: HandoffAthena | undefined,
  { aws }: Engine,
): Promise<Granted | undefined> {
  const verb = textFlag(given, 'for') ?? 'run';
  if (textFlag(given, 'engine') !== 'athena')
    return verb === 'doctor' && athena !== undefined ? lookedAt(athena, aws) : undefined;
  if (verb !== 'verify')
    throw new RunnerError(
      'usage',
      `--engine athena is not for policy --for ${verb}: verify alone has inventories joined`,
      'add --for verify, or leave it out',
    );
  const flags = inventoryFlags(given);
  const options = flags && inventoryOptions(flags, given, athena, aws.region);
  if (options?.engine !== 'athena') return undefined;
  const { place, source, destination, resultsLocation } = options;
  const tables = [...new Set([source.name, destination.name])];
  const lists: string[] = [];
  for (const name of tables) {
    const found = await aws.queries.table(place, name);
    const bucket = found === undefined ? undefined : s3Address(found.location)?.bucket;
    if (bucket === undefined)
      throw new RunnerError(
        'usage',
        `there is no table ${visible(place.database)}.${visible(name)} over files of S3 in ${visible(place.region)}: which bucket its inventories lie in is not known`,
        'name tables that are there with --athena-database, --source-inventory and --destination-inventory',
      );
    lists.push(bucket);
  }
  const workgroup = await workgroupAt(place, aws.queries);
  const ofWorkgroup =
    workgroup === 'denied'
      ? // One that was named may put results elsewhere than that of the handoff.
        athena?.workgroup === place.workgroup
        ? athena.resultsLocation
        : undefined
      : workgroup.resultsLocation;
  const isEnforced = workgroup !== 'denied' && workgroup.isEnforced;
  const location = isEnforced ? ofWorkgroup : (resultsLocation ?? ofWorkgroup);
  const results = location === undefined ? undefined : s3Address(location);
  return {
    queries: {
      ...place,
      tables,
      ...defined({
        results: results && { bucket: results.bucket, prefix: results.key.replace(/\/$/, '') },
      }),
    },
    lists: [...new Set(lists)],
  };
}
