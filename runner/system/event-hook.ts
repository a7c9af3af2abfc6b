// Sends every event, as one JSON object a line, to a webhook or a command of the user's. Whatever becomes of it, the run goes on, and
// ends: all that is still to be delivered then has one bound in time together, and none after an interruption.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventHook, HookTarget } from '../ports/world';
import { endGroup, HAS_GROUPS } from './process-group';

const SECOND_MS = 1_000;
const DEFAULT_PATIENCE = { requestMs: 10 * SECOND_MS, endMs: 10 * SECOND_MS, interruptedMs: 500, killMs: SECOND_MS };
/** Events that wait for a slow webhook; the oldest are dropped beyond it. */
const MOST_WAITING = 1_000;
/** Characters that wait for a slow command; what comes then is dropped. */
const MOST_CHARACTERS = 16 * 2 ** 20;

/** Milliseconds. */
export interface Patience {
  /** For one answer of a webhook. */
  readonly requestMs: number;
  /** For all that is still to be delivered when the run is over. */
  readonly endMs: number;
  /** For the same after Ctrl-C: the last event may still arrive. */
  readonly interruptedMs: number;
  /** Between a command's being asked to end and its being killed. */
  readonly killMs: number;
}

/** Resolves after `ms`, and `interruptedMs` after the interruption, whichever is first; never keeps the process alive by itself. */
async function patience(ms: number, interruptedMs: number, interrupted: AbortSignal, done: AbortSignal): Promise<void> {
  const wait = (time: number, signal: AbortSignal): Promise<void> =>
    delay(time, undefined, { signal }).catch(() => undefined);
  if (!interrupted.aborted) await wait(ms, AbortSignal.any([interrupted, done]));
  if (interrupted.aborted && !done.aborted) await wait(interruptedMs, done);
}

/** Whether `work` came to its end before the patience did. */
async function inTime(
  work: Promise<unknown>,
  { endMs, interruptedMs }: Patience,
  interrupted: AbortSignal,
): Promise<boolean> {
  const done = new AbortController();
  const worked = work.then(() => true);
  const late = patience(endMs, interruptedMs, interrupted, done.signal).then(() => false);
  try {
    return await Promise.race([worked, late]);
  } finally {
    done.abort();
  }
}

/** One POST an event, one after the other; a redirect is not followed, since it would carry the events elsewhere. */
export function webhook(
  { url, user }: Omit<HookTarget & { readonly kind: 'webhook' }, 'kind'>,
  interrupted: AbortSignal,
  given: Patience = DEFAULT_PATIENCE,
): EventHook {
  const waiting: string[] = [];
  const givenUp = new AbortController();
  const authorization = user === undefined ? undefined : `Basic ${Buffer.from(user).toString('base64')}`;
  let fault: string | undefined;
  let work: Promise<void> | undefined;

  const deliver = async (): Promise<void> => {
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
          body: line,
          redirect: 'manual',
          signal: AbortSignal.any([AbortSignal.timeout(given.requestMs), givenUp.signal]),
        });
        // Nobody reads what it says, however much that is.
        await answer.body?.cancel();
        const isRedirect = answer.status >= 300 && answer.status < 400;
        if (!answer.ok)
          fault ??= `it answered ${answer.status}${isRedirect ? ', a redirect, which is not followed: name the address that it leads to' : ''}`;
      } catch {
        fault ??= givenUp.signal.aborted
          ? 'it did not answer before the run was over'
          : `it did not answer within ${given.requestMs / SECOND_MS} s, or could not be reached`;
      }
    }
    work = undefined;
  };
  return {
    send: (line) => {
      if (givenUp.signal.aborted) return;
      if (waiting.length >= MOST_WAITING) {
        waiting.shift();
        fault ??= `it is too slow: events were dropped`;
      }
      waiting.push(line);
      work ??= deliver();
    },
    end: async () => {
      if (work === undefined || (await inTime(work, given, interrupted))) return fault;
      const left = waiting.splice(0).length + 1;
      givenUp.abort();
      await work;
      const said = `${left} event${left === 1 ? ' was' : 's were'} not delivered`;
      return fault === undefined ? said : `${fault}; ${said}`;
    },
  };
}

/** One process for the whole run, which reads the lines from its standard input; its output goes to standard error. */
export function commandHook(
  { command, environment }: Omit<HookTarget & { readonly kind: 'command' }, 'kind'>,
  interrupted: AbortSignal,
  given: Patience = DEFAULT_PATIENCE,
): EventHook {
  const child = spawn(command, {
    shell: true,
    stdio: ['pipe', 2, 2],
    env: { ...environment },
    detached: HAS_GROUPS,
  });
  const { stdin } = child;
  let fault: string | undefined;
  child.on('error', () => {
    fault ??= 'it could not be started';
  });
  // A command that stops reading is no fault of the run.
  stdin?.on('error', () => undefined);
  const ended = once(child, 'exit').catch(() => undefined);
  return {
    send: (line) => {
      if (stdin === null || !stdin.writable) return;
      if (stdin.writableLength > MOST_CHARACTERS) fault ??= 'it is too slow: events were dropped';
      else stdin.write(`${line}\n`);
    },
    end: async () => {
      stdin?.end();
      const ownEnd = await inTime(ended, given, interrupted);
      await endGroup(child, given.killMs);
      stdin?.destroy();
      child.unref();
      if (!ownEnd) fault ??= 'it was ended: it took too long';
      else if (child.exitCode !== 0)
        fault ??= `it ended with ${child.exitCode === null ? `signal ${child.signalCode ?? 'unknown'}` : `exit code ${child.exitCode}`}`;
      return fault;
    },
  };
}

export function openHook(target: HookTarget, interrupted: AbortSignal): EventHook {
  return target.kind === 'webhook' ? webhook(target, interrupted) : commandHook(target, interrupted);
}
