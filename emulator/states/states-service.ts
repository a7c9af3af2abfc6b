// Step Functions: finds the operation of a request. JSON over POST, the operation in a header.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
import { jsonResponse, readJson } from '../http/json-api';
import {
  notEmulated,
  type PreparedOperation,
  type Service,
  type ServiceError,
  type ServiceRequest,
} from '../http/service';
import type { World } from '../world/world';
import { EXECUTION_OPERATIONS } from './executions';
import { MACHINE_OPERATIONS } from './machines';
import { runExecution } from './run/run-execution';
import { statesFault, type StatesCall } from './states-call';

const TARGET_PREFIX = 'AWSStepFunctions.';

export const STATES_OPERATIONS: ReadonlyMap<string, (call: StatesCall) => object> = new Map(
  [MACHINE_OPERATIONS, EXECUTION_OPERATIONS].flatMap((table) => Object.entries(table)),
);

export function statesService(world: World): Service {
  return (request) => find(world, request);
}

/** Goes on with the executions of a state that was saved, each from the state that it was in. */
export function resumeExecutions(world: World): void {
  for (const execution of world.stateExecutions.values()) {
    if (execution.status === 'RUNNING') runExecution(world, execution);
  }
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const name = (request.headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
  const operation = STATES_OPERATIONS.get(name);
  if (operation === undefined) throw notEmulated(`The Step Functions operation ${name === '' ? '(none given)' : name}`);
  return {
    name,
    perform: () => {
      const input = readJson(request, (message) => statesFault('SerializationException', message));
      const call = { world, request, operation: name, input, invalid, denied, notFound: invalid };
      return jsonResponse(request.id, '1.0', operation(call));
    },
  };
}

function invalid(message: string): ServiceError {
  return statesFault('ValidationException', message);
}

function denied(message: string): ServiceError {
  return statesFault('AccessDeniedException', message);
}
