// Sends every event, as one JSON object a line, to a webhook or a command of the user's. Whatever becomes of it, the run goes on.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { EventHook } from '../ports/world';

const PATIENCE_MS = 10_000;
/** Events that wait for a slow webhook; the oldest are dropped beyond it. */
const MOST_WAITING = 1_000;

/** One POST an event, one after the other. */
export function webhook(url: string): EventHook {
  const waiting: string[] = [];
  let fault: string | undefined;
  let work: Promise<void> | undefined;

  const deliver = async (): Promise<void> => {
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: line,
          signal: AbortSignal.timeout(PATIENCE_MS),
        });
        await answer.arrayBuffer();
        if (!answer.ok) fault ??= `it answered ${answer.status}`;
      } catch {
        fault ??= `it did not answer within ${PATIENCE_MS / 1000} s, or could not be reached`;
      }
    }
    work = undefined;
  };
  return {
    send: (line) => {
      if (waiting.length >= MOST_WAITING) {
        waiting.shift();
        fault ??= `it is too slow: events were dropped`;
      }
      waiting.push(line);
      work ??= deliver();
    },
    end: async () => {
      await work;
      return fault;
    },
  };
}

/** One process for the whole run, which reads the lines from its standard input; its output goes to standard error. */
export function commandHook(command: string): EventHook {
  const child = spawn(command, { shell: true, stdio: ['pipe', 2, 2] });
  const { stdin } = child;
  let fault: string | undefined;
  child.on('error', (error) => {
    fault ??= error.message;
  });
  // A command that stops reading is no fault of the run.
  stdin?.on('error', () => undefined);
  const ended = once(child, 'close').catch(() => undefined);
  return {
    send: (line) => void stdin?.write(`${line}\n`),
    end: async () => {
      stdin?.end();
      AbortSignal.timeout(PATIENCE_MS).addEventListener('abort', () => child.kill(), { once: true });
      await ended;
      if (child.exitCode !== 0) fault ??= `it ended with exit code ${child.exitCode ?? 'none: it took too long'}`;
      return fault;
    },
  };
}
