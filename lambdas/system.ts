// The real world of a function: clock, variables, log. Nothing else touches them.
import { spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../runner/ports/clock';
import { RunnerError } from '../runner/ports/errors';
import type { ProgramEnd } from './detached/step';
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

/** The account of the function: of every bucket with inventories and reports, too. */
export function accountOf({ invokedFunctionArn }: LambdaContext): string {
  return invokedFunctionArn.split(':')[4] ?? '';
}

/** After it was told to end. */
const KILL_AFTER_MS = 20_000;

/** Runs a program of this Node in the folder, and has it end itself after `mostMs`; what it says goes to the log, too. */
export function runProgramBeside(
  program: string,
  words: readonly string[],
  folder: string,
  mostMs: number,
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: folder,
      env: { ...environment, HOME: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let isOutOfTime = false;
    const end = setTimeout(() => {
      isOutOfTime = true;
      child.kill('SIGTERM');
    }, mostMs);
    const kill = setTimeout(() => child.kill('SIGKILL'), mostMs + KILL_AFTER_MS);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(end);
      clearTimeout(kill);
      const events = Buffer.concat(chunks).toString('utf8');
      resolve({ events, isOutOfTime, ...(exitCode === null ? {} : { exitCode }) });
    });
  });
}
