// A service that takes JSON over POST, with its operation in a header.
import { jsonResponse, readJson, type Fault } from './json-api';
import { notEmulated, type Service, type ServiceRequest } from './service';

export interface JsonProtocol {
  /** As a message names the service: `Step Functions`. */
  readonly service: string;
  /** What stands before an operation in the header. */
  readonly targetPrefix: string;
  readonly version: '1.0' | '1.1';
  /** How the service says that a body is not JSON. */
  readonly malformed: Fault;
}

/** What every operation is given. */
export interface JsonCall {
  readonly request: ServiceRequest;
  readonly operation: string;
  /** Not checked yet. */
  readonly input: unknown;
}

/** @param callOf - adds what operations of this service are given besides */
export function jsonService<Call>(
  { service, targetPrefix, version, malformed }: JsonProtocol,
  operations: ReadonlyMap<string, (call: Call) => object | undefined | Promise<object | undefined>>,
  callOf: (call: JsonCall) => Call,
): Service {
  return (request) => {
    const name = (request.headers['x-amz-target'] ?? '').replace(targetPrefix, '');
    const operation = operations.get(name);
    if (operation === undefined) throw notEmulated(`The ${service} operation ${name === '' ? '(none given)' : name}`);
    return {
      name,
      perform: async () => {
        const call = callOf({ request, operation: name, input: readJson(request, malformed) });
        return jsonResponse(request.id, version, await operation(call));
      },
    };
  };
}
