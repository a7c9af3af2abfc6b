// A Lambda without functions and an SQS without queues.
import { RunnerError } from '../../../runner/ports/errors';
import type { Functions } from '../../../runner/ports/serverless/functions';
import type { Queries } from '../../../runner/ports/serverless/queries';
import type { Queues } from '../../../runner/ports/serverless/queues';

const unknown = (name: string) => Promise.reject(new RunnerError('not-found', `there is no ${name}`));

const unknownAt = () => unknown('workgroup');

export function fakeQueues(): Queues {
  return {
    depth: unknown,
    queue: unknown,
    send: unknown,
    peek: unknown,
    purge: unknown,
    redrive: unknown,
    lastMove: unknown,
  };
}

export function fakeQueries(): Queries {
  return {
    workgroup: unknownAt,
    table: unknownAt,
    start: unknownAt,
    execution: unknownAt,
    results: unknownAt,
    stop: unknownAt,
  };
}

export function fakeFunctions(): Functions {
  return { describe: unknown, mappings: unknown, enable: unknown, rule: unknown };
}
