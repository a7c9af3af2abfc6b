// What `import … from 's3-backfill/runner'` offers: the real world, bound to the library.
import path from 'node:path';
import { startTold, type Told } from './library/told';
import type { LibraryOptions, PlanOptions, RunOptions, VerifyOptions } from './library/options';
import { hostedWorld } from './system/system';
import type { World } from './ports/world';
import { defined } from './text/defined';

export { exitCode } from './events/exit-code';
export type { RunnerEvent } from './events/events';
export type { LibraryOptions, PlanOptions, RunOptions, Told, VerifyOptions };

/** Beside the program, in the folder above the one that this file is built into. */
const THREADS = path.join(__dirname, '..', 'threads');

function worldFor({ workingDirectory }: LibraryOptions): (interrupted: AbortSignal) => World {
  const places = { threadFolder: THREADS, ...defined({ workingDirectory }) };
  return (interrupted) =>
    hostedWorld(
      async (options, environment) => {
        const { connect } = await import('./aws/connect');
        return connect(options, environment);
      },
      places,
      interrupted,
    );
}

/** Checks everything, and tells what a run would copy, cost and take, and its exact requests. Nothing is sent that changes anything. */
export function plan(options: PlanOptions = {}): Told {
  return startTold('plan', options, worldFor(options));
}

/**
 * Checks, creates the jobs or starts the copies (or goes on with those that are there), watches, reports, tries again what can succeed, and
 * compares. Nobody is asked: calling it is the answer.
 */
export function run(options: RunOptions = {}): Told {
  return startTold('run', options, worldFor(options));
}

/** Compares source and destinations, and certifies what is there. */
export function verify(options: VerifyOptions = {}): Told {
  return startTold('verify', options, worldFor(options));
}
