// The only file of the runner that knows the emulator.
import { installedPage } from '../../docs/installed-page';
import { resolve } from 'node:path';
import type * as EmulatorModule from '../../emulator/emulator';
import { RunnerError } from '../ports/errors';
import type { World } from '../ports/world';
import { defined } from '../text/defined';
import { escapedJson, visible } from '../text/safe-text';

type Module = typeof EmulatorModule;
type Options = EmulatorModule.EmulatorOptions;

/** What was asked for, as texts that the emulator reads. */
export interface EmulatorVerbOptions {
  /** @default - a free one */
  readonly port?: number;
  /** File with what exists at the start. @default - nothing does */
  readonly seed?: string;
  /** Directory that keeps the state from run to run. @default - nothing is kept */
  readonly data?: string;
  /** Region of requests that name none. @default - the emulator's */
  readonly region?: string;
  /** @default 'system' */
  readonly clock?: Options['clock'];
  /** How far the emulator's clock is ahead of its clients'. @default 0 */
  readonly clockSkewMs?: number;
  /** Makes chance the same in every run. @default - it is not */
  readonly randomSeed?: number;
  readonly faults: readonly string[];
  readonly timing: readonly string[];
  readonly quirks: readonly string[];
  /** Whether functions of Lambda run on this machine. */
  readonly runsFunctions: boolean;
  /** Whether each request is printed as JSON on standard error. */
  readonly logsRequests: boolean;
}

/** Serves until the user stops it; then the exit code is 0. */
export async function emulatorVerb(asked: EmulatorVerbOptions, world: World): Promise<number> {
  const module = await import('../../emulator/emulator');
  const emulator = await start(module, await readOptions(asked, world, module));
  const { endpoint, accounts } = emulator;
  const ready = accounts.map(({ accountId, accessKeyId, secretAccessKey }) => ({
    accountId,
    accessKeyId,
    secretAccessKey,
  }));
  world.stdout.write(`${escapedJson({ endpoint, region: emulator.region, accounts: ready })}\n`);
  if (!world.interrupted.aborted) {
    await new Promise<void>((resolve) => world.interrupted.addEventListener('abort', () => resolve(), { once: true }));
  }
  await emulator.close();
  return 0;
}

async function readOptions(asked: EmulatorVerbOptions, world: World, module: Module): Promise<Options> {
  const { port, region, data, clock, clockSkewMs, randomSeed, logsRequests } = asked;
  const seed = await readSeed(asked.seed, world);
  if (data !== undefined && randomSeed !== undefined) {
    throw new RunnerError(
      'usage',
      '--random-seed with --data',
      'ids of the run before would come again; give one of the two',
    );
  }
  return asUsage(() => ({
    ...defined({ port, region, clock, clockSkewMs }),
    ...defined({
      seed: seed === undefined ? undefined : module.parseSeed(seed),
      dataDirectory: data === undefined ? undefined : resolve(world.workingDirectory, data),
      random: randomSeed === undefined ? undefined : module.seededRandom(randomSeed),
    }),
    faults: asked.faults.map(module.parseFault),
    timing: module.parseTiming(asked.timing),
    quirks: module.parseQuirks(asked.quirks),
    runFunctions: asked.runsFunctions,
    log: (entry) => {
      if (logsRequests || entry.kind === 'bug') world.stderr.write(`${escapedJson(entry)}\n`);
    },
  }));
}

async function readSeed(seed: string | undefined, world: World): Promise<string | undefined> {
  const text = seed === undefined ? undefined : await world.files.read(resolve(world.workingDirectory, seed));
  if (seed !== undefined && text === undefined) {
    throw new RunnerError(
      'usage',
      `there is no seed file '${visible(seed)}'`,
      `what it holds: ${installedPage('docs/emulator.md', 'Using it')}`,
    );
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
    throw new RunnerError('usage', visible(line), hint());
  }
}

function hint(): string {
  return `every flag is shown in ${installedPage('docs/emulator.md', 'Using it')}`;
}

async function start(module: Module, options: Options): Promise<EmulatorModule.Emulator> {
  try {
    return await module.createEmulator(options);
  } catch (error) {
    if (error instanceof module.DataDirectoryError || error instanceof module.SeedError)
      throw new RunnerError('usage', visible(error.message), hint());
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code !== undefined && syscall !== 'listen' && options.dataDirectory !== undefined) {
      const { dataDirectory } = options;
      throw new RunnerError('usage', `--data: '${visible(dataDirectory)}' cannot be used (${code})`, hint());
    }
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    throw new RunnerError(
      'usage',
      `port ${String(options.port)} cannot be used (${code})`,
      'name another --port, or none',
    );
  }
}
