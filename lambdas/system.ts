// The real world of a function: clock, variables, log. Nothing else touches them.
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../runner/ports/clock';
import { RunnerError } from '../runner/ports/errors';
import type { Invocation, LambdaContext } from './invocation';
import type { Environment } from './settings';

export const clock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    setMaxListeners(0, signal);
    try {
      await delay(milliseconds, undefined, { signal });
    } catch {
      throw new RunnerError('interrupted', 'interrupted');
    }
  },
};

export const environment: Environment = process.env;

export const random = (): number => Math.random();

export function invocationOf(context: LambdaContext): Invocation {
  return {
    requestId: context.awsRequestId,
    remainingMs: () => context.getRemainingTimeInMillis(),
    log: (line) => console.log(JSON.stringify(line)),
  };
}
