// The only file of the runner that knows the emulator.
import { resolve } from 'node:path';
import { RunnerError } from '../errors';
import { numberFlag, textFlag, type Given } from '../flag-values';
import type { World } from '../ports';
import { visible } from '../safe-text';

/** Serves until the user stops it; then the exit code is 0. */
export async function emulatorVerb(given: Given, world: World): Promise<number> {
  const port = numberFlag(given, 'port', { least: 0, most: 65_535, whole: true });
  const seed = textFlag(given, 'seed');
  const region = textFlag(given, 'region');
  const { createEmulator, parseSeed } = await import('../../emulator/emulator');
  const text = seed === undefined ? undefined : await world.files.read(resolve(world.workingDirectory, seed));
  if (seed !== undefined && text === undefined) {
    throw new RunnerError('usage', `there is no seed file '${visible(seed)}'`, 'docs/emulator.md says what it holds');
  }
  const emulator = await createEmulator({
    ...(port === undefined ? {} : { port }),
    ...(region === undefined ? {} : { region }),
    ...(text === undefined ? {} : { seed: parseSeed(text) }),
  });
  const { endpoint, accounts } = emulator;
  const ready = accounts.map(({ accountId, accessKeyId, secretAccessKey }) => ({
    accountId,
    accessKeyId,
    secretAccessKey,
  }));
  world.stdout.write(`${JSON.stringify({ endpoint, region: emulator.region, accounts: ready })}\n`);
  if (!world.interrupted.aborted) {
    await new Promise<void>((resolve) => world.interrupted.addEventListener('abort', () => resolve(), { once: true }));
  }
  await emulator.close();
  return 0;
}
