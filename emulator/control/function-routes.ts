// What functions have written, how many processes run them, and what came of the events that rules have sent.
import { processCount, runningCount } from '../lambda/environments';
import { ControlError, type ControlledEmulator, type Routes } from './route';

export function functionRoutes({ world }: ControlledEmulator): Routes {
  return {
    'GET functions': () => ({
      functions: [...world.functions.values()].map(({ arn }) => ({
        arn,
        running: runningCount(world, arn),
        processes: processCount(world, arn),
        logLines: world.functionLogs.get(arn)?.length ?? 0,
      })),
    }),
    'GET functions/{id}': (_body, id) => {
      const found = [...world.functions.values()].filter(({ arn, name }) => arn === id || name === id);
      const arns = found.map(({ arn }) => arn).concat(world.functionLogs.has(id) ? [id] : []);
      if (arns.length === 0) throw new ControlError(404, `there is no function ${id}`);
      return {
        functions: [...new Set(arns)].map((arn) => ({
          arn,
          log: (world.functionLogs.get(arn) ?? []).map(({ atMs, text }) => `${new Date(atMs).toISOString()} ${text}`),
        })),
      };
    },
    'GET events': () => ({ deliveries: [...world.eventDeliveries.values()] }),
  };
}
