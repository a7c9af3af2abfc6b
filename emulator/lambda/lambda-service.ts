// Lambda: finds the operation of a request by its method and path. JSON over HTTP.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
import {
  notEmulated,
  type PreparedOperation,
  type Service,
  type ServiceRequest,
  type ServiceResponse,
} from '../http/service';
import type { World } from '../world/world';
import { POLICY_OPERATIONS } from './function-policy';
import { TAG_OPERATIONS } from './function-tags';
import { FUNCTION_OPERATIONS } from './functions';
import { INVOKE_OPERATIONS } from './invoke';
import type { LambdaCall, LambdaOperation } from './lambda-call';
import { MAPPING_OPERATIONS } from './mappings';
import { pollQueue } from './poll-queue';

export const LAMBDA_OPERATIONS: ReadonlyMap<string, LambdaOperation> = new Map(
  [FUNCTION_OPERATIONS, POLICY_OPERATIONS, TAG_OPERATIONS, INVOKE_OPERATIONS, MAPPING_OPERATIONS].flatMap((table) =>
    Object.entries(table),
  ),
);

export function lambdaService(world: World): Service {
  return (request) => find(world, request);
}

/** Goes on reading for the mappings of a state that was saved. */
export function resumeMappings(world: World): void {
  for (const mapping of world.eventSourceMappings.values()) pollQueue(world, mapping);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  for (const [name, operation] of LAMBDA_OPERATIONS) {
    const match = request.method === operation.method ? operation.path.exec(request.path) : null;
    if (match === null) continue;
    const unknown = [...request.query.keys()].find((key) => operation.parameters?.includes(key) !== true);
    if (unknown !== undefined) throw notEmulated(`The query parameter ${unknown} of ${name}`);
    const call: LambdaCall = { world, request, operation: name, names: match.slice(1) };
    return { name, perform: () => operation.respond?.(call) ?? perform(call, operation) };
  }
  throw notEmulated(`The Lambda operation ${request.method} ${request.path}`);
}

async function perform(call: LambdaCall, { handle, status }: LambdaOperation): Promise<ServiceResponse> {
  const answer = await handle(call);
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': call.request.id },
    ...(answer === undefined ? {} : { body: JSON.stringify(answer) }),
  };
}
