// What can be said of a function when it is made or changed, and how Lambda tells it.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
import * as z from 'zod';
import { notEmulated, ServiceError } from '../http/service';
import { isCallerAllowed, notAuthorized } from '../iam/access/caller-permission';
import { trusts } from '../iam/access/trust';
import type { FunctionSettings, LambdaFunction } from '../world/serverless/lambda-function';
import type { World } from '../world/world';
import { invalidValue, type LambdaCall } from './lambda-call';

const LAMBDA_SERVICE = 'lambda.amazonaws.com';

const LOGGING = z.strictObject({
  LogFormat: z.enum(['JSON', 'Text']).optional(),
  ApplicationLogLevel: z.string().optional(),
  SystemLogLevel: z.string().optional(),
  LogGroup: z.string().optional(),
});

/** What asks for nothing may be given. */
const EMPTY_VPC = z.strictObject({
  SubnetIds: z.array(z.never()).optional(),
  SecurityGroupIds: z.array(z.never()).optional(),
  Ipv6AllowedForDualStack: z.literal(false).optional(),
});

export const SETTINGS = {
  Role: z
    .string()
    .regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/)
    .optional(),
  Runtime: z.string().optional(),
  Handler: z.string().max(128).regex(/^\S+$/).optional(),
  Description: z.string().max(256).optional(),
  Timeout: z.int().min(1).max(900).optional(),
  MemorySize: z.int().min(128).max(10_240).optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()).optional() }).optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(['Active', 'PassThrough']).optional() }).optional(),
  EphemeralStorage: z.strictObject({ Size: z.int().min(512).max(10_240) }).optional(),
  LoggingConfig: LOGGING.optional(),
  KMSKeyArn: z.string().optional(),
  Layers: z.array(z.never()).optional(),
  FileSystemConfigs: z.array(z.never()).optional(),
  SnapStart: z.strictObject({ ApplyOn: z.literal('None') }).optional(),
  DeadLetterConfig: z.strictObject({ TargetArn: z.literal('').optional() }).optional(),
  VpcConfig: EMPTY_VPC.optional(),
};

export const ARCHITECTURES = z
  .array(z.enum(['x86_64', 'arm64']))
  .length(1)
  .optional();

type Given = z.output<z.ZodObject<typeof SETTINGS>>;

/** Of those that Lambda takes for new functions, what this machine's Node can run. */
const RUNTIMES = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'];
const KNOWN_RUNTIME = /^(nodejs|python|java|dotnet|ruby|go|provided)[\w.]*$/;

const MOST_VARIABLES_BYTES = 4096;
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_[A-Z_]+|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/**
 * @param before - what the function has; undefined when it is made
 * @throws ServiceError
 */
export function settingsOf(call: LambdaCall, name: string, given: Given, before?: FunctionSettings): FunctionSettings {
  const variables = given.Environment === undefined ? before?.variables : given.Environment.Variables;
  const settings: FunctionSettings = {
    roleArn: given.Role ?? before?.roleArn ?? '',
    runtime: given.Runtime ?? before?.runtime ?? '',
    handler: given.Handler ?? before?.handler ?? '',
    description: given.Description ?? before?.description ?? '',
    timeoutSeconds: given.Timeout ?? before?.timeoutSeconds ?? 3,
    memoryMegabytes: given.MemorySize ?? before?.memoryMegabytes ?? 128,
    architecture: before?.architecture ?? 'x86_64',
    variables: variables ?? {},
    tracing: given.TracingConfig?.Mode ?? before?.tracing ?? 'PassThrough',
    storageMegabytes: given.EphemeralStorage?.Size ?? before?.storageMegabytes ?? 512,
    logging:
      given.LoggingConfig === undefined
        ? (before?.logging ?? loggingOf(name, {}))
        : loggingOf(name, given.LoggingConfig),
    ...kmsKeyOf(given.KMSKeyArn ?? before?.kmsKeyArn ?? ''),
  };
  checkRuntime(settings);
  checkVariables(settings.variables);
  if (settings.roleArn !== before?.roleArn) checkRole(call, settings.roleArn);
  return settings;
}

function kmsKeyOf(arn: string): Pick<FunctionSettings, 'kmsKeyArn'> {
  return arn === '' ? {} : { kmsKeyArn: arn };
}

function loggingOf(name: string, given: z.output<typeof LOGGING>): Readonly<Record<string, string>> {
  const { LogFormat = 'Text', LogGroup = `/aws/lambda/${name}`, ApplicationLogLevel, SystemLogLevel } = given;
  const levels = LogFormat === 'JSON' ? { ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' } : {};
  return {
    LogFormat,
    ...levels,
    ...(ApplicationLogLevel === undefined ? {} : { ApplicationLogLevel }),
    ...(SystemLogLevel === undefined ? {} : { SystemLogLevel }),
    LogGroup,
  };
}

function checkRuntime({ runtime, handler }: FunctionSettings): void {
  if (runtime === '' || handler === '') {
    throw invalidValue('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
  }
  if (RUNTIMES.includes(runtime)) return;
  if (KNOWN_RUNTIME.test(runtime)) {
    throw notEmulated(`The runtime ${runtime} (functions run on this machine's Node: ${RUNTIMES.join(', ')})`);
  }
  throw invalidValue(`Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set`);
}

function checkVariables(variables: FunctionSettings['variables']): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED.test(name));
  if (reserved.length > 0) {
    throw invalidValue(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const invalid = Object.keys(variables).find((name) => !/^[A-Za-z]\w+$/.test(name));
  if (invalid !== undefined) {
    throw invalidValue(
      `The name ${invalid} of an environment variable must begin with a letter and consist of two or more letters, digits and _`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > MOST_VARIABLES_BYTES) {
    throw invalidValue(
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.',
    );
  }
}

/** The caller may pass the role, and Lambda may assume it. */
function checkRole({ world, request }: LambdaCall, roleArn: string): void {
  const context = { 'iam:PassedToService': LAMBDA_SERVICE };
  if (!isCallerAllowed(world, request, 'iam:PassRole', roleArn, { context })) {
    throw new ServiceError(403, 'AccessDeniedException', notAuthorized(request, 'iam:PassRole', roleArn));
  }
  if (!isAssumable(world, roleArn))
    throw invalidValue('The role defined for the function cannot be assumed by Lambda.');
}

export function isAssumable(world: World, roleArn: string): boolean {
  return world.roles.has(roleArn) && trusts(world, roleArn, LAMBDA_SERVICE);
}

/** FunctionConfiguration. */
export function described(one: LambdaFunction): Readonly<Record<string, unknown>> {
  const { settings, code } = one;
  const variables =
    Object.keys(settings.variables).length === 0 ? {} : { Environment: { Variables: settings.variables } };
  return {
    FunctionName: one.name,
    FunctionArn: one.arn,
    Runtime: settings.runtime,
    Role: settings.roleArn,
    Handler: settings.handler,
    CodeSize: code.size,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMegabytes,
    LastModified: new Date(one.modifiedMs).toISOString().replace('Z', '+0000'),
    CodeSha256: code.sha256,
    Version: '$LATEST',
    ...variables,
    ...(settings.kmsKeyArn === undefined ? {} : { KMSKeyArn: settings.kmsKeyArn }),
    TracingConfig: { Mode: settings.tracing },
    RevisionId: one.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [settings.architecture],
    EphemeralStorage: { Size: settings.storageMegabytes },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: settings.logging,
  };
}
