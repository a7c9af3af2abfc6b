// SQS: finds the operation of a request. JSON over POST, the operation in a header; the Query API of older clients is not emulated.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
import { jsonResponse, readJson } from '../http/json-api';
import { notEmulated, type PreparedOperation, type Service, type ServiceRequest } from '../http/service';
import type { World } from '../world/world';
import { MOVE_TASK_OPERATIONS } from './move-tasks';
import { QUEUE_OPERATIONS } from './queues';
import { RECEIVE_OPERATIONS } from './receive';
import { SEND_OPERATIONS } from './send';
import { sqsFault, type SqsOperation } from './sqs-call';

const TARGET_PREFIX = 'AmazonSQS.';

export const SQS_OPERATIONS: ReadonlyMap<string, SqsOperation> = new Map(
  [QUEUE_OPERATIONS, SEND_OPERATIONS, RECEIVE_OPERATIONS, MOVE_TASK_OPERATIONS].flatMap((table) =>
    Object.entries(table),
  ),
);

export function sqsService(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const name = (request.headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
  const operation = SQS_OPERATIONS.get(name);
  if (operation === undefined) {
    throw notEmulated(name === '' ? 'The Query API of SQS (SDKs before November 2023)' : `The SQS operation ${name}`);
  }
  return {
    name,
    perform: async () => {
      const input = readJson(request, (message) => sqsFault('SerializationException', message));
      return jsonResponse(request.id, '1.0', await operation({ world, request, operation: name, input }));
    },
  };
}
