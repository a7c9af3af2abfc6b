// Faults on demand.
import * as z from 'zod';
import { faultSchema } from '../faults/fault';
import { ControlError, type ControlledEmulator, type Routes } from './route';

export function faultRoutes({ faults }: ControlledEmulator): Routes {
  const all = (): unknown => ({ faults: faults.list() });
  return {
    'GET faults': all,
    'POST faults': (body) => {
      const ordered = z.array(faultSchema).parse(Array.isArray(body) ? body : [body]);
      const ids = ordered.map((fault) => faults.add(fault));
      return { faults: faults.list().filter(({ id }) => ids.includes(id)) };
    },
    'DELETE faults': () => {
      faults.clear();
      return all();
    },
    'DELETE faults/{id}': (_body, id) => {
      if (!faults.remove(id)) throw new ControlError(404, `there is no fault ${id}`);
      return all();
    },
  };
}
