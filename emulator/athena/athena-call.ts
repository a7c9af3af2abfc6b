// What an operation of Athena gets, and the faults that several have.
// https://docs.aws.amazon.com/athena/latest/APIReference/API_InvalidRequestException.html
import * as z from 'zod';
import { ServiceError, type Caller, type ServiceRequest } from '../http/service';
import { tagKeys } from '../iam/access/request-keys';
import { arnHere, authorize, type MonitoringCall } from '../monitoring/monitoring-call';
import type { Query, WorkGroup } from '../world/serverless/athena-query';

export type AthenaCall = MonitoringCall;
export type Answer = Readonly<Record<string, unknown>>;
export type AthenaOperations = Readonly<Record<string, (call: AthenaCall) => Answer | Promise<Answer>>>;

export const NAME = z.string().regex(/^[a-zA-Z0-9._-]{1,128}$/, 'a name has 1 to 128 letters, digits and . _ -');
/** In which Athena runs a query that names none. There is none here until somebody makes it. */
export const PRIMARY = 'primary';
export const PAGE = { MaxResults: z.int().min(1).max(50).default(50), NextToken: z.string().optional() };

/** @param code - what Athena calls it beside the exception */
export function invalidRequest(message: string, code = 'INVALID_INPUT'): ServiceError {
  return new ServiceError(400, 'InvalidRequestException', message, {
    Message: message,
    AthenaErrorCode: code,
    ErrorCode: code,
  });
}

/** Times are seconds since 1970. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

export const workGroupArn = (call: AthenaCall, name: string): string => arnHere(call, 'athena', `workgroup/${name}`);

/** @throws ServiceError if there is none, or the caller may not */
export function openWorkGroup(call: AthenaCall, name: string): WorkGroup {
  const arn = workGroupArn(call, name);
  const found = call.world.workGroups.get(arn);
  authorize(call, `athena:${call.operation}`, arn, {
    context: tagKeys('aws:ResourceTag', found?.tags ?? new Map<string, string>()),
  });
  if (found === undefined) throw invalidRequest('WorkGroup is not found.');
  return found;
}

/** @throws ServiceError if there is none, or the caller may not use its workgroup */
export function openQuery(call: AthenaCall, id: string): Query {
  const { world, request } = call;
  const found = world.queries.get(id);
  if (found === undefined || found.accountId !== request.caller.accountId || found.region !== request.region)
    throw invalidRequest(`QueryExecution ${id} was not found`, 'QUERY_EXECUTION_NOT_FOUND');
  authorize(call, `athena:${call.operation}`, found.workGroupArn);
  return found;
}

export interface S3Place {
  readonly bucket: string;
  readonly key: string;
}

/** `s3://bucket/key`; undefined for anything else. */
export function s3Place(text: string): S3Place | undefined {
  const [, bucket, key = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/** A request of Athena to S3, with the permissions of whoever has asked Athena. */
export function inTheNameOf(caller: Caller, region: string): Omit<ServiceRequest, 'method' | 'path'> {
  return {
    id: '',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    region,
    caller: { ...caller, actingService: 'athena.amazonaws.com' },
  };
}
