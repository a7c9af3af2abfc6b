// Functions: made of an archive, changed, told, deleted. Versions, aliases, layers and images are not emulated.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
import * as z from 'zod';
import { listPage } from '../http/list-page';
import { notEmulated, ServiceError } from '../http/service';
import { requestTagKeys } from '../iam/access/request-keys';
import { hexDigits, newKeyId } from '../kms/access/key-id';
import type { LambdaFunction } from '../world/serverless/lambda-function';
import type { World } from '../world/world';
import { CODE, forgetCode, keepCode } from './code';
import { closeEnvironments } from './environments';
import { ARCHITECTURES, described, SETTINGS, settingsOf } from './function-settings';
import { checkTags, TAGS } from './function-tags';
import {
  authorize,
  checkFunctionsRun,
  conflict,
  functionArn,
  invalidValue,
  lambdaArn,
  openFunction,
  readInput,
} from './lambda-call';
import type { LambdaCall, LambdaOperations } from './lambda-call';

type Answer = Readonly<Record<string, unknown>>;

const ALL = /^\/2015-03-31\/functions\/?$/;
const ONE = /^\/2015-03-31\/functions\/([^/]+)$/;
const below = (version: string, rest: string): RegExp => new RegExp(`^/${version}/functions/([^/]+)/${rest}$`);

export const FUNCTION_OPERATIONS: LambdaOperations = {
  CreateFunction: { method: 'POST', path: ALL, status: 201, handle: createFunction },
  ListFunctions: { method: 'GET', path: ALL, status: 200, parameters: ['Marker', 'MaxItems'], handle: listFunctions },
  GetFunction: { method: 'GET', path: ONE, status: 200, parameters: ['Qualifier'], handle: getFunction },
  DeleteFunction: { method: 'DELETE', path: ONE, status: 204, parameters: ['Qualifier'], handle: deleteFunction },
  GetFunctionConfiguration: {
    method: 'GET',
    path: below('2015-03-31', 'configuration'),
    status: 200,
    parameters: ['Qualifier'],
    handle: (call) => described(openFunction(call)),
  },
  UpdateFunctionConfiguration: {
    method: 'PUT',
    path: below('2015-03-31', 'configuration'),
    status: 200,
    handle: updateConfiguration,
  },
  UpdateFunctionCode: { method: 'PUT', path: below('2015-03-31', 'code'), status: 200, handle: updateCode },
  ListVersionsByFunction: {
    method: 'GET',
    path: below('2015-03-31', 'versions'),
    status: 200,
    parameters: ['Marker', 'MaxItems'],
    handle: listVersions,
  },
  GetFunctionCodeSigningConfig: {
    method: 'GET',
    path: below('2020-06-30', 'code-signing-config'),
    status: 200,
    handle: (call) => ({ FunctionName: openFunction(call).name }),
  },
  PutFunctionConcurrency: {
    method: 'PUT',
    path: below('2017-10-31', 'concurrency'),
    status: 200,
    handle: putConcurrency,
  },
  GetFunctionConcurrency: {
    method: 'GET',
    path: below('2019-09-30', 'concurrency'),
    status: 200,
    handle: (call) => concurrencyOf(openFunction(call)),
  },
  DeleteFunctionConcurrency: {
    method: 'DELETE',
    path: below('2017-10-31', 'concurrency'),
    status: 204,
    handle: (call) => {
      delete openFunction(call).reservedConcurrency;
      return undefined;
    },
  },
  PutFunctionRecursionConfig: {
    method: 'PUT',
    path: below('2024-08-31', 'recursion-config'),
    status: 200,
    handle: putRecursion,
  },
  GetFunctionRecursionConfig: {
    method: 'GET',
    path: below('2024-08-31', 'recursion-config'),
    status: 200,
    handle: (call) => ({ RecursiveLoop: openFunction(call).recursiveLoop ?? 'Terminate' }),
  },
};

const CREATE = z.strictObject({
  ...SETTINGS,
  FunctionName: z.string(),
  Code: z.strictObject(CODE),
  Publish: z.boolean().optional(),
  PackageType: z.enum(['Zip', 'Image']).optional(),
  Architectures: ARCHITECTURES,
  Tags: TAGS.optional(),
});

function createFunction(call: LambdaCall): Answer {
  const { world, request } = call;
  checkFunctionsRun(world);
  const input = readInput(call, CREATE);
  if (input.PackageType === 'Image') throw notEmulated('A function that is an image');
  refuseVersion(input.Publish);
  const arn = functionArn(call, input.FunctionName);
  const name = arn.slice(arn.lastIndexOf(':') + 1);
  const tags = new Map(Object.entries(input.Tags ?? {}));
  checkTags(tags);
  authorize(call, 'CreateFunction', arn, requestTagKeys(tags));
  if (tags.size > 0) authorize(call, 'TagResource', arn, requestTagKeys(tags));
  if (arn !== lambdaArn(call, `function:${name}`))
    throw invalidValue(`The function ${arn} is of another account or Region.`);
  if (world.functions.has(arn)) throw conflict(`Function already exist: ${name}`);
  const settings = settingsOf(call, name, input);
  const one: LambdaFunction = {
    arn,
    name,
    accountId: request.caller.accountId,
    region: request.region,
    tags,
    statements: new Map(),
    settings: { ...settings, architecture: input.Architectures?.[0] ?? 'x86_64' },
    code: keepCode(call, input.Code),
    revisionId: newRevision(world),
    modifiedMs: world.clock.now(),
  };
  world.functions.set(arn, one);
  return described(one);
}

function newRevision(world: World): string {
  return newKeyId(hexDigits(world, 32));
}

function refuseVersion(publish: boolean | undefined): void {
  if (publish === true) throw notEmulated('Publish: versions of functions');
}

function getFunction(call: LambdaCall): Answer {
  const one = openFunction(call);
  return {
    Configuration: described(one),
    // Where it lies is not told: Location of AWS is an address that nobody has here.
    Code: { RepositoryType: 'S3' },
    ...(one.tags.size === 0 ? {} : { Tags: Object.fromEntries(one.tags) }),
    ...(one.reservedConcurrency === undefined ? {} : { Concurrency: concurrencyOf(one) }),
  };
}

function deleteFunction(call: LambdaCall): undefined {
  const { world } = call;
  const { arn } = openFunction(call);
  world.functions.delete(arn);
  closeEnvironments(world, arn);
  forgetCode(world);
  return undefined;
}

/** Marker and MaxItems of the request. */
export function pageOf<Item>({ request: { query } }: LambdaCall, items: readonly Item[], most: number) {
  const size = Math.min(most, Number(query.get('MaxItems') ?? most) || most);
  const token = query.get('Marker') ?? '';
  const { items: part, nextToken } = listPage(items, size, token === '' ? undefined : token, () =>
    invalidValue('The Marker is not valid.'),
  );
  return { part, next: nextToken === undefined ? {} : { NextMarker: nextToken } };
}

function listFunctions(call: LambdaCall): Answer {
  const { world, request } = call;
  authorize(call, 'ListFunctions', '*');
  const here = [...world.functions.values()].filter(
    ({ accountId, region }) => accountId === request.caller.accountId && region === request.region,
  );
  const { part, next } = pageOf(call, here, 50);
  return { Functions: part.map(described), ...next };
}

function listVersions(call: LambdaCall): Answer {
  const one = openFunction(call);
  return { Versions: [{ ...described(one), FunctionArn: `${one.arn}:$LATEST` }] };
}

const REVISION = { RevisionId: z.string().optional() };

function checkRevision(one: LambdaFunction, revisionId: string | undefined): void {
  if (revisionId === undefined || revisionId === one.revisionId) return;
  throw new ServiceError(
    412,
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );
}

/** What runs already ends as it began; the next invocation finds the change. */
function changed({ world }: LambdaCall, one: LambdaFunction): Answer {
  one.revisionId = newRevision(world);
  one.modifiedMs = world.clock.now();
  return described(one);
}

function updateConfiguration(call: LambdaCall): Answer {
  const input = readInput(call, z.strictObject({ ...SETTINGS, ...REVISION }));
  const one = openFunction(call);
  checkRevision(one, input.RevisionId);
  one.settings = settingsOf(call, one.name, input, one.settings);
  return changed(call, one);
}

const UPDATE_CODE = z.strictObject({
  ...CODE,
  ...REVISION,
  Publish: z.boolean().optional(),
  DryRun: z.boolean().optional(),
  Architectures: ARCHITECTURES,
});

function updateCode(call: LambdaCall): Answer {
  const { world } = call;
  checkFunctionsRun(world);
  const input = readInput(call, UPDATE_CODE);
  const one = openFunction(call);
  refuseVersion(input.Publish);
  checkRevision(one, input.RevisionId);
  const code = keepCode(call, input);
  if (input.DryRun === true) return { ...described(one), CodeSha256: code.sha256, CodeSize: code.size };
  one.code = code;
  one.settings = { ...one.settings, architecture: input.Architectures?.[0] ?? one.settings.architecture };
  forgetCode(world);
  return changed(call, one);
}

function putConcurrency(call: LambdaCall): Answer {
  const input = readInput(call, z.strictObject({ ReservedConcurrentExecutions: z.int().min(0).max(1000) }));
  const one = openFunction(call);
  one.reservedConcurrency = input.ReservedConcurrentExecutions;
  return concurrencyOf(one);
}

function concurrencyOf({ reservedConcurrency }: LambdaFunction): Answer {
  return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
}

/** Kept and told; nothing here looks for loops. */
function putRecursion(call: LambdaCall): Answer {
  const { RecursiveLoop } = readInput(call, z.strictObject({ RecursiveLoop: z.enum(['Allow', 'Terminate']) }));
  openFunction(call).recursiveLoop = RecursiveLoop;
  return { RecursiveLoop };
}
