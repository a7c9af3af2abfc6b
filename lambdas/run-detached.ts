// The function that a state machine calls, again and again: one step of a run each time. Lambda calls `handler`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { putObject } from './aws/put-object';
import { runProgram, type Workplace } from './detached/run-program';
import type { RunOrder, Step } from './detached/step';
import type { LambdaContext } from './invocation';
import { accountOf, environment, runProgramBeside } from './system';

/** Where build.mjs puts the program, beside this file. */
const PROGRAM = path.join(__dirname, 's3-backfill.js');

export function handler(order: RunOrder, context: LambdaContext): Promise<Step> {
  const workplace: Workplace = {
    program: (flags, folder, mostMs) => runProgramBeside(PROGRAM, ['run', ...flags], folder, mostMs),
    open: () => mkdtemp(path.join(tmpdir(), 's3-backfill-')),
    async write(folder, name, text) {
      const file = path.join(folder, name);
      await writeFile(file, text);
      return file;
    },
    read: (folder, name) => readFile(path.join(folder, name), 'utf8').catch(() => undefined),
    remove: (folder) => rm(folder, { recursive: true, force: true }),
    put: putObject(order.handoff.source.region, accountOf(context), environment['AWS_ENDPOINT_URL']),
    remainingMs: () => context.getRemainingTimeInMillis(),
  };
  return runProgram(order, workplace);
}
