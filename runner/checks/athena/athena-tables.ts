import type { HandoffAthena } from '../../../modules/handoff';
import { folderOf, partitionsIn, type Folder } from '../../evidence/athena/inventory-table';
import { isRunnerError } from '../../ports/errors';
import { visible } from '../../text/safe-text';
import { commands } from '../../patches/commands';
import type { CheckContext } from '../asked/asked-once';
import { couldNotCheck, ok, unlessDenied, wrong, type Check, type Finding } from '../check';

/** `inv/my-bucket/all/` → `my-bucket`: S3 writes the inventories of a bucket below its name. */
function bucketOf({ root }: Folder): string | undefined {
  return root.split('/').at(-3);
}

async function findingOf(
  athena: HandoffAthena,
  name: string,
  of: readonly string[],
  { aws }: CheckContext,
): Promise<Finding> {
  const { region, database } = athena;
  const table = `${visible(database)}.${visible(name)}`;
  const show = commands(['aws', 'glue', 'get-table', '--database-name', database, '--name', name, '--region', region]);
  const found = await aws.queries.table(athena, name);
  if (found === undefined)
    return wrong(
      `there is no table ${table} in ${visible(region)}, which the handoff names`,
      'apply the construct that makes it',
      commands(['aws', 'glue', 'get-tables', '--database-name', database, '--region', region]),
    );
  let folder: Folder;
  try {
    folder = folderOf(`${database}.${name}`, found);
  } catch (error) {
    if (!isRunnerError(error, 'usage')) throw error;
    return wrong(error.message, error.hint ?? '', show);
  }
  const bucket = bucketOf(folder);
  if (bucket !== undefined && of.length > 0 && !of.includes(bucket))
    return wrong(
      `the table ${table} is over inventories of the bucket '${visible(bucket)}', and not of '${of.map(visible).join("' or '")}'`,
      'let it lie over the inventories of that bucket, or name another table in the handoff',
      show,
    );
  const newest = (await partitionsIn(folder, aws)).at(-1);
  if (newest === undefined)
    return couldNotCheck(
      `the table ${table} has no partition yet: the first inventory of a bucket may take 48 hours to arrive`,
    );
  return ok(`${table} has the partition ${newest}`);
}

/** What `verify --engine athena` would compare: that it is there, and of the right buckets. */
export const athenaTablesCheck: Check = {
  id: 'athena-tables',
  title: 'the tables of Athena are there, and over inventories of the source and of a destination',
  run: (context) =>
    unlessDenied(async () => {
      const { athena } = context.run;
      if (athena === undefined) return [];
      const destinations = (await context.destinations()).map(({ bucket }) => bucket);
      return [
        await findingOf(athena, athena.sourceTable, [context.target.source.bucket], context),
        await findingOf(athena, athena.destinationTable, destinations, context),
      ];
    }, 'athena:GetTableMetadata, glue:GetDatabase and glue:GetTable, and s3:ListBucket on the bucket of the inventories'),
};
