// Threads of this program. Each runs a file of its own, which lies beside the program.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Thread, ThreadName, Threads } from '../ports/threads';
import { RunnerError } from '../ports/errors';

/** What a thread makes and throws away is collected before it is more. */
const YOUNG_MIB = 4;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

function start(file: string): Thread {
  const worker = new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB } });
  const waiting: Waiting[] = [];
  let fault: Error | undefined;
  const fail = (error: Error): void => {
    fault ??= error;
    for (const { reject } of waiting.splice(0)) reject(fault);
  };
  worker.on('message', (answer: unknown) => waiting.shift()?.resolve(answer));
  worker.on('error', (error: NodeJS.ErrnoException) =>
    fail(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? new RunnerError(
            'unavailable',
            'a thread ran out of memory',
            'give Node more: NODE_OPTIONS=--max-old-space-size=4096',
          )
        : error,
    ),
  );
  worker.on('exit', () => fail(new RunnerError('interrupted', 'interrupted')));
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        if (fault !== undefined) {
          reject(fault);
          return;
        }
        waiting.push({ resolve, reject });
        worker.postMessage(order);
      }),
    end: () => void worker.terminate(),
  };
}

/** @param folder where the files of the threads are */
export function threads(folder: string): Threads {
  return {
    cores: availableParallelism(),
    start: (name: ThreadName) => start(join(folder, `${name}.js`)),
  };
}
