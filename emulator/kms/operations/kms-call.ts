// What an operation of KMS gets, how it reads its input, and the faults that several have.
// https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
import * as z from 'zod';
import { checkInput, readJson } from '../../http/json-api';
import { ServiceError, type ServiceRequest } from '../../http/service';
import type { World } from '../../world/world';
import { listPage } from '../../http/list-page';

export type Json = Readonly<Record<string, unknown>>;

export interface KmsCall {
  readonly world: World;
  readonly request: ServiceRequest;
  /** For example `CreateKey`. */
  readonly operation: string;
}

/** The answer of operations that only do. */
export const NOTHING: Json = {};

/** @returns the body of the answer */
export type KmsOperation = (call: KmsCall) => Json;

/** By name. */
export type KmsOperations = Readonly<Record<string, KmsOperation>>;

export function kmsFault(code: string, message: string): ServiceError {
  return new ServiceError(400, code, message);
}

export function notFound(message: string): ServiceError {
  return kmsFault('NotFoundException', message);
}

export function validationFault(message: string): ServiceError {
  return kmsFault('ValidationException', message);
}

/** @throws ServiceError `SerializationException`, `ValidationException` or `NotImplemented` */
export function readInput<Schema extends z.ZodType>({ request, operation }: KmsCall, schema: Schema): z.output<Schema> {
  const input = readJson(request, (message) => kmsFault('SerializationException', message));
  return checkInput(input, schema, operation, validationFault);
}

/** Parameters of every list. */
export const PAGE = { Limit: z.int().min(1).max(1000).optional(), Marker: z.string().optional() };

/** A part of a list under the name `field`, and how to go on. */
export function page(
  field: string,
  items: readonly unknown[],
  { Limit: limit = 50, Marker: marker }: { readonly Limit?: number | undefined; readonly Marker?: string | undefined },
): Json {
  const invalid = (): ServiceError => kmsFault('InvalidMarkerException', 'The marker is not valid.');
  const part = listPage(items, limit, marker, invalid);
  const isTruncated = part.nextToken !== undefined;
  return { [field]: part.items, Truncated: isTruncated, ...(isTruncated ? { NextMarker: part.nextToken } : {}) };
}

/** KMS writes times as seconds since 1970. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
