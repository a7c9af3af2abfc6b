// The only file of the runner that knows the emulator.
import { resolve } from 'node:path';
import type * as EmulatorModule from '../../emulator/emulator';
import { RunnerError } from '../ports/errors';
import { booleanFlag, numberFlag, textFlag, textFlags, type Given } from '../cli/flag-values';
import type { World } from '../ports/world';
import { visible } from '../text/safe-text';

type Module = typeof EmulatorModule;
type Options = EmulatorModule.EmulatorOptions;

/** Serves until the user stops it; then the exit code is 0. */
export async function emulatorVerb(given: Given, world: World): Promise<number> {
  const module = await import('../../emulator/emulator');
  const options = await readOptions(given, world, module);
  const emulator = await start(module, options, numberFlag(given, 'port', { least: 0, most: 65_535, whole: true }));
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

async function readOptions(given: Given, world: World, module: Module): Promise<Options> {
  const region = textFlag(given, 'region');
  const seed = await readSeed(given, world);
  const data = textFlag(given, 'data');
  const clock = textFlag(given, 'clock') as Options['clock'];
  const clockSkewMs = numberFlag(given, 'clock-skew-ms', { least: -(2 ** 40), most: 2 ** 40, whole: true });
  const randomSeed = numberFlag(given, 'random-seed', { least: 0, most: 2 ** 32 - 1, whole: true });
  const logsRequests = booleanFlag(given, 'log');
  if (data !== undefined && randomSeed !== undefined) {
    throw new RunnerError(
      'usage',
      '--random-seed with --data',
      'ids of the run before would come again; give one of the two',
    );
  }
  return asUsage(() => ({
    ...(region === undefined ? {} : { region }),
    ...(seed === undefined ? {} : { seed: module.parseSeed(seed) }),
    ...(data === undefined ? {} : { dataDirectory: resolve(world.workingDirectory, data) }),
    ...(clock === undefined ? {} : { clock }),
    ...(clockSkewMs === undefined ? {} : { clockSkewMs }),
    ...(randomSeed === undefined ? {} : { random: module.seededRandom(randomSeed) }),
    faults: (textFlags(given, 'fault') ?? []).map(module.parseFault),
    timing: module.parseTiming(textFlags(given, 'timing') ?? []),
    quirks: module.parseQuirks(textFlags(given, 'quirk') ?? []),
    log: (entry) => {
      if (logsRequests || entry.kind === 'bug') world.stderr.write(`${JSON.stringify(entry)}\n`);
    },
  }));
}

async function readSeed(given: Given, world: World): Promise<string | undefined> {
  const seed = textFlag(given, 'seed');
  const text = seed === undefined ? undefined : await world.files.read(resolve(world.workingDirectory, seed));
  if (seed !== undefined && text === undefined) {
    throw new RunnerError('usage', `there is no seed file '${visible(seed)}'`, 'docs/emulator.md says what it holds');
  }
  return text;
}

/** What the emulator says of a wrong value is about what the user gave. */
function asUsage(read: () => Options): Options {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = message
      .replace(/\n +→ at /g, ', at ')
      .replace(/:\n✖ /, ': ')
      .replace(/\n✖ /g, '; ');
    throw new RunnerError('usage', visible(line), HINT);
  }
}

const HINT = "docs/emulator.md, 'Using it', shows each flag";

async function start(module: Module, options: Options, port: number | undefined): Promise<EmulatorModule.Emulator> {
  try {
    return await module.createEmulator({ ...options, ...(port === undefined ? {} : { port }) });
  } catch (error) {
    if (error instanceof module.DataDirectoryError) throw new RunnerError('usage', visible(error.message), HINT);
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code !== undefined && syscall !== 'listen' && options.dataDirectory !== undefined) {
      const { dataDirectory } = options;
      throw new RunnerError('usage', `--data: '${visible(dataDirectory)}' cannot be used (${code})`, HINT);
    }
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    throw new RunnerError('usage', `port ${String(port)} cannot be used (${code})`, 'name another --port, or none');
  }
}
