// The program, built once for the tests of a file, and what they start with it.
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { EmulatorOptions } from '../../emulator/emulator';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { bugs } from '../emulator/running';
import { startProgram, type Program } from './setup';

export interface Built {
  /** As `startProgram` does; closed after the test, in which the emulator must not have had a fault of its own. */
  start(keys: readonly string[], options?: EmulatorOptions): Promise<Program>;
  /** Its file, once it is built. */
  runner(): string;
}

/** Registers the hooks of the file that calls it. */
export function builtProgram(): Built {
  let folder = '';
  let runner = '';
  const started: Program[] = [];
  beforeAll(() => {
    folder = makeFolder();
    runner = buildRunner(folder);
  });
  afterEach(async () => {
    for (const program of started.splice(0)) {
      await program.close();
      expect(bugs(program.running)).toEqual([]);
    }
  });
  afterAll(() => removeFolder(folder));
  return {
    runner: () => runner,
    async start(keys, options) {
      const program = await startProgram(runner, keys, options);
      started.push(program);
      return program;
    },
  };
}
