// The emulator's own API below `/_emulator/`: for rehearsals and tests, JSON in and JSON out, without a signature. AWS has
// no such thing, and no bucket can have such a name.
import { z } from 'zod';
import type { ServiceResponse } from '../http/service';
import type { WireRequest } from '../http/wire-request';
import { clockRoutes } from './clock-routes';
import { faultRoutes } from './fault-routes';
import { ControlError, type ControlledEmulator, type Route, type Routes } from './route';
import { settingRoutes } from './setting-routes';
import { stateRoutes } from './state-routes';

export const CONTROL_PATH = '/_emulator/';

/** @param remoteAddress - of the client */
export type ControlApi = (request: WireRequest, remoteAddress: string) => Promise<ServiceResponse>;

export function controlApi(emulator: ControlledEmulator): ControlApi {
  const routes: Routes = {
    ...stateRoutes(emulator),
    ...faultRoutes(emulator),
    ...clockRoutes(emulator),
    ...settingRoutes(emulator),
  };
  return async (request, remoteAddress) => {
    try {
      refuseOtherMachines(request, remoteAddress);
      const { route, id } = findRoute(routes, request);
      return json(200, await route(bodyOf(request), id));
    } catch (error) {
      if (error instanceof ControlError) return json(error.status, { error: error.message });
      if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) });
      throw error;
    }
  };
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Only programs on this machine may; not the pages that a browser on it has open. */
function refuseOtherMachines({ headers }: WireRequest, remoteAddress: string): void {
  if (!LOOPBACK.test(remoteAddress)) throw new ControlError(403, `not from ${remoteAddress}: only from this machine`);
  if (headers['origin'] !== undefined || headers['sec-fetch-site'] !== undefined) {
    throw new ControlError(403, 'not from a browser');
  }
}

function findRoute(routes: Routes, { method, rawPath }: WireRequest): { readonly route: Route; readonly id: string } {
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
function bodyOf({ body }: WireRequest): unknown {
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
