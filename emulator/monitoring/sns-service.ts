// SNS: finds the operation of a request. A form comes, XML goes.
// https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
import { QueryParameters, queryResponse } from '../http/query-api';
import { notEmulated, type PreparedOperation, type Service, ServiceError, type ServiceRequest } from '../http/service';
import type { World } from '../world/world';
import type { MonitoringOperation } from './monitoring-call';
import { formInput, resultMarkup, type FieldKinds } from './query-form';
import { TOPIC_OPERATIONS } from './topics';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

export const SNS_OPERATIONS: ReadonlyMap<string, MonitoringOperation> = new Map(Object.entries(TOPIC_OPERATIONS));

const KINDS: FieldKinds = { Tags: 'list', TagKeys: 'list' };

export function snsService(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const { action } = new QueryParameters(request);
  const operation = SNS_OPERATIONS.get(action);
  if (operation === undefined) throw notEmulated(`The SNS action ${action === '' ? '(none given)' : action}`);
  return {
    name: action,
    perform: () => {
      const input = formInput(request, KINDS, () => invalid('the parameters contradict each other'));
      const answer = operation({ world, request, operation: action, input, invalid, denied, notFound });
      return queryResponse(action, NAMESPACE, request.id, answer === undefined ? answer : resultMarkup(answer));
    },
  };
}

function invalid(what: string): ServiceError {
  return new ServiceError(400, 'InvalidParameter', `Invalid parameter: ${what}`);
}

function denied(message: string): ServiceError {
  return new ServiceError(403, 'AuthorizationError', message);
}

function notFound(): ServiceError {
  return new ServiceError(404, 'ResourceNotFound', 'Resource does not exist');
}
