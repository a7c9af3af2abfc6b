// Step Functions: finds the operation of a request. JSON over POST, the operation in a header.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
import { jsonService, type JsonProtocol } from '../http/json-service';
import type { Service, ServiceError } from '../http/service';
import type { World } from '../world/world';
import { EXECUTION_OPERATIONS } from './executions';
import { MACHINE_OPERATIONS } from './machines';
import { runExecution } from './run/run-execution';
import { statesFault, type StatesCall } from './states-call';

const PROTOCOL: JsonProtocol = {
  service: 'Step Functions',
  targetPrefix: 'AWSStepFunctions.',
  version: '1.0',
  malformed: (message) => statesFault('SerializationException', message),
};

export const STATES_OPERATIONS: ReadonlyMap<string, (call: StatesCall) => object> = new Map(
  [MACHINE_OPERATIONS, EXECUTION_OPERATIONS].flatMap((table) => Object.entries(table)),
);

export function statesService(world: World): Service {
  return jsonService(PROTOCOL, STATES_OPERATIONS, (call) => ({ world, ...call, invalid, denied, notFound: invalid }));
}

/** Goes on with the executions of a state that was saved, each from the state that it was in. */
export function resumeExecutions(world: World): void {
  for (const execution of world.stateExecutions.values()) {
    if (execution.status === 'RUNNING') runExecution(world, execution);
  }
}

function invalid(message: string): ServiceError {
  return statesFault('ValidationException', message);
}

function denied(message: string): ServiceError {
  return statesFault('AccessDeniedException', message);
}
