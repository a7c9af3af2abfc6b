// Databases of the Data Catalog, and tags.
// https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDatabase.html
import * as z from 'zod';
import { requestTagKeys } from '../iam/access/request-keys';
import { arnHere, authorize, isHere, pageOf, readInput } from '../monitoring/monitoring-call';
import type { GlueDatabase } from '../world/serverless/glue-catalog';
import {
  authorizeIn,
  CATALOG,
  glueFault,
  NAME,
  notFound,
  openDatabase,
  PAGE,
  seconds,
  TEXTS,
  type Answer,
  type GlueCall,
  type GlueOperations,
} from './glue-call';

export const DATABASE_OPERATIONS: GlueOperations = {
  CreateDatabase: create,
  GetDatabase: get,
  GetDatabases: list,
  UpdateDatabase: update,
  DeleteDatabase: remove,
  TagResource: tag,
  UntagResource: untag,
  GetTags: getTags,
};

const PERMISSIONS = z.array(
  z.strictObject({
    Principal: z.strictObject({ DataLakePrincipalIdentifier: z.string().optional() }).optional(),
    Permissions: z.array(z.string()).optional(),
  }),
);
const DATABASE_INPUT = z.strictObject({
  Name: NAME,
  Description: z.string().max(2048).optional(),
  LocationUri: z.string().min(1).max(1024).optional(),
  Parameters: TEXTS.optional(),
  CreateTableDefaultPermissions: PERMISSIONS.optional(),
});
const NAMED = z.strictObject({ ...CATALOG, Name: NAME });
/** What everybody gets where nothing is said, for those who do without Lake Formation. */
const OPEN = [{ Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] }];
const MOST_TAGS = 50;

function create(call: GlueCall): Answer {
  const { world, request } = call;
  const { CatalogId, DatabaseInput, Tags } = readInput(
    call,
    z.strictObject({ ...CATALOG, DatabaseInput: DATABASE_INPUT, Tags: TEXTS.default({}) }),
  );
  const name = DatabaseInput.Name.toLowerCase();
  authorizeIn(call, 'glue:CreateDatabase', CatalogId, `database/${name}`);
  const arn = arnHere(call, 'glue', `database/${name}`);
  const tags = new Map(Object.entries(Tags));
  if (tags.size > 0) authorize(call, 'glue:TagResource', arn, { context: requestTagKeys(tags) });
  if (world.glueDatabases.has(arn)) throw glueFault('AlreadyExistsException', 'Database already exists.');
  const { accountId } = request.caller;
  const createdMs = world.clock.now();
  world.glueDatabases.set(arn, { arn, accountId, region: request.region, name, createdMs, tags, input: DatabaseInput });
  return {};
}

function told({ accountId, name, createdMs, input }: GlueDatabase): Answer {
  return {
    CreateTableDefaultPermissions: OPEN,
    ...input,
    Name: name,
    CreateTime: seconds(createdMs),
    CatalogId: accountId,
  };
}

function get(call: GlueCall): Answer {
  const { CatalogId, Name } = readInput(call, NAMED);
  authorizeIn(call, 'glue:GetDatabase', CatalogId, `database/${Name.toLowerCase()}`);
  return { Database: told(openDatabase(call, Name)) };
}

function list(call: GlueCall): Answer {
  const { CatalogId, MaxResults, NextToken } = readInput(call, z.strictObject({ ...CATALOG, ...PAGE }));
  authorizeIn(call, 'glue:GetDatabases', CatalogId, 'database/*');
  const all = [...call.world.glueDatabases.values()].filter((one) => isHere(call, one)).map(told);
  const { items, ...rest } = pageOf(all, MaxResults, NextToken, () => call.invalid('NextToken is not valid'));
  return { DatabaseList: items, ...rest };
}

function update(call: GlueCall): Answer {
  const { CatalogId, Name, DatabaseInput } = readInput(call, NAMED.extend({ DatabaseInput: DATABASE_INPUT }));
  authorizeIn(call, 'glue:UpdateDatabase', CatalogId, `database/${Name.toLowerCase()}`);
  openDatabase(call, Name).input = DatabaseInput;
  return {};
}

/** Its tables go with it. */
function remove(call: GlueCall): Answer {
  const { world } = call;
  const { CatalogId, Name } = readInput(call, NAMED);
  authorizeIn(call, 'glue:DeleteDatabase', CatalogId, `database/${Name.toLowerCase()}`);
  const database = openDatabase(call, Name);
  for (const [arn, table] of world.glueTables)
    if (isHere(call, table) && table.databaseName === database.name) world.glueTables.delete(arn);
  world.glueDatabases.delete(database.arn);
  return {};
}

/** Tables have no tags. */
function tagsOf(call: GlueCall, arn: string, given: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  authorize(call, `glue:${call.operation}`, arn, { context: requestTagKeys(given) });
  const found = call.world.glueDatabases.get(arn);
  if (found === undefined) throw notFound(`Resource ${arn} not found.`);
  return found.tags;
}

const ON_RESOURCE = z.strictObject({ ResourceArn: z.string().min(1) });

function tag(call: GlueCall): Answer {
  const { ResourceArn, TagsToAdd } = readInput(call, ON_RESOURCE.extend({ TagsToAdd: TEXTS }));
  const given = new Map(Object.entries(TagsToAdd));
  const tags = tagsOf(call, ResourceArn, given);
  if (new Set([...tags.keys(), ...given.keys()]).size > MOST_TAGS)
    throw call.invalid(`A resource has at most ${MOST_TAGS} tags.`);
  for (const [key, value] of given) tags.set(key, value);
  return {};
}

function untag(call: GlueCall): Answer {
  const { ResourceArn, TagsToRemove } = readInput(call, ON_RESOURCE.extend({ TagsToRemove: z.array(z.string()) }));
  const tags = tagsOf(call, ResourceArn);
  for (const key of TagsToRemove) tags.delete(key);
  return {};
}

function getTags(call: GlueCall): Answer {
  return { Tags: Object.fromEntries(tagsOf(call, readInput(call, ON_RESOURCE).ResourceArn)) };
}
