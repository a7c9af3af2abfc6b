// What functions have written, the processes that run them, which can be killed, and what came of the events that rules have sent.
import { closeEnvironments, processCount, runningCount } from '../lambda/environments';
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
    'DELETE functions/{id}': (_body, id) => {
      const ended = [...world.functions.values()].filter(({ arn, name }) => arn === id || name === id);
      if (ended.length === 0) throw new ControlError(404, `there is no function ${id}`);
      const processes = ended.reduce((sum, { arn }) => sum + processCount(world, arn), 0);
      for (const { arn } of ended) closeEnvironments(world, arn);
      return { processes };
    },
    'GET events': () => ({ deliveries: [...world.eventDeliveries.values()] }),
    'GET topics/{id}': (_body, id) => {
      const found = [...world.topics.values()].find(({ arn }) => arn.endsWith(`:${id}`));
      if (found === undefined) throw new ControlError(404, `there is no topic ${id}`);
      return { arn: found.arn, messages: found.messages ?? [] };
    },
  };
}
