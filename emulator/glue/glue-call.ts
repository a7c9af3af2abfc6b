// What an operation of Glue gets, the shapes that several have, and their faults.
// https://docs.aws.amazon.com/glue/latest/webapi/CommonErrors.html
import * as z from 'zod';
import { ServiceError } from '../http/service';
import { arnHere, authorize, type MonitoringCall } from '../monitoring/monitoring-call';
import type { GlueDatabase } from '../world/serverless/glue-catalog';

export type GlueCall = MonitoringCall;
export type Answer = Readonly<Record<string, unknown>>;
export type GlueOperations = Readonly<Record<string, (call: GlueCall) => Answer>>;

export const NAME = z.string().min(1).max(255);
export const TEXTS = z.record(z.string(), z.string());
/** Of the account itself: there is no other catalog here. */
export const CATALOG = { CatalogId: z.string().optional() };
export const PAGE = { MaxResults: z.int().min(1).max(100).default(100), NextToken: z.string().optional() };

export function glueFault(code: string, message: string): ServiceError {
  return new ServiceError(400, code, message);
}

export function notFound(message: string): ServiceError {
  return glueFault('EntityNotFoundException', message);
}

/** Times are seconds since 1970. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

/** The caller needs the action on the catalog, and on everything above what it is about. @param rest - for example `database/logs` */
export function authorizeIn(call: GlueCall, action: string, catalogId: string | undefined, rest: string): void {
  const { accountId } = call.request.caller;
  if (catalogId !== undefined && catalogId !== accountId)
    throw call.denied(`Catalog ${catalogId} is another account's, which is not emulated`);
  authorize(call, action, arnHere(call, 'glue', 'catalog'));
  const [kind, database = '', table] = rest.split('/');
  if (kind === 'table') authorize(call, action, arnHere(call, 'glue', `database/${database}`));
  authorize(call, action, arnHere(call, 'glue', table === undefined ? `database/${database}` : rest));
}

export function openDatabase(call: GlueCall, name: string): GlueDatabase {
  const found = call.world.glueDatabases.get(arnHere(call, 'glue', `database/${name.toLowerCase()}`));
  if (found === undefined) throw notFound(`Database ${name} not found.`);
  return found;
}
