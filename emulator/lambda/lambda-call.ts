// What an operation of Lambda gets, how Lambda says what is wrong, and the function that a request is about.
// https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
import type * as z from 'zod';
import { checkInput } from '../http/json-api';
import { notEmulated, ServiceError, type ServiceRequest, type ServiceResponse } from '../http/service';
import { isCallerAllowed, type MoreOnAccess, notAuthorized } from '../iam/access/caller-permission';
import { tagKeys } from '../iam/access/request-keys';
import { accountOfArn } from '../world/arn';
import type { LambdaFunction } from '../world/serverless/lambda-function';
import type { World } from '../world/world';

export interface LambdaCall {
  readonly world: World;
  readonly request: ServiceRequest;
  /** For example `CreateFunction`. */
  readonly operation: string;
  /** What stands in the path where the operation has names: of a function, a mapping, a statement. */
  readonly names: readonly string[];
}

type Answer = Readonly<Record<string, unknown>>;

export interface LambdaOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With a group for each name. */
  readonly path: RegExp;
  /** Of an answer that is JSON, or of none. */
  readonly status: number;
  /** Query parameters that it knows. Any other is answered with 501. @default - none */
  readonly parameters?: readonly string[];
  readonly handle: (call: LambdaCall) => Answer | undefined | Promise<Answer | undefined>;
  /** Instead of `handle`, for answers that are not JSON. */
  readonly respond?: (call: LambdaCall) => Promise<ServiceResponse>;
}

export type LambdaOperations = Readonly<Record<string, LambdaOperation>>;

/** Before anything of a function is taken or run. */
export function checkFunctionsRun({ functionsRefused }: World): void {
  if (functionsRefused !== undefined) throw new ServiceError(501, 'NotImplemented', functionsRefused);
}

export function invalidValue(message: string): ServiceError {
  return new ServiceError(400, 'InvalidParameterValueException', message);
}

export function notFound(message: string): ServiceError {
  return new ServiceError(404, 'ResourceNotFoundException', message);
}

export function conflict(message: string): ServiceError {
  return new ServiceError(409, 'ResourceConflictException', message);
}

/** The body of the request. @throws ServiceError as `checkInput` does */
export function readInput<Schema extends z.ZodType>(
  { request, operation }: LambdaCall,
  schema: Schema,
): z.output<Schema> {
  let input: unknown;
  try {
    input = JSON.parse(request.body.toString('utf8') || '{}');
  } catch {
    throw new ServiceError(400, 'InvalidRequestContentException', 'Could not parse request body into json.');
  }
  const invalid = (message: string): ServiceError => new ServiceError(400, 'ValidationException', message);
  return checkInput(input, schema, operation, invalid);
}

export function lambdaArn({ world, request }: LambdaCall, rest: string): string {
  return `arn:${world.partition}:lambda:${request.region}:${request.caller.accountId}:${rest}`;
}

/** The resource policy of a function; undefined if it has no statement. */
export function policyOf({ statements }: LambdaFunction): string | undefined {
  if (statements.size === 0) return undefined;
  const Statement = [...statements.values()].map((text) => JSON.parse(text) as unknown);
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement });
}

/** @throws ServiceError `AccessDeniedException` */
export function authorize(
  { world, request }: LambdaCall,
  action: string,
  arn: string,
  context: Readonly<Record<string, string | readonly string[]>> = {},
): void {
  const one = world.functions.get(arn);
  const resourcePolicy = one && policyOf(one);
  const more: MoreOnAccess = {
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    ...(arn === '*' ? {} : { resourceAccountId: accountOfArn(arn) }),
    context: { ...tagKeys('aws:ResourceTag', one?.tags ?? new Map<string, string>()), ...context },
  };
  if (isCallerAllowed(world, request, `lambda:${action}`, arn, more)) return;
  const message = notAuthorized(request, `lambda:${action}`, arn);
  throw new ServiceError(403, 'AccessDeniedException', message);
}

const NAME = /^(?:arn:[\w-]+:lambda:([a-z0-9-]+):)?(?:(\d{12}):)?(?:function:)?([\w-]{1,64})(?::([\w$-]{1,128}))?$/;

/**
 * `name`, `111122223333:function:name` or an ARN → the ARN. Versions and aliases are not emulated.
 * @throws ServiceError `ValidationException`
 */
export function functionArn(call: LambdaCall, text: string): string {
  const { world, request } = call;
  const [, region = request.region, accountId = request.caller.accountId, name, qualifier] = NAME.exec(text) ?? [];
  if (name === undefined) {
    throw new ServiceError(
      400,
      'ValidationException',
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern`,
    );
  }
  refuseQualifier(qualifier ?? request.query.get('Qualifier') ?? undefined);
  return `arn:${world.partition}:lambda:${region}:${accountId}:function:${name}`;
}

function refuseQualifier(qualifier: string | undefined): void {
  if (qualifier !== undefined && qualifier !== '$LATEST')
    throw notEmulated(`The version or alias ${qualifier} of a function`);
}

/**
 * The function that the request names, if the caller may do this with it.
 * @param action - @default the name of the operation
 */
export function openFunction(call: LambdaCall, text = call.names[0] ?? '', action = call.operation): LambdaFunction {
  const arn = functionArn(call, text);
  authorize(call, action, arn);
  const found = call.world.functions.get(arn);
  if (found === undefined) throw notFound(`Function not found: ${arn}`);
  return found;
}
