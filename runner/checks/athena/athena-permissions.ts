import type { HandoffAthena } from '../../../modules/handoff';
import { ATHENA_PERMISSIONS } from '../../policy/caller/athena-permissions';
import { resourcesOf } from '../../policy/caller/caller-policy';
import type { CallerPermission } from '../../policy/caller/caller-permission';
import type { QueryTable } from '../../ports/serverless/queries';
import { bucketInArn } from '../../text/arn';
import { s3Address } from '../../text/s3-address';
import { visible } from '../../text/safe-text';
import { readable, type CheckContext } from '../asked/asked-once';
import { probeKey } from '../asked/probe-key';
import type { Wanted } from '../caller/caller-place';
import { judgeWanted, principalOf } from '../caller/judge-wanted';
import { couldNotCheck, ok, unlessDenied, type Check } from '../check';

/** Without these a comparison is made all the same. */
const OPTIONAL: ReadonlySet<string> = new Set([
  'athena:GetWorkGroup',
  'athena:StopQueryExecution',
  's3:AbortMultipartUpload',
]);
/** Whoever has found the tables has them. */
const OF_TABLES: ReadonlySet<string> = new Set(['athena:GetTableMetadata', 'glue:GetTable']);
/** Needed where a table does not say by itself where its partitions lie. */
const OF_PARTITIONS = /^glue:.*Partition/;

const READ_FILES: CallerPermission = {
  action: 's3:GetObject',
  on: 'inventory objects',
  calls: ['GetObject', 'StartQueryExecution'],
  verbs: ['verify'],
  because: 'reads manifests; Athena reads the files for whoever asks it',
  without: 'nothing is queried: exit code 5',
};

/** What Athena does for whoever asks it, it says so: policies may ask for that. */
function contextOf({ action, calls }: CallerPermission, region: string): NonNullable<Wanted['place']['context']> {
  const isByAthena = !action.startsWith('athena:') && calls.some((call) => /^(Start|GetQuery)/.test(call));
  if (!isByAthena) return { 'aws:RequestedRegion': region };
  const via = 'athena.amazonaws.com';
  const called = { 'aws:CalledVia': [via], 'aws:CalledViaFirst': via, 'aws:CalledViaLast': via };
  return { 'aws:RequestedRegion': region, 'aws:ViaAWSService': 'true', ...called };
}

interface Found {
  readonly tables: readonly QueryTable[];
  /** Whether all of them were. */
  readonly isAll: boolean;
}

async function tablesOf(athena: HandoffAthena, { aws }: CheckContext): Promise<Found> {
  const names = [athena.sourceTable, athena.destinationTable];
  const found = await Promise.all(names.map((name) => readable(() => aws.queries.table(athena, name))));
  const tables = found.flatMap((one) => ('value' in one && one.value !== undefined ? [one.value] : []));
  return { tables, isAll: tables.length === names.length };
}

async function wantedOf(athena: HandoffAthena, context: CheckContext): Promise<readonly Wanted[]> {
  const { tables, isAll } = await tablesOf(athena, context);
  const workgroup = await readable(() => context.aws.queries.workgroup(athena));
  const said = 'value' in workgroup ? workgroup.value : undefined;
  // One that keeps results itself needs no bucket.
  const location = said === undefined ? athena.resultsLocation : said.resultsLocation;
  const results = location === undefined ? undefined : s3Address(location);
  const lists = tables.flatMap(({ location: place }) => s3Address(place)?.bucket ?? []);
  const options = {
    verb: 'verify' as const,
    uses: new Set(['athena' as const]),
    destinations: [],
    lists: [...new Set(lists)],
    queries: {
      ...athena,
      tables: [...new Set([athena.sourceTable, athena.destinationTable])],
      ...(results === undefined ? {} : { results: { bucket: results.bucket, prefix: results.key.replace(/\/$/, '') } }),
    },
  };
  const isProjected = isAll && tables.every(({ parameters }) => parameters['projection.enabled'] === 'true');
  const concerned = [...ATHENA_PERMISSIONS, READ_FILES].filter(
    ({ action, verbs }) =>
      verbs.includes('verify') && !(isAll && OF_TABLES.has(action)) && !(isProjected && OF_PARTITIONS.test(action)),
  );
  return concerned.flatMap((permission) =>
    resourcesOf(permission.on, context.target, options).map((pattern): Wanted => {
      const bucket = bucketInArn(pattern.split('/')[0] ?? '');
      return {
        permission: { ...permission, required: !OPTIONAL.has(permission.action) },
        place: {
          resource: pattern.replace(/\*$/, probeKey('')),
          pattern,
          context: contextOf(permission, athena.region),
          ...(bucket === undefined ? {} : { bucket }),
        },
      };
    }),
  );
}

/** Whoever asks Athena needs what Athena does for it, too. Keys of KMS are not among it. */
export const athenaPermissionsCheck: Check = {
  id: 'athena-permissions',
  title: 'these credentials may have inventories joined by Athena',
  run: (context) =>
    unlessDenied(async () => {
      const { athena } = context.run;
      if (athena === undefined) return [];
      const { arn } = await context.aws.identity.whoAmI();
      if (arn.endsWith(':root')) return [ok(`${arn} may do everything`)];
      const principal = await principalOf(arn, context);
      if (principal === undefined)
        return [couldNotCheck(`${visible(arn)} is neither a user nor a role of the account`)];
      return judgeWanted(principal, await wantedOf(athena, context), 'may ask Athena', context);
    }, 'iam:GetRole'),
};
