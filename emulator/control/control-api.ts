// The emulator's own API below `/_emulator/`: for rehearsals and tests, JSON in and JSON out, without a signature. AWS has
// no such thing, and no bucket can have such a name.
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { ServiceResponse } from '../http/service';
import { readBody, type WireHead } from '../http/wire-request';
import { clockRoutes } from './clock-routes';
import { faultRoutes } from './fault-routes';
import { functionRoutes } from './function-routes';
import { inventoryRoutes } from './inventory-routes';
import { ControlError, type ControlledEmulator, type Route, type Routes } from './route';
import { settingRoutes } from './setting-routes';
import { stateRoutes } from './state-routes';

export const CONTROL_PATH = '/_emulator/';

/** What a web page cannot send without asking first, which is never allowed. */
const PROGRAM_HEADER = 'x-s3-backfill-emulator';
const LARGEST_BODY = 1024 * 1024;

export type ControlApi = (incoming: IncomingMessage, head: WireHead) => Promise<ServiceResponse>;

export function controlApi(emulator: ControlledEmulator): ControlApi {
  const routes: Routes = {
    ...stateRoutes(emulator),
    ...faultRoutes(emulator),
    ...clockRoutes(emulator),
    ...functionRoutes(emulator),
    ...inventoryRoutes(emulator),
    ...settingRoutes(emulator),
  };
  return async (incoming, head) => {
    try {
      refuseOtherMachines(head, incoming.socket.remoteAddress ?? '');
      const { route, id } = findRoute(routes, head);
      const body = await readBody(incoming, LARGEST_BODY, () => new ControlError(413, 'the body is larger than 1 MiB'));
      return json(200, await route(parsed(body), id));
    } catch (error) {
      if (error instanceof ControlError) return json(error.status, { error: error.message });
      if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) });
      throw error;
    }
  };
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Only programs on this machine may; not the pages that a browser on it has open. */
function refuseOtherMachines({ headers }: WireHead, remoteAddress: string): void {
  if (!LOOPBACK.test(remoteAddress)) throw new ControlError(403, `not from ${remoteAddress}: only from this machine`);
  if (headers['origin'] !== undefined || headers['sec-fetch-site'] !== undefined) {
    throw new ControlError(403, 'not from a browser');
  }
  if (headers[PROGRAM_HEADER] === undefined) {
    throw new ControlError(403, `not without the header ${PROGRAM_HEADER}: curl -H '${PROGRAM_HEADER}: 1' …`);
  }
}

function findRoute(routes: Routes, { method, rawPath }: WireHead): { readonly route: Route; readonly id: string } {
  const [name = '', id = '', ...more] = rawPath.slice(CONTROL_PATH.length).split('/');
  const path = id === '' ? name : `${name}/{id}`;
  const route = Object.hasOwn(routes, `${method} ${path}`) ? routes[`${method} ${path}`] : undefined;
  if (route !== undefined && more.length === 0) return { route, id };
  const known = Object.keys(routes)
    .map((key) => key.replace(' ', ` ${CONTROL_PATH}`))
    .join(', ');
  throw new ControlError(404, `there is no ${method} ${rawPath}; there is ${known}`);
}

/** No body is an empty object. */
function parsed(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new ControlError(400, `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function json(status: number, value: unknown): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value, undefined, 2)}\n` };
}
