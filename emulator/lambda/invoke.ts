// Invoke: waits for the answer, or leaves the function to itself, or only asks whether it may.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
import { notEmulated, ServiceError, type ServiceResponse } from '../http/service';
import { invalidValue, openFunction, type LambdaCall, type LambdaOperations } from './lambda-call';
import { newRequestId, runFunction, runInBackground } from './run-function';

const MIB = 1024 * 1024;
const MOST_BYTES: Readonly<Record<string, number>> = { RequestResponse: 6 * MIB, Event: MIB, DryRun: 6 * MIB };

export const INVOKE_OPERATIONS: LambdaOperations = {
  Invoke: {
    method: 'POST',
    path: /^\/2015-03-31\/functions\/([^/]+)\/invocations$/,
    status: 200,
    parameters: ['Qualifier'],
    handle: () => undefined,
    respond: invoke,
  },
};

async function invoke(call: LambdaCall): Promise<ServiceResponse> {
  const { world, request } = call;
  const { headers, body } = request;
  const one = openFunction(call, call.names[0], 'InvokeFunction');
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const most = MOST_BYTES[type];
  if (most === undefined) throw invalidValue(`${type} is not a valid InvocationType.`);
  const refused = ['x-amz-durable-execution-name', 'x-amz-tenant-id'].find((name) => headers[name] !== undefined);
  if (refused !== undefined) throw notEmulated(`The header ${refused} of Invoke`);
  if (body.length > most) {
    const message = `Request must be smaller than ${most} bytes for the InvokeFunction operation`;
    throw new ServiceError(413, 'RequestTooLargeException', message);
  }
  const payload = body.length === 0 ? '{}' : body.toString('utf8');
  checkJson(payload);
  const version = { 'x-amz-executed-version': '$LATEST' };
  const requestId = newRequestId(world);
  const common = { 'x-amzn-requestid': requestId };
  if (type === 'DryRun') return { status: 204, headers: { ...common, ...version } };
  if (type === 'Event') {
    runInBackground(world, one, payload, requestId);
    return { status: 202, headers: common };
  }
  const outcome = await runFunction(world, one, payload, world.closing, requestId).catch((error: unknown) => {
    // It waited for a process when the emulator was closed.
    if (world.closing.aborted) throw new ServiceError(503, 'ServiceException', 'The emulator closes.');
    throw error;
  });
  const wantsTail = headers['x-amz-log-type'] === 'Tail';
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      ...common,
      ...version,
      ...(outcome.functionError === undefined ? {} : { 'x-amz-function-error': outcome.functionError }),
      ...(wantsTail ? { 'x-amz-log-result': Buffer.from(outcome.logTail).toString('base64') } : {}),
    },
    body: outcome.payload,
  };
}

function checkJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch {
    throw new ServiceError(
      400,
      'InvalidRequestContentException',
      'Could not parse request body into json: it is no JSON',
    );
  }
}
