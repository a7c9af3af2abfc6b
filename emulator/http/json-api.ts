// The JSON that KMS, EventBridge, CloudWatch, CloudWatch Logs and DataSync speak: inputs, also those that were brought into that form, and answers.
import type * as z from 'zod';
import { notEmulated, type ServiceError, type ServiceRequest, type ServiceResponse } from './service';

/** An error of the service, with this text. */
export type Fault = (message: string) => ServiceError;

/** The body of a request in JSON; an empty one is an empty object. */
export function readJson({ body }: Pick<ServiceRequest, 'body'>, malformed: Fault): unknown {
  try {
    return JSON.parse(body.toString('utf8') || '{}');
  } catch {
    throw malformed('The request is not JSON');
  }
}

/**
 * The input of an operation. Parameters that it does not know are answered with 501: ignoring them would not be true.
 * @throws ServiceError `NotImplemented`, or what `invalid` makes of a value that does not fit
 */
export function checkInput<Schema extends z.ZodType>(
  input: unknown,
  schema: Schema,
  operation: string,
  invalid: Fault,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const unknown = parsed.error.issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown !== undefined) {
    throw notEmulated(`The parameter ${unknown.keys.join(', ')} of ${operation}`);
  }
  const [first] = parsed.error.issues;
  const at = first?.path.map(String).join('.') ?? '';
  throw invalid(`1 validation error detected: Value at '${at}' failed to satisfy constraint: ${first?.message ?? ''}`);
}

/** @param answer - undefined: the operation only does, and is answered with nothing at all */
export function jsonResponse(requestId: string, version: '1.0' | '1.1', answer: object | undefined): ServiceResponse {
  return {
    status: 200,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId },
    body: answer === undefined ? '' : JSON.stringify(answer),
  };
}
